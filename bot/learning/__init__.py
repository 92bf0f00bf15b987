"""The rules, pure: no Slack, no SQL, no clock of its own."""
