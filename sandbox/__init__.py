"""A small local Slack for a laptop and for tests. It knows nothing of the apps that run against it."""
