"""Know until when members do not want to be disturbed, asked for many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.slack.clients import Clients

MOST_AT_ONCE = 50
"""Slack's dnd.teamInfo takes so many members in one call."""

FRESH = timedelta(minutes=5)
UNAVAILABLE = timedelta(minutes=10)
log = structlog.get_logger("disturbance")


@dataclass
class DoNotDisturb:
    """Keep what Slack says of do-not-disturb for a few minutes."""

    clients: Clients
    clock: Clock
    _until: dict[tuple[str, str], tuple[datetime, datetime | None]] = field(default_factory=dict)
    _asks_again_at: dict[str, datetime] = field(default_factory=dict)
    _swept: datetime | None = None

    async def until(
        self, team: str, user: str, others: Callable[[], Awaitable[Sequence[str]]]
    ) -> datetime | None:
        """Return when a member's do-not-disturb ends; None when it is off.

        `others` finds members who are about to be asked for too, and come along in the same call.
        """
        now = self.clock.now()
        known = self._until.get((team, user))
        if known is None or now - known[0] > FRESH:
            await self._learn(team, [user, *(one for one in await others() if one != user)][:MOST_AT_ONCE])
            known = self._until.get((team, user))
        ends = known[1] if known else None
        return ends if ends is not None and ends > now else None

    async def _learn(self, team: str, users: Sequence[str]) -> None:
        now = self.clock.now()
        if now < self._asks_again_at.get(team, now):
            return
        people = [one for one in users if one[:1] in "UW"]
        try:
            answer = await (await self.clients.of(team)).dnd_teamInfo(users=people)
        except SlackApiError as problem:
            # Without the permission, or while Slack refuses, nobody waits for it.
            self._asks_again_at[team] = now + UNAVAILABLE
            log.warning("do_not_disturb_unknown", error=problem.response.get("error"))
            return
        found: Mapping[str, Any] = answer.get("users") or {}
        if self._swept is None or now - self._swept >= FRESH:
            self._until = {key: seen for key, seen in self._until.items() if now - seen[0] <= FRESH}
            self._swept = now
        for user in people:
            self._until[team, user] = (now, _ends(found.get(user) or {}, now))


def _ends(info: Mapping[str, Any], now: datetime) -> datetime | None:
    ends = []
    if info.get("snooze_enabled"):
        ends.append(int(info.get("snooze_endtime") or 0))
    starts = int(info.get("next_dnd_start_ts") or 0)
    if info.get("dnd_enabled") and starts <= now.timestamp():
        ends.append(int(info.get("next_dnd_end_ts") or 0))
    latest = max(ends, default=0)
    return datetime.fromtimestamp(latest, UTC) if latest > now.timestamp() else None
