"""Lärdom, a Slack app that makes learning from everyday work a habit."""
