"""Faults that tests ask for."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Faults:
    """Hold which faults are switched on; all are off at first.

    Rates are shares of calls from 0 to 1; `latency` is in seconds. `methods` limits faults to some
    Web API methods and `teams` to some workspaces; empty means all. `refused_blocks` are types that messages
    may not hold, as where Slack has not rolled them out.
    """

    too_many_rate: float = 0.0
    retry_after: int = 1
    server_error_rate: float = 0.0
    latency: float = 0.0
    methods: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    refused_blocks: frozenset[str] = frozenset()
    duplicate_events: bool = False
    drop_acks: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def set(self, given: dict[str, Any]) -> None:
        """Take new values; raise KeyError for a fault that does not exist."""
        for name, value in given.items():
            if name == "chance" or not hasattr(self, name):
                raise KeyError(name)
            several = name in ("methods", "teams", "refused_blocks")
            setattr(self, name, frozenset(value) if several else value)

    def refuses(self, blocks: object) -> bool:
        """Tell whether a message holds a block that is not taken; `blocks` may be a list or its JSON."""
        given = json.loads(blocks) if isinstance(blocks, str) and blocks else blocks
        return isinstance(given, list) and any(
            isinstance(one, dict) and one.get("type") in self.refused_blocks for one in given
        )

    def strikes(self, rate: float, method: str, team: str = "") -> bool:
        """Tell whether a fault of some rate strikes this call."""
        meant = (not self.methods or method in self.methods) and (not self.teams or team in self.teams)
        return rate > 0 and meant and self.chance.random() < rate
