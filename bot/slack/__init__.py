"""The Slack side: listeners, blocks, the directory, the courier."""
