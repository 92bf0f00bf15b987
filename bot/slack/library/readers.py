"""Know whose lessons a person may read: those that stand in channels they can open in Slack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.slack.clients import Clients
from bot.slack.directories import Directories
from bot.store.tables import Schedule

FRESH = timedelta(minutes=10)
"""How long a channel is taken to be as it was; so long does somebody who leaves a private one read on."""

OUT_OF_REACH = ("channel_not_found", "not_in_channel", "missing_scope", "fetch_members_failed")


@dataclass(frozen=True, slots=True)
class _Channel:
    """Hold what Slack said of a channel; its members only where they decide who may read."""

    private: bool
    members: frozenset[str] | None
    seen_at: datetime


@dataclass
class Readers:
    """Ask Slack which channels a person can open, and remember it for a while; deny on doubt."""

    clients: Clients
    directories: Directories
    clock: Clock
    _channels: dict[tuple[str, str], _Channel] = field(default_factory=dict)

    async def schedules(self, team: str, user: str, among: Iterable[Schedule]) -> list[str]:
        """Return the ids of the schedules whose lessons a person may read.

        Those in public channels; for guests, and in private channels, only where they are members.
        """
        person = await self.directories.at(team).person(user)
        if person is None or person.gone or person.is_bot:
            return []
        own = [one for one in among if one.team_id == team]
        return [one.id for one in own if await self._opens(team, user, one.channel, guest=person.is_guest)]

    async def _opens(self, team: str, user: str, channel: str, *, guest: bool) -> bool:
        try:
            known = await self._channel(team, channel, guest=guest)
        except SlackApiError as problem:
            if problem.response.get("error") in OUT_OF_REACH:
                return False
            raise
        return user in (known.members or ()) if known.private or guest else True

    async def _channel(self, team: str, channel: str, *, guest: bool) -> _Channel:
        known, now = self._channels.get((team, channel)), self.clock.now()
        if known is not None and now - known.seen_at <= FRESH and (known.members is not None or not guest):
            return known
        client = await self.clients.of(team)
        info = (await client.conversations_info(channel=channel))["channel"]
        private, members = bool(info.get("is_private")), None
        if private or guest:
            members = frozenset(await self.directories.at(team).members_of(channel))
        self._channels[(team, channel)] = _Channel(private, members, now)
        return self._channels[(team, channel)]
