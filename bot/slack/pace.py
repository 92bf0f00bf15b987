"""Keep any one member from asking more of the app than hands can."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Spent:
    """Hold how many requests a member has made that have not been earned back, and as of when."""

    requests: float
    at: datetime


@dataclass
class Pace:
    """Count requests by member in this process; each minute earns back as many as one may hold."""

    per_minute: int
    clock: Clock
    _spent: dict[tuple[str, str], _Spent] = field(default_factory=dict)
    _sweep_above: int = field(default_factory=lambda: MOST_REMEMBERED)

    def allows(self, team: str, user: str) -> bool:
        """Tell whether a member may make one more request now, and count it; 0 a minute allows any number."""
        if not self.per_minute:
            return True
        now = self.clock.now()
        if len(self._spent) > self._sweep_above:
            self._spent = {who: one for who, one in self._spent.items() if self._left(one, now) > 0}
            # With many at once nothing would be swept out, and looking at all of them each time costs.
            self._sweep_above = max(MOST_REMEMBERED, 2 * len(self._spent))
        spent = self._spent.get((team, user))
        owed = self._left(spent, now) if spent is not None else 0.0
        if owed + 1 > self.per_minute:
            return False
        self._spent[(team, user)] = _Spent(owed + 1, now)
        return True

    def _left(self, spent: _Spent, now: datetime) -> float:
        earned = (now - spent.at).total_seconds() * self.per_minute / 60
        return max(0.0, spent.requests - earned)
