"""The library in Slack: who may read what, the search, a lesson opened whole."""
