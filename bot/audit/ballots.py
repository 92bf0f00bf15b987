"""Attack ballots: what one person chose in a pulse, or said of following a colleague.

The attacker knows when each member was active, and some of everybody's choices, as one hears them in
passing. They try to find the rest: in rows, in counts that grow, in the journal, in what deletion left.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.audit.crowd import TEAM, Stage, member_ids
from bot.audit.findings import Blind, Finding, Plan, Tally, limit
from bot.audit.server import FILES
from bot.audit.stages import Watched, watched
from bot.audit.traces import Rows, content, holding, tables
from bot.learning.ballot import FOLLOWED, PULSE, Questions
from bot.store.columns import new_id
from bot.store.sealed.keys import KeyGone
from bot.store.sealed.polls import Counted, Polls
from bot.store.sealed.seal import SealBroken, Share, Submission, open_submission
from bot.store.sealed.tables import Intake, PollCount

DISK, JOURNAL = "operator with the database", "operator with journal and snapshots"
SMALLEST = 5
BEGINNING = 64
"""Bytes of a sealed row that nothing else begins with, and that lie in one piece everywhere."""

Choices = tuple[str, ...]
Sealed = tuple[str, bytes]
Record = Callable[[Stage, str, str, str], Awaitable[None]]
Count = Callable[[Stage, str, Questions, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Poll:
    """Hold what is asked, and how many of everybody's choices the attacker knows beforehand."""

    name: str
    questions: Questions
    known: int

    @property
    def chance(self) -> float:
        """Return the success of guessing what is unknown from the counts alone, which are even."""
        sizes = [len(choices) for choices in self.questions.choices.values()][self.known :]
        found = 1.0
        for size in sizes:
            found /= size
        return found


POLLS = (Poll("a pulse", PULSE, 2), Poll("following a colleague", FOLLOWED, 0))


@dataclass(frozen=True, slots=True)
class Cast:
    """Hold who chose what, in the order in which they did; only the judge knows it all."""

    poll: Poll
    members: tuple[str, ...]
    ballots: tuple[Choices, ...]

    def packed(self, ballot: Choices) -> str:
        """Return a ballot as it is sealed."""
        return self.poll.questions.packed(dict(zip(self.poll.questions.choices, ballot, strict=True)))

    def success(self, guessed: Mapping[str, Choices]) -> float:
        """Return the share of members of whom everything was guessed right."""
        pairs = zip(self.members, self.ballots, strict=True)
        return sum(guessed.get(member) == ballot for member, ballot in pairs) / len(self.members)


@dataclass
class Growing:
    """Watch the counts after every ballot, and note what was added to them."""

    stage: Stage
    cast: Cast
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    guessed: dict[str, Choices] = field(default_factory=dict)

    async def look(self, member: str) -> None:
        """Take one more snapshot, right after a member was active."""
        async with self.stage.database.read() as session:
            rows = (await session.execute(select(PollCount))).scalars().all()
        now = Counter({(row.question, row.choice): row.number for row in rows})
        added = dict((now - self.seen).keys())
        self.seen = now
        questions = self.cast.poll.questions.choices
        if set(added) == set(questions):
            self.guessed[member] = tuple(added[question] for question in questions)


async def sealed(stage: Stage, pool: str, member: str, packed: str) -> None:
    """Take a ballot in the way the app does."""
    await stage.intake.submit(TEAM, pool, Submission(member, Share.PRIVATE, packed))


async def counted(stage: Stage, pool: str, questions: Questions, k: int) -> None:
    """Count a poll the way the app does."""

    async def nothing(_session: AsyncSession, _counted: Counted) -> None:
        return

    await Polls(stage.database, stage.keys).count(pool, k, questions, [], nothing)


async def ballots(plan: Plan, record: Record = sealed, count: Count = counted) -> list[Finding]:
    """Attack both polls, before they are counted, after it, and where too few took part."""
    return [finding for poll in POLLS for finding in await _attacked(plan, poll, record, count)]


