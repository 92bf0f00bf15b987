"""Name made-up workspaces and members so that an id tells which workspace it belongs to."""

from __future__ import annotations


def team_id(team: int) -> str:
    """Return the id of a workspace."""
    return f"T{team:03d}BENCH"


def user(number: int, team: int = 0) -> str:
    """Return the id of a member of a workspace."""
    return f"U{team:03d}M{number:06d}"


def token(team: int) -> str:
    """Return the token with which a workspace is spoken to."""
    return f"xoxb-{team}"
