"""How a call of a method is refused."""

from __future__ import annotations


class Refusal(Exception):
    """Say no with one of Slack's error codes."""

    def __init__(self, error: str, **more: object) -> None:
        """Remember the code and what else the answer holds."""
        super().__init__(error)
        self.error = error
        self.more = more
