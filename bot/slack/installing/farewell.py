"""Take note that an installation has ended: stop at once, say so in one line, and forget in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.slack.clients import Clients
from bot.slack.directories import Directories
from bot.store.departures import Departures

TAKEN_OUT = "team_access_not_granted"
log = structlog.get_logger("installing")


@dataclass(frozen=True, slots=True)
class Farewell:
    """End what is over, and erase workspaces when they have been gone long enough."""

    departures: Departures
    clients: Clients
    directories: Directories
    clock: Clock
    keep: timedelta

    async def ended(self, installation: str, reason: str) -> None:
        """Destroy an installation's tokens and stop its workspaces."""
        self._say(await self.departures.leave(installation, self.clock.now()), reason)

    async def taken_out(self, teams: Collection[str], reason: str, enterprise: str | None = None) -> None:
        """Stop workspaces that an organisation took the app away from."""
        self._say(await self.departures.withdraw(teams, enterprise, self.clock.now()), reason)

    async def refused(self, team: str, error: str) -> bool:
        """Look into a refusal while sending; end the installation and return True if Slack means it."""
        if error == TAKEN_OUT:
            await self.taken_out([team], error)
            return True
        over = await self.clients.refused(team, error)
        if over is not None:
            await self.ended(over, error)
        return over is not None

    async def heard(self, installation: str, reason: str, *, in_doubt: bool) -> None:
        """End an installation that Slack says is over, unless it has a newer token that works.

        Slack repeats its events for hours, and somebody may have installed the app again meanwhile.
        """
        if not await self.clients.still_works(installation, in_doubt=in_doubt):
            await self.ended(installation, reason)

    async def forget_the_gone(self) -> None:
        """Erase everything of the workspaces that have been gone long enough."""
        for team in await self.departures.due(self.clock.now() - self.keep):
            rows = await self.departures.erase(team, self.clock.now())
            log.info("workspace_erased", team=team, count=rows)

    def _say(self, teams: Iterable[str], reason: str) -> None:
        self.clients.forget()
        until = (self.clock.now() + self.keep).date().isoformat()
        for team in teams:
            self.directories.forget(team)
            log.warning("workspace_left", team=team, reason=reason, until=until)
