"""The app's own pump and courier, as its composition root builds them, with a token for each workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient

from bench.names import team_id, token, user
from bench.stage import NOW, weekly
from bot.app import Running, _compose
from bot.clock import ShiftedClock
from bot.delivery.pump import Pump
from bot.settings import Settings
from bot.slack.courier import SlackCourier
from bot.slack.directories import Directories
from bot.slack.disturbance import DoNotDisturb
from bot.slack.reach import Reach
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.outbox import Owed
from bot.store.tables import DeliveryKind, Round, RoundState

SECRET = "5ca1ab1e" * 4


@dataclass
class Tokens:
    """Speak with another token in each workspace, over one session."""

    api_url: str
    session: ClientSession
    _clients: dict[str, AsyncWebClient] = field(default_factory=dict)

    async def of(self, team: str) -> AsyncWebClient:
        """Return a workspace's client."""
        if team not in self._clients:
            self._clients[team] = AsyncWebClient(
                token=token(int(team[1:4])), base_url=self.api_url, session=self.session, retry_handlers=[]
            )
        return self._clients[team]


@dataclass(frozen=True, slots=True)
class Delivering:
    """Hold what sends messages."""

    database: Database
    app: Running
    pump: Pump
    directories: Directories
    session: ClientSession

    async def owe(self, teams: int, messages: int) -> list[str]:
        """Open a round in each workspace whose members are all to be asked now; return the rounds."""
        rounds = []
        for team in range(teams):
            services = self.app.services
            await services.members.remember_workspace(team_id(team), f"Workspace {team}", "UBOT")
            schedule = weekly(f"Fredag {team} {self.app.services.clock.now():%f}", team_id(team))
            async with self.database.write() as session:
                await services.schedules.add(session, schedule, [])
                opened = await services.rounds.plan(session, schedule, schedule.anchor + timedelta(days=3))
                found = await session.get_one(Round, opened.id)
                found.state, found.opens_at = RoundState.OPEN, NOW
                found.closes_at = NOW + timedelta(days=3)
                found.prompt_id = next(iter(services.prompts.builtin)).id
                await services.outbox.owe(
                    session,
                    [
                        Owed(
                            key=f"{found.id}:prompt:{user(number, team)}",
                            team=team_id(team),
                            kind=DeliveryKind.PROMPT,
                            target=user(number, team),
                            due_at=NOW,
                            round_id=found.id,
                            schedule_id=schedule.id,
                        )
                        for number in range(messages)
                    ],
                )
            rounds.append(found.id)
            # As after a firing: everybody's zone and language is known.
            await self.directories.at(team_id(team)).everyone()
        return rounds

    async def drained(self) -> None:
        """Send everything that is due."""
        while await self.pump.outbox.lanes_due(self.app.services.clock.now()):
            await self.pump.turn()
            await self.pump.settled()


@asynccontextmanager
async def delivering(api_url: str, place: Path, url: str = "") -> AsyncIterator[Delivering]:
    """Build the app's parts on a fresh database."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token=token(0),
        slack_signing_secret=SECRET,
        slack_api_url=api_url,
        database_url=url or f"sqlite:///{place}/data/lardom.db",
        lardom_keys=place / "keys",
    )
    migrate(settings.locations)
    database = Database(settings.locations)
    clock = ShiftedClock(NOW)
    try:
        async with ClientSession(connector=TCPConnector(limit=0)) as session:
            app = await _compose(settings, clock, database, session)
            clients = Tokens(api_url, session)
            directories = Directories(clients, clock)
            services = replace(app.services, clients=clients, directories=directories)
            courier = SlackCourier(services, Reach(services, DoNotDisturb(clients, clock)))
            pump = Pump(services.outbox, courier, clock)
            yield Delivering(database, replace(app, services=services), pump, directories, session)
    finally:
        await database.close()
