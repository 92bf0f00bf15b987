"""What the app asks Slack to be allowed; `manifest.json` says the same."""

from __future__ import annotations

SCOPES = (
    "chat:write",
    "commands",
    "im:write",
    "users:read",
    "channels:read",
    "groups:read",
    "dnd:read",
    "usergroups:read",
)
