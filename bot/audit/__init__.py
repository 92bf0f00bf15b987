"""Attack our own promise with synthetic people, on the operator's own machine."""
