"""Keep a directory for each workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.learning.away import is_away
from bot.slack.clients import Clients
from bot.slack.directory import Directory
from bot.store.ports import Recipient
from bot.store.tables import Schedule


@dataclass
class Directories:
    """Know the people of every workspace; none of them meets another's."""

    clients: Clients
    clock: Clock
    _by_team: dict[str, Directory] = field(default_factory=dict)

    def at(self, team: str) -> Directory:
        """Return a workspace's directory."""
        if team not in self._by_team:
            self._by_team[team] = Directory(team, self.clients, self.clock)
        return self._by_team[team]

    def forget(self, team: str) -> None:
        """Let go of everything that is known of a workspace's people."""
        self._by_team.pop(team, None)

    def doubt(self) -> None:
        """Take what is known of everybody for out of date: changes may have gone by unheard."""
        for directory in self._by_team.values():
            directory.doubt()

    async def of(self, schedule: Schedule) -> list[Recipient]:
        """Return the members of a schedule's audience who may be asked."""
        return await self.at(schedule.team_id).of(schedule)

    async def known(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return those of some members who may be asked."""
        people = [await self.at(team).person(user) for user in users]
        return [Recipient(one.id, one.zone) for one in people if one is not None and one.may_be_asked]

    async def present(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return those among some members who may be asked and do not say that they are away."""
        now = self.clock.now()
        found = [await self.at(team).person(user) for user in sorted(users)]
        return [
            Recipient(one.id, one.zone)
            for one in found
            if one is not None and one.may_be_asked and not is_away(one.status, now, ZoneInfo(one.zone))
        ]

    async def admins(self, team: str) -> list[str]:
        """Return a workspace's admins and owners who may be asked."""
        return await self.at(team).admins()
