"""The app as its composition root builds it, installed in many workspaces of the stand-in for Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import col

from bench.names import team_id, token, user
from bench.stage import NOW, weekly
from bot.app import Running, _compose
from bot.clock import ShiftedClock
from bot.heap import settle_heap
from bot.settings import Settings
from bot.slack.clients import towards_slack
from bot.store.database import Database
from bot.store.installations import InstallationRepository, Installed, Tokens
from bot.store.migrate import migrate
from bot.store.outbox import Owed
from bot.store.sealed.keys import INSTALLATION
from bot.store.sealed.vault import Vault
from bot.store.tables import OWED, Delivery, DeliveryKind, Lane, Round, RoundState

SECRET = "5ca1ab1e" * 4
LOOK_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Delivering:
    """Hold an app that has messages to send."""

    database: Database
    app: Running
    installations: InstallationRepository

    @property
    def now(self) -> datetime:
        """Return the time on the app's clock."""
        return self.app.services.clock.now()

    async def install(self, team: int) -> None:
        """Install the app in a workspace."""
        name = f"Workspace {team}"
        tokens = Tokens(token(team))
        await self.installations.save(
            Installed(team_id(team), team_id(team), None, name, "UBOT", tokens), self.now
        )

    async def owe(self, teams: int, messages: int, first: int = 0) -> list[str]:
        """Open a round in each workspace whose members are all to be asked now; return the rounds."""
        rounds = []
        services = self.app.services
        for team in range(first, first + teams):
            await self.install(team)
            schedule = weekly(f"Fredag {team} {self.now:%f}", team_id(team))
            async with self.database.write() as session:
                await services.schedules.add(session, schedule, [])
                opened = await services.rounds.plan(session, schedule, schedule.anchor + timedelta(days=3))
                found = await session.get_one(Round, opened.id)
                found.state, found.opens_at = RoundState.OPEN, NOW
                found.closes_at = NOW + timedelta(days=3)
                found.prompt_id = next(iter(services.prompts.builtin)).id
                await services.outbox.owe(
                    session, [_prompt(found, schedule.id, team, number) for number in range(messages)]
                )
            rounds.append(found.id)
            # As after a firing: everybody's zone and language is known.
            await services.directory(team_id(team)).everyone()
        return rounds

    async def drained(self, seconds: float = 600) -> None:
        """Let the pump run until nothing is owed that is due within a minute."""
        pumping = asyncio.create_task(self.app.pump.run())
        try:
            async with asyncio.timeout(seconds):
                while await self._left():  # noqa: ASYNC110 - no bell rings in a database
                    await asyncio.sleep(LOOK_AGAIN)
        finally:
            pumping.cancel()
            with suppress(asyncio.CancelledError):
                await pumping

    async def leases_end(self) -> None:
        """Let the leases of a dead process end now, by whichever clock they are judged."""
        async with self.database.write() as session:
            for table in (Lane, Delivery):
                held = update(table).where(col(table.lease_until).is_not(None))
                await session.execute(held.values(lease_until=NOW - timedelta(days=400)))

    async def _left(self) -> bool:
        soon = self.now + timedelta(minutes=1)
        owed = select(col(Delivery.id)).where(OWED, col(Delivery.due_at) <= soon).limit(1)
        return bool(await self.database.rows(owed))


@asynccontextmanager
async def delivering(api_url: str, place: Path, url: str = "") -> AsyncIterator[Delivering]:
    """Build the app on a fresh database as `lardom run` does; nothing runs yet."""
    settings = Settings(
        _env_file=None,
        lardom_member_rate=0,
        slack_client_id="1.2",
        slack_client_secret=SECRET,
        slack_signing_secret=SECRET,
        lardom_public_url="https://lardom.example",
        slack_api_url=api_url,
        database_url=url or f"sqlite:///{place}/data/lardom.db",
        lardom_keys=place / "keys",
    )
    migrate(settings.locations)
    database = Database(settings.locations)
    try:
        async with towards_slack() as session:
            app = await _compose(settings, ShiftedClock(NOW), database, session)
            settle_heap()
            vault = Vault(settings.lardom_keys / INSTALLATION)
            yield Delivering(database, app, InstallationRepository(database, vault))
    finally:
        await database.close()


def _prompt(found: Round, schedule_id: str, team: int, number: int) -> Owed:
    return Owed(
        key=f"{found.id}:prompt:{user(number, team)}",
        team=team_id(team),
        kind=DeliveryKind.PROMPT,
        target=user(number, team),
        due_at=NOW,
        round_id=found.id,
        schedule_id=schedule_id,
    )
