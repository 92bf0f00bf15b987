"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.database import Database, Locations
from bot.store.members import MemberRepository
from bot.store.migrate import migrate
from bot.store.outbox import Outbox, Owed
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.applying import Touched
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.mix import Mixer
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Delivery, DeliveryKind, Lane, Round, RoundState, Schedule
from tests.support.fresh import lay

TEAM = "T1"
NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@dataclass
class Store:
    """Hold a database with every repository."""

    database: Database
    keys: PoolKeys
    intake: IntakeRepository
    rounds: RoundRepository
    schedules: ScheduleRepository
    members: MemberRepository
    outbox: Outbox
    texts: TextRepository
    changes: ChangeRepository
    mixer: Mixer
    place: Path

    async def leases_end(self) -> None:
        """Let every lease end, by whichever clock it is judged."""
        async with self.database.write() as session:
            for table in (Lane, Delivery):
                held = update(table).where(col(table.lease_until).is_not(None))
                await session.execute(held.values(lease_until=NOW - timedelta(days=400)))

    async def apply(self, day: date) -> Touched:
        """Apply what waits and return what has to follow."""
        seen: list[Touched] = []

        async def note(_session: AsyncSession, touched: Touched) -> None:
            seen.append(touched)

        await self.changes.apply(TEAM, day, also=note)
        return seen[0]

    async def schedule(self, name: str = "Fredag", k: int = 5) -> Schedule:
        """Save a schedule with its first planned round."""
        schedule = Schedule(
            team_id=TEAM,
            name=name,
            name_key=name.casefold(),
            frequency="weekly",
            weekday=4,
            anchor=date(2026, 11, 24),
            at_time="14:30",
            home_zone="Europe/Stockholm",
            audience="C1",
            channel="C1",
            created_by="UADMIN",
            k=k,
        )
        async with self.database.write() as session:
            await self.schedules.add(session, schedule, ["ULEAD"])
            await self.rounds.plan(session, schedule, date(2026, 11, 27))
        return schedule

    async def open_round(self, k: int = 5) -> str:
        """Put a round into the world and return its id."""
        schedule = await self.schedule(f"S{uuid.uuid4().hex[:6]}", k)
        planned = await self.rounds.planned(schedule.id)
        async with self.database.write() as session:
            found = await session.get(Round, planned.id)
            found.state, found.opens_at = RoundState.OPEN, NOW
        return planned.id

    async def submit(self, round_id: str, member: str, words: str, share: Share = Share.ANONYMOUS):
        """Submit a text."""
        return await self.intake.submit(TEAM, round_id, Submission(member, share, words))

    def owed(self, key: str, kind: DeliveryKind, user: str, round_id: str) -> Owed:
        """Describe a message owed to a member."""
        return Owed(key, TEAM, kind, user, NOW, round_id)

    async def close(self, round_id: str) -> None:
        """Close a round."""
        async with self.database.write() as session:
            found = await session.get(Round, round_id)
            await self.rounds.close(session, found, NOW, NOW)

    async def dump(self) -> str:
        """Return every value of every table as one text."""
        engine = create_engine(self.database.locations.sync_url)
        with engine.connect() as connection:
            names = connection.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                    if self.database.is_sqlite
                    else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                )
            ).scalars()
            found = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
        engine.dispose()
        return str(found)


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Return a store on a fresh database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/data/lardom.db"
        lay(tmp_path / "data" / "lardom.db")
    else:
        url = request.getfixturevalue("migrated_postgres")()
    locations = Locations.parse(url)
    migrate(locations)
    database = Database(locations)
    keys = PoolKeys(tmp_path / "keys" / "pool")
    intake = IntakeRepository(database, keys)
    shuffler = random.SystemRandom()
    yield Store(
        database,
        keys,
        intake,
        RoundRepository(database, intake),
        ScheduleRepository(database),
        MemberRepository(database),
        Outbox(database),
        TextRepository(database, shuffler),
        ChangeRepository(database, keys, shuffler),
        Mixer(database, keys, shuffler),
        tmp_path,
    )
    await database.close()
