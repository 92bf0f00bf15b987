"""Send as fast as each workspace is allowed to, and hardly ever be refused for trying."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

DOCUMENTED = 1.0
"""Messages a second that Slack allows everywhere: https://docs.slack.dev/apis/web-api/rate-limits."""

TRUST = 10
"""So many messages in a row without a refusal tell what the other workspaces may do as well."""

GROWTH = (0.03, 0.01, 0.0006)
"""By how much the rate grows with each message, after the first refusal, the second, every later one."""

BELOW = 0.97
"""The share of what was measured at which sending goes on."""

ENOUGH = 10
"""So many messages between two refusals measure the rate well."""

FAR_BELOW = 0.6
CLIMBED = 0.75
"""After a climb the mean says little: then this share of the last rate."""

LEAST = 0.9
"""Messages that go through at least in the longest time that was ever asked to be waited."""

FEW = 5
CONVINCED = 3
"""After so many refusals, one that comes before so many messages has nothing to do with speed."""

LONGEST_IN_VAIN = 60.0

QUIET = 3.0
"""After so many seconds without a message a workspace lets through a few at once: measuring begins anew."""

MADE_UP = 0.25
"""The share of the time between two messages that the second may come closer, because the first was late."""


@dataclass
class Pace:
    """Know how many messages a second one workspace takes: between two refusals, so many went through.

    Times are in seconds of one clock that never goes back.
    """

    rate: float = math.inf
    proven: float = math.inf
    """How many really went through between two refusals; higher is only tried."""

    next_at: float = 0.0
    refusals: int = 0
    sent: int = 0
    in_vain: int = 0
    _longest: float = 1.0
    _since: float | None = None
    _waited: bool = False

    def wait(self, now: float) -> float:
        """Return how long the next message has to wait."""
        wait = max(0.0, self.next_at - now)
        self._waited = wait > 0
        return wait

    def begins(self, now: float) -> None:
        """Note that a message goes out."""
        if self._since is None:
            self._since = now
        # Storing a message and waking up take a moment each time; the next one makes up for it.
        late = now - self.next_at
        if late > QUIET:
            self._since, self.sent = now, 0
        due = self.next_at if 0 < late < MADE_UP / self.rate else now
        self.next_at = due + 1 / self.rate

    def accepted(self) -> None:
        """Note that it was taken, and try a little faster if it had to wait."""
        self.sent += 1
        self.in_vain = 0
        if self.refusals and self._waited:
            self.rate *= 1 + GROWTH[min(self.refusals, len(GROWTH)) - 1]

    def refused(self, now: float, seconds: float) -> float:
        """Note a refusal that asks to wait so many seconds; return how long to rest."""
        span = now - (self._since if self._since is not None else now)
        if self.sent == 0:
            self.in_vain += 1
            self.rate = min(self.rate, 1 / seconds if seconds else DOCUMENTED)
        elif math.isinf(self.rate):
            # What Slack lets through at once after a quiet time is in here too: too high rather than too low.
            self.rate = self.sent / (span + seconds)
            self.proven = self.rate if self.sent >= ENOUGH else DOCUMENTED
        elif self.sent >= FEW or self.refusals < CONVINCED:
            # Slower sending did help, or was not tried yet; where it does not, something else is the matter.
            measured = min(self.rate, self.sent / max(span, 1e-3))
            if self.sent >= ENOUGH:
                self.proven = measured
                # On a long climb the mean is far below what was taken at last.
                climbed = measured < FAR_BELOW * self.rate
                measured = CLIMBED * self.rate if climbed else BELOW * measured
            self.rate = measured
        # Who never asks to wait longer than a second allows about one message in that time.
        self._longest = max(seconds, self._longest)
        self.rate = max(self.rate, LEAST / self._longest)
        self.refusals += self.sent > 0
        rest = seconds if self.in_vain < 2 else max(seconds, 1.0) * 2.0 ** (self.in_vain - 1)
        rest = max(seconds, min(LONGEST_IN_VAIN, rest))
        self._since, self.sent, self.next_at = now, 0, now + rest
        return rest


@dataclass
class Paces:
    """Hold every workspace's pace; one of them tries what is possible, the others follow.

    Slack's limits are the same everywhere, so not everybody has to run into them.
    """

    known: float = DOCUMENTED
    _paces: dict[str, Pace] = field(default_factory=dict)
    _scout: str | None = None

    def wait(self, team: str, now: float) -> float:
        """Return how long a workspace's next message has to wait."""
        return self._pace(team).wait(now)

    def begins(self, team: str, now: float) -> None:
        """Note that a message goes out."""
        self._pace(team).begins(now)

    def accepted(self, team: str) -> None:
        """Note that a workspace took a message."""
        pace = self._pace(team)
        pace.accepted()
        if team == self._scout and pace.sent >= TRUST:
            # Whoever follows would run into the same refusal at the same time.
            self.known = min(pace.rate, pace.proven)

    def refused(self, team: str, now: float, seconds: float) -> float:
        """Note that a workspace was refused; return how long it has to rest."""
        pace = self._pace(team)
        tells = team == self._scout and pace.sent >= TRUST
        rest = pace.refused(now, seconds)
        if pace.in_vain:
            # Something is the matter there that says nothing about the others.
            self.leaves(team)
        elif tells:
            self.known = pace.rate
        return rest

    def leaves(self, team: str) -> None:
        """Let another workspace try what is possible."""
        if self._scout == team:
            self._scout = None

    def _pace(self, team: str) -> Pace:
        pace = self._paces.setdefault(team, Pace(rate=self.known))
        if self._scout is None and not pace.in_vain:
            self._scout = team
            if not pace.refusals and not math.isinf(pace.rate):
                # What went through at the pace of others says nothing of what is possible.
                pace.rate, pace.next_at, pace.sent = math.inf, 0.0, 0
        elif not pace.refusals and not pace.in_vain and team != self._scout:
            pace.rate = self.known
        return pace