async def _attacked(plan: Plan, poll: Poll, record: Record, count: Count) -> list[Finding]:
    bound = limit(poll.chance, plan.people * plan.seeds)
    before = Tally(DISK, f"ballots of {poll.name} before the count", plan.seeds)
    after = Tally(DISK, f"one person's choices in {poll.name}", plan.seeds, poll.chance, bound)
    journal = Tally(JOURNAL, f"the count of {poll.name}", plan.seeds)
    left = Tally(DISK, f"ballots of {poll.name} left behind", plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            chance = random.Random(seed)
            cast = even(poll, plan.people, chance)
            pool = await _opened(here.stage)
            growing = Growing(here.stage, cast)
            for member, ballot in zip(cast.members, cast.ballots, strict=True):
                await record(here.stage, pool, member, cast.packed(ballot))
                await growing.look(member)
            rows = await _sealed_rows(here.stage)
            if here.has_files and not _standing(here, rows):
                raise Blind("The search for ballots does not even find the sealed ones that stand there.")
            before.add(*_in_files(here, [*map(cast.packed, cast.ballots), *cast.members]))
            start = 0 if here.server is None else here.server.now()
            await count(here.stage, pool, poll.questions, SMALLEST)
            after.add(
                linked(tables(here.locations), cast) | {"counts that grow": cast.success(growing.guessed)}
            )
            journal.add(*_in_journal(here, start, cast))
            left.add(*_openable(here, rows))
            few = await _too_few(here.stage, cast, record, count)
            left.add({"below k": few})
    return [one.finding() for one in (before, after, journal, left)]


def even(poll: Poll, people: int, chance: random.Random) -> Cast:
    """Let every choice of every question be made as often as any other, so that counts help nobody."""
    columns = []
    for choices in poll.questions.choices.values():
        column = [choices[number % len(choices)] for number in range(people)]
        chance.shuffle(column)
        columns.append(column)
    members = member_ids(people)
    chance.shuffle(members)
    return Cast(poll, tuple(members), tuple(zip(*columns, strict=True)))


def linked(rows: Rows, cast: Cast) -> dict[str, float]:
    """Return each attacker's success with rows that hold one person's choices side by side."""
    found = {"rows by what is known of somebody": 0.0, "rows in their order": 0.0}
    for table in rows.values():
        held = [ballot for row in table if (ballot := _held(list(row.values()), cast.poll)) is not None]
        fitting = {
            member: [one for one in held if one[: cast.poll.known] == ballot[: cast.poll.known]]
            for member, ballot in zip(cast.members, cast.ballots, strict=True)
        }
        single = {member: ways[0] for member, ways in fitting.items() if len(set(ways)) == 1}
        by_known, in_order = found.values()
        orders = [held, held[::-1]] if len(held) == len(cast.members) else []
        guesses = [cast.success(dict(zip(cast.members, order, strict=True))) for order in orders]
        found = {
            "rows by what is known of somebody": max(by_known, cast.success(single)),
            "rows in their order": max([in_order, *guesses]),
        }
    return found


def _held(values: Sequence[object], poll: Poll) -> Choices | None:
    """Return the choices that stand side by side in a row, packed as one text or a column each."""
    choices = list(poll.questions.choices.values())
    for value in values:
        chosen = poll.questions.unpacked(value) if isinstance(value, str) else {}
        if len(chosen) == len(choices):
            return tuple(chosen.values())
    for start in range(len(values) - len(choices) + 1):
        some = [str(value) for value in values[start : start + len(choices)]]
        if all(value in possible for value, possible in zip(some, choices, strict=True)):
            return tuple(some)
    return None


async def _opened(stage: Stage) -> str:
    pool = new_id()
    async with stage.database.write() as session:
        await stage.intake.open_pool(session, pool, TEAM)
    return pool


async def _sealed_rows(stage: Stage) -> list[Sealed]:
    async with stage.database.read() as session:
        return [(row.id, row.sealed) for row in (await session.execute(select(Intake))).scalars()]


def _in_files(here: Watched, needles: Sequence[str]) -> tuple[dict[str, float], tuple[str, ...]]:
    if not here.has_files:
        return {}, (FILES,)
    files = here.files()
    return {"reading the files": sum(bool(holding(files, one)) for one in needles) / len(needles)}, ()


def _in_journal(here: Watched, start: int, cast: Cast) -> tuple[dict[str, float], tuple[str, ...]]:
    if not here.has_files:
        return {}, (FILES,)
    raw = b"".join(content(log) for log in here.logs()) if here.server is None else here.server.since(start)
    if raw is None:
        return {}, ("journal that the server has already reused",)
    wanted = [cast.packed(ballot) for ballot in cast.ballots] + list(cast.members)
    return {"ballots and members in it": sum(one.encode() in raw for one in wanted) / len(wanted)}, ()


def _openable(here: Watched, rows: Sequence[Sealed]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the share of sealed rows that still stand in a file and that some key there still opens."""
    if not here.has_files:
        return {}, (FILES,)
    return {"after the count": _opened_by_keys(here.stage, _standing(here, rows), rows)}, ()


def _standing(here: Watched, rows: Sequence[Sealed]) -> list[Sealed]:
    """Return the sealed rows that stand in some file of the database."""
    raw = b"".join(content(file) for file in here.files())
    return [one for one in rows if one[1][:BEGINNING] in raw]


def _opened_by_keys(stage: Stage, rows: Sequence[Sealed], of: Sequence[Sealed]) -> float:
    opened = 0
    for row_id, cipher in rows:
        for pool in stage.keys.ids():
            try:
                open_submission(stage.keys.read(pool), row_id, cipher)
            except (SealBroken, KeyGone):
                continue
            opened += 1
            break
    return opened / max(1, len(of))


async def _too_few(stage: Stage, cast: Cast, record: Record, count: Count) -> float:
    """Let fewer than k take part; return the share of their ballots that anybody can still read."""
    pool = await _opened(stage)
    few = list(zip(cast.members, cast.ballots, strict=True))[: SMALLEST - 1]
    for member, ballot in few:
        await record(stage, pool, member, cast.packed(ballot))
    rows = await _sealed_rows(stage)
    await count(stage, pool, cast.poll.questions, SMALLEST)
    async with stage.database.read() as session:
        shown = (await session.execute(select(PollCount).where(col(PollCount.pool_id) == pool))).first()
    return 1.0 if shown is not None else _opened_by_keys(stage, rows, rows)
