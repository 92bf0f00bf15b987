"""A model of the right moment: plans drawn at random, walked through, and judged apart from the app."""
