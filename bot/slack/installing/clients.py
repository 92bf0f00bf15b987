"""Speak in many workspaces, in each with the token of its own installation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import ClientSession
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.slack.clients import EXPIRED, NotInstalled, works
from bot.slack.installing.renewal import LAST_MOMENT, WHENEVER, Renewal
from bot.store.installations import InstallationRepository, Installed

FRESH = timedelta(seconds=60)
"""How long this process goes by what it read; another may have renewed or destroyed a token meanwhile."""


@dataclass(frozen=True, slots=True)
class _Known:
    installed: Installed
    read_at: datetime
    client: AsyncWebClient

    def serves(self, now: datetime) -> bool:
        ends = self.installed.tokens.expires_at
        return now - self.read_at <= FRESH and (ends is None or ends > now + LAST_MOMENT)


@dataclass
class InstalledClients:
    """Find each workspace's installation, and renew its tokens in time."""

    installations: InstallationRepository
    renewal: Renewal
    clock: Clock
    session: ClientSession
    base_url: str
    _known: dict[str, _Known] = field(default_factory=dict)

    @property
    def rest_after_refusal(self) -> float:
        """Return ten seconds: another process may have renewed the token meanwhile."""
        return 10.0

    async def of(self, team: str) -> AsyncWebClient:
        """Return the client for a workspace; raise NotInstalled."""
        installed = await self._installed(team)
        if installed is None:
            raise NotInstalled(team)
        # Making a client reads the environment, which costs as much as half a question.
        known = self._known.get(team)
        return known.client if known is not None else self._client(installed, team)

    async def authorized(self, team: str) -> AuthorizeResult | None:
        """Return what Bolt needs to answer a workspace; None when the app is not installed there."""
        installed = await self._installed(team)
        if installed is None:
            return None
        return AuthorizeResult(
            enterprise_id=installed.enterprise,
            team_id=team,
            bot_user_id=installed.bot_user,
            bot_id=installed.bot_id,
            bot_token=installed.tokens.bot,
            bot_scopes=installed.scopes,
        )

    async def admits(self, team: str, enterprise: str | None, name: str) -> bool:
        """Take in a workspace that was not seen before, if its organisation has installed the app."""
        return await self.installations.admit(team, enterprise, name, self.clock.now())

    async def refused(self, team: str, error: str) -> str | None:
        """Renew a token that has run out; return the installation if Slack says twice that it is over."""
        installed = await self.installations.of(team)
        self.forget()
        if installed is None:
            return None
        if error == "token_expired":
            # Another process may have renewed it since.
            if not await works(self._client(installed, team), over=EXPIRED):
                await self.renewal.renew(installed.id, within=WHENEVER)
            return None
        return None if await self.still_works(installed.id) else installed.id

    async def still_works(self, installation: str, *, in_doubt: bool = True) -> bool:
        """Ask Slack whether an installation's token still works; a doubtful answer counts as `in_doubt`."""
        installed = await self.installations.get(installation)
        if installed is None:
            return False
        return await works(self._client(installed, installed.team), in_doubt=in_doubt)

    def forget(self) -> None:
        """Look everything up anew from now on."""
        self._known.clear()

    async def _installed(self, team: str) -> Installed | None:
        now = self.clock.now()
        known = self._known.get(team)
        if known is not None and known.serves(now):
            return known.installed
        installed = await self.installations.of(team)
        ends = None if installed is None else installed.tokens.expires_at
        if installed is not None and ends is not None and ends <= now + LAST_MOMENT:
            await self.renewal.renewed(installed.id)
            installed = await self.installations.of(team)
        if installed is None:
            self._known.pop(team, None)
        else:
            self._known[team] = _Known(installed, now, self._client(installed, team))
        return installed

    def _client(self, installed: Installed, team: str | None) -> AsyncWebClient:
        # A token of a whole organisation has to be told which workspace is meant.
        return AsyncWebClient(
            token=installed.tokens.bot,
            base_url=self.base_url,
            session=self.session,
            team_id=team if installed.is_org_wide else None,
            retry_handlers=[],
        )
