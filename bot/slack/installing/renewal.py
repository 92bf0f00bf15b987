"""Renew tokens that end, in good time and in one process only."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.slack.clients import error_of
from bot.store.installations import InstallationRepository, Tokens

EARLY = timedelta(hours=2)
"""How long before its end a token is renewed; Slack's live twelve hours."""

LAST_MOMENT = timedelta(minutes=1)
WHENEVER = timedelta(days=400)
"""For a token that Slack calls expired, whatever was said when it was given."""

WAIT_FOR_ANOTHER = 5.0
log = structlog.get_logger("installing")


@dataclass(frozen=True, slots=True)
class Renewal:
    """Exchange refresh tokens."""

    installations: InstallationRepository
    client: AsyncWebClient
    client_id: str
    client_secret: str
    clock: Clock

    async def renew_all(self) -> None:
        """Renew everything that ends soon; one that fails keeps no other waiting."""
        for installation in await self.installations.ending(self.clock.now() + EARLY):
            await self.renew(installation, within=EARLY)

    async def renew(self, installation: str, *, within: timedelta = LAST_MOMENT) -> None:
        """Renew an installation's tokens if they end within some time, in one process only."""
        now = self.clock.now()
        old = await self.installations.lease_renewal(installation, now + within, now)
        if old is None:
            return
        try:
            answer = await self.client.oauth_v2_access(
                client_id=self.client_id,
                client_secret=self.client_secret,
                grant_type="refresh_token",
                refresh_token=old.refresh,
            )
        except SlackApiError as problem:
            # The token may serve until its end; when that comes, sending is refused and it is looked into.
            log.error("token_not_renewed", team=installation, error=error_of(problem))
            return
        except (OSError, TimeoutError) as problem:
            log.warning("token_not_renewed", team=installation, error=type(problem).__name__)
            return
        ends = self.clock.now() + timedelta(seconds=int(answer["expires_in"]))
        new = Tokens(str(answer["access_token"]), str(answer["refresh_token"]), ends)
        await self.installations.renewed(installation, old, new)
        log.info("token_renewed", team=installation)

    async def renewed(self, installation: str) -> None:
        """Renew tokens at the last moment, or wait a little for the process that is at it."""
        await self.renew(installation)
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT_FOR_ANOTHER
        while loop.time() < until:
            found = await self.installations.get(installation)
            ends = None if found is None else found.tokens.expires_at
            if ends is None or ends > self.clock.now() + LAST_MOMENT:
                return
            await asyncio.sleep(0.1)
