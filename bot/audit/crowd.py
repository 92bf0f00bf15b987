"""A synthetic round: people answer one after the other, and somebody watches when each of them did."""

from __future__ import annotations

import random
import string
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bot.store.database import Database, Locations
from bot.store.members import MemberRepository
from bot.store.migrate import migrate
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.mix import Mixer
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.tables import Intake, Reflection
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Round, RoundState, Schedule

TEAM = "TAUDIT"
THEN = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
LONGEST = 2000
WORDS = [
    "vi",
    "borrade",
    "ritningen",
    "fel",
    "en",
    "gång",
    "till",
    "innan",
    "någon",
    "frågade",
    "högt",
    "om",
    "måttet",
    "stämde",
]


@dataclass(frozen=True, slots=True)
class Truth:
    """Hold who wrote what, in the order in which they wrote; only the judge knows the texts' authors."""

    round_id: str
    members: tuple[str, ...]
    texts: tuple[str, ...]

    def success(self, guessed: dict[str, str]) -> float:
        """Return the share of members whose text was guessed right."""
        right = sum(guessed.get(member) == text for member, text in self.pairs())
        return right / len(self.members)

    def pairs(self) -> list[tuple[str, str]]:
        """Return members with their texts."""
        return list(zip(self.members, self.texts, strict=True))

    def in_order(self, found: list[str]) -> dict[str, float]:
        """Return the success of linking texts in an order to members in theirs, either way round."""
        if sorted(found) != sorted(self.texts):
            return {}
        return {
            "": self.success(dict(zip(self.members, found, strict=True))),
            ", backwards": self.success(dict(zip(self.members, found[::-1], strict=True))),
        }

    def sorted_by(self, keys: Sequence[str]) -> Truth:
        """Return the same truth with members in the order of keys: what each one's sealed row is called."""
        rows = sorted(zip(keys, self.members, self.texts, strict=True))
        return Truth(self.round_id, tuple(row[1] for row in rows), tuple(row[2] for row in rows))


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold a store of the real app on a database of its own."""

    database: Database
    keys: PoolKeys
    intake: IntakeRepository
    rounds: RoundRepository
    texts: TextRepository
    changes: ChangeRepository
    mixer: Mixer
    members: MemberRepository
    schedules: ScheduleRepository
    mailbox: Mailbox

    async def daily_hour(self) -> None:
        """Apply what authors have asked for, as the clockwork does once a day."""
        await self.changes.apply(TEAM, THEN.date())

    async def ask(self, round_id: str, texts: Collection[str]) -> None:
        """Put a leader's question into the mailbox of each text, and let the questions out."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(col(Reflection.id)).where(
                    col(Reflection.round_id) == round_id, col(Reflection.text).in_(texts)
                )
            )
            found = sorted(rows.scalars())
        for item in found:
            await self.mailbox.ask(TEAM, round_id, item, "ULEAD", "Berätta mer?")
        async with self.database.write() as session:
            await self.mailbox.release(session, TEAM, THEN.date())

    async def sealed_rows(self) -> set[str]:
        """Return what the sealed rows are called, as any copy of the database tells."""
        async with self.database.read() as session:
            return set((await session.execute(select(col(Intake.id)))).scalars())


class Arrivals:
    """Watch the sealed rows and note which one appeared after which member was active."""

    def __init__(self, stage: Stage) -> None:
        """Watch a stage."""
        self._stage = stage
        self._known: set[str] = set()
        self.order: list[str] = []

    async def look(self) -> None:
        """Take one more snapshot."""
        now = await self._stage.sealed_rows()
        self.order += sorted(now - self._known)
        self._known |= now


async def nobody() -> None:
    """Watch nothing."""


@asynccontextmanager
async def staged(
    url: str, place: Path, make: Callable[[Locations], Database] = Database
) -> AsyncIterator[Stage]:
    """Open the real store on a fresh database."""
    locations = Locations.parse(url)
    migrate(locations)
    database = make(locations)
    keys = PoolKeys(place / "keys" / "pool")
    intake = IntakeRepository(database, keys)
    shuffler = random.SystemRandom()
    stage = Stage(
        database,
        keys,
        intake,
        RoundRepository(database, intake),
        TextRepository(database, shuffler),
        ChangeRepository(database, keys, shuffler),
        Mixer(database, keys, shuffler),
        MemberRepository(database),
        ScheduleRepository(database),
        Mailbox(database),
    )
    await stage.members.remember_workspace(TEAM, "Audit", "UBOT")
    try:
        yield stage
    finally:
        await database.close()


async def play(
    stage: Stage,
    people: int,
    chance: random.Random,
    *,
    mix: bool = True,
    watch: Callable[[], Awaitable[None]] = nobody,
    words: Callable[[int, random.Random], str] | None = None,
) -> Truth:
    """Let people answer in a random order, close, and mix; `watch` looks after every answer."""
    round_id = await _open_round(stage)
    members = member_ids(people)
    chance.shuffle(members)
    texts = [(words or sentence)(number, chance) for number in range(people)]
    for member, text in zip(members, texts, strict=True):
        await stage.intake.submit(TEAM, round_id, Submission(member, Share.ANONYMOUS, text))
        await watch()
    async with stage.database.write() as session:
        found = await session.get(Round, round_id)
        if found is not None:
            await stage.rounds.close(session, found, THEN, THEN)
    await watch()
    if mix:
        await stage.mixer.mix(round_id)
    return Truth(round_id, tuple(members), tuple(texts))


def member_ids(people: int) -> list[str]:
    """Return ids that stand in no file unless somebody wrote them there.

    Digits after a U would not do: with a U SQLite says that 36 characters follow, and the UUID that they
    are may well begin with five digits.
    """
    return [f"UWQXKZ{number:05d}" for number in range(people)]


def sentence(number: int, chance: random.Random) -> str:
    """Return a text that occurs nowhere else, of a length that varies as people's do."""
    words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(4, 40)))
    return f"§{chance.getrandbits(48):012x}{number:04d} {words}"


def long_text(number: int, chance: random.Random) -> str:
    """Return a text of the longest kind that no database can press together."""
    letters = string.ascii_letters + string.digits + "åäöÅÄÖéüß"
    return "".join(chance.choice(letters) for _ in range(LONGEST - 4)) + f"{number:04d}"


async def _open_round(stage: Stage) -> str:
    name = f"audit-{random.SystemRandom().getrandbits(32):08x}"
    schedule = Schedule(
        team_id=TEAM,
        name=name,
        name_key=name,
        frequency="weekly",
        weekday=4,
        anchor=date(2026, 11, 24),
        at_time="14:30",
        home_zone="Europe/Stockholm",
        audience="C1",
        channel="C1",
        created_by="UADMIN",
    )
    async with stage.database.write() as session:
        await stage.schedules.add(session, schedule, [])
        found = await stage.rounds.plan(session, schedule, date(2026, 11, 27))
        found.state, found.opens_at = RoundState.OPEN, THEN
        found.publish_at = THEN + timedelta(days=2, seconds=random.SystemRandom().uniform(0, 300))
    return found.id
