"""Rounds with published lessons, as the library's tests begin with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete, select, text, update
from sqlmodel import col

from bot.learning.library import Stems, understood
from bot.store.columns import new_id
from bot.store.library.index import LibraryIndex
from bot.store.library.repository import LibraryRepository, Page
from bot.store.library.searching import Wanted
from bot.store.library.tables import ENTRY, STAMP
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.tables import NamedReflection, Reflection, ReviewState
from bot.store.tables import Round, RoundState, Schedule

TEAM = "T1"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
STEMS = Stems()
SMALL = frozenset({"vi", "och", "en", "att", "the", "we", "på"})


def library_of(store) -> LibraryRepository:
    """Return the library of a store."""
    return LibraryRepository(store.database, LibraryIndex())


async def published_round(
    store,
    schedule: Schedule,
    texts: Sequence[str],
    *,
    named: Sequence[str] = (),
    prompt: str = "followup.mistake",
    held_on: date = date(2026, 11, 20),
) -> str:
    """Let texts be answered, mixed, approved and published; return the round's id."""
    round_id = new_id()
    async with store.database.write() as session:
        await store.intake.open_pool(session, round_id, schedule.team_id)
        session.add(
            Round(
                id=round_id,
                team_id=schedule.team_id,
                schedule_id=schedule.id,
                occurrence=held_on,
                state=RoundState.CLOSED,
                prompt_id=prompt,
                k=min(5, len(texts)),
                mix_at=NOON,
                asked=40,
            )
        )
    answers = [(f"U{number:05d}", words, Share.ANONYMOUS) for number, words in enumerate(texts)]
    answers += [(f"N{number:05d}", words, Share.NAMED) for number, words in enumerate(named)]
    for member, words, share in answers:
        await store.intake.submit(schedule.team_id, round_id, Submission(member, share, words))
    async with store.database.write() as session:
        await store.rounds.close(session, await session.get(Round, round_id), NOON, NOON)
    await store.mixer.mix(round_id)
    await publish(store, round_id)
    return round_id


async def publish(store, round_id: str) -> None:
    """Approve and publish what waits."""
    async with store.database.write() as session:
        await store.texts.approve_all(session, round_id)
        await store.texts.publish(session, round_id, masked_too=True)
        found = await session.get(Round, round_id)
        found.state = RoundState.PUBLISHED


async def search(store, schedules: Sequence[Schedule], typed: str, **more) -> Page:
    """Search as a person would who may read some schedules."""
    wanted = Wanted(TEAM, [one.id for one in schedules], understood(typed, STEMS, SMALL), **more)
    return await library_of(store).search(wanted)


async def found(store, schedules: Sequence[Schedule], typed: str, **more) -> list[str]:
    """Return the texts that a search finds, best first."""
    return [one.text for one in (await search(store, schedules, typed, **more)).lessons]


async def row_of(store, words: str) -> Reflection | NamedReflection:
    """Return the row of a text."""
    async with store.database.read() as session:
        for table in (Reflection, NamedReflection):
            rows = await session.execute(select(table).where(col(table.text) == words))
            if row := rows.scalar_one_or_none():
                return row
    raise LookupError(words)


async def put_back(store, state: ReviewState, words: str) -> None:
    """Change a text's state behind the library's back."""
    async with store.database.write() as session:
        await session.execute(update(Reflection).where(col(Reflection.text) == words).values(state=state))


async def forget_index(store) -> None:
    """Empty the index as if it had never been built."""
    async with store.database.write() as session:
        await session.execute(delete(ENTRY))
        await session.execute(delete(STAMP))
        if store.database.is_sqlite:
            await session.execute(text("DELETE FROM library_words"))
