"""Replies written for this project, with what must go and what must stay, and how to score them."""
