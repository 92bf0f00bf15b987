"""The app's own store on a fresh database, with a schedule and many members, for measuring its parts."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.names import team_id, user
from bot.clock import Clock
from bot.content.prompts import load_prompts
from bot.delivery.firing import Firing
from bot.store.database import Database, Locations
from bot.store.members import MemberRepository
from bot.store.migrate import migrate
from bot.store.outbox import Outbox
from bot.store.ports import Recipient
from bot.store.prompts import PromptRepository
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.tables import Round, RoundState, Schedule

TEAM = team_id(0)
NOW = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
ZONES = ("Europe/Stockholm",) * 8 + ("Europe/London", "America/New_York")


@dataclass(frozen=True, slots=True)
class StillClock:
    """Show one moment."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


class Crowd:
    """Hand out an audience from memory."""

    def __init__(self, size: int) -> None:
        """Think of so many members."""
        self._members = [Recipient(user(number), ZONES[number % len(ZONES)]) for number in range(size)]

    async def of(self, schedule: Schedule) -> list[Recipient]:
        """Return everybody."""
        return self._members

    async def admins(self, team: str) -> list[str]:
        """Return nobody."""
        return []


@dataclass(frozen=True, slots=True)
class Store:
    """Hold the repositories that are measured."""

    database: Database
    rounds: RoundRepository
    schedules: ScheduleRepository
    members: MemberRepository
    outbox: Outbox
    intake: IntakeRepository
    keys: PoolKeys

    async def begun(self, schedule: Schedule, day: date) -> Round:
        """Plan a round and put it into the world, without asking anybody yet."""
        async with self.database.write() as session:
            found = await self.rounds.plan(session, schedule, day)
            found.state, found.opens_at = RoundState.OPENING, NOW
            found.prompt_id = next(iter(load_prompts())).id
        return found

    def firing(self, crowd: Crowd, clock: Clock | None = None) -> Firing:
        """Return the part that opens rounds, with an audience from memory."""
        return Firing(
            database=self.database,
            rounds=self.rounds,
            members=self.members,
            outbox=self.outbox,
            audience=crowd,
            prompts=PromptRepository(self.database, load_prompts()),
            clock=clock or StillClock(),
            shuffler=random.SystemRandom(),
            publish_delay=0,
        )


def weekly(name: str = "Fredag", team: str = TEAM) -> Schedule:
    """Describe a schedule as the modal would save it."""
    return Schedule(
        team_id=team,
        name=name,
        name_key=name.casefold(),
        frequency="weekly",
        weekday=4,
        anchor=date(2026, 11, 24),
        at_time="14:30",
        home_zone="Europe/Stockholm",
        audience="C0BENCH",
        channel="C0BENCH",
        created_by=user(0),
    )


@asynccontextmanager
async def store(url: str, keys: Path) -> AsyncIterator[Store]:
    """Open the store on a fresh database."""
    locations = Locations.parse(url)
    migrate(locations)
    database = Database(locations)
    pool_keys = PoolKeys(keys)
    intake = IntakeRepository(database, pool_keys)
    try:
        yield Store(
            database,
            RoundRepository(database, intake),
            ScheduleRepository(database),
            MemberRepository(database),
            Outbox(database),
            intake,
            pool_keys,
        )
    finally:
        await database.close()
