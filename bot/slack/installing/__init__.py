"""How workspaces come and go: OAuth, tokens that are renewed, and the end of an installation."""
