"""Apply a batch of authors' changes, each kind as one statement per table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.columns import new_id
from bot.store.library.index import leave
from bot.store.sealed.batch import insert_in_order, update_together
from bot.store.sealed.tables import (
    Letter,
    NamedReflection,
    PrivateNote,
    PublicAnswer,
    Reflection,
    ReviewState,
    Thanks,
)


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one change of the text behind a hash: gone, a new text, or an answer by letter."""

    token_hash: str
    withdrawn: bool = False
    text: str | None = None
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """Hold what a batch touched: rounds whose digest, review or mailbox has to follow."""

    published: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    answered: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Leaders to tell, each with the round their question was about."""


async def apply_changes(session: AsyncSession, changes: Sequence[Change], day: date) -> Touched:
    """Apply changes in the order given, which the caller has made random."""
    withdrawn = [one.token_hash for one in changes if one.withdrawn]
    edits = [one for one in changes if one.text is not None and not one.withdrawn]
    letters = [one for one in changes if one.letter is not None and one.token_hash not in withdrawn]
    published = await _published(session, [*withdrawn, *(one.token_hash for one in edits)])
    edited = await _rounds(session, [one.token_hash for one in edits])
    await _withdraw(session, withdrawn)
    await _edit(session, edits)
    answered = await _write_letters(session, letters, day)
    return Touched(published, edited, answered)


async def texts_under(session: AsyncSession, hashes: Sequence[str]) -> list[tuple[str, str]]:
    """Return hashes with the texts that lie under them now."""
    found: list[tuple[str, str]] = []
    for table in (Reflection, NamedReflection):
        rows = await session.execute(
            select(col(table.token_hash), col(table.text)).where(col(table.token_hash).in_(hashes))
        )
        found += [(row[0], row[1]) for row in rows]
    return found


async def _withdraw(session: AsyncSession, hashes: Sequence[str]) -> None:
    if not hashes:
        return
    for table in (Reflection, NamedReflection):
        ids = select(col(table.id)).where(col(table.token_hash).in_(hashes))
        await leave(session, (await session.execute(ids)).scalars().all())
        for under in (PublicAnswer, Thanks):
            await session.execute(delete(under).where(col(under.highlight_id).in_(ids)))
        await session.execute(delete(table).where(col(table.token_hash).in_(hashes)))
    for other in (PrivateNote, Letter):
        await session.execute(delete(other).where(col(other.token_hash).in_(hashes)))


async def _edit(session: AsyncSession, edits: Sequence[Change]) -> None:
    if not edits:
        return
    # A changed text is looked at again before it stands anywhere.
    for table in (Reflection, NamedReflection):
        changed = select(col(table.id)).where(col(table.token_hash).in_([one.token_hash for one in edits]))
        await leave(session, (await session.execute(changed)).scalars().all())
    rows = [{"token_hash": one.token_hash, "text": one.text} for one in edits]
    back = f"state = '{ReviewState.PENDING}', position = NULL, reported = ''"
    await update_together(session, Reflection, rows, by="token_hash", also=f"{back}, masked = false")
    await update_together(session, NamedReflection, rows, by="token_hash", also=back)


async def _write_letters(
    session: AsyncSession, letters: Sequence[Change], day: date
) -> frozenset[tuple[str, str]]:
    hashes = [one.token_hash for one in letters]
    if not hashes:
        return frozenset()
    asked = (
        (
            await session.execute(
                select(Letter).where(col(Letter.token_hash).in_(hashes)).order_by(col(Letter.number))
            )
        )
        .scalars()
        .all()
    )
    last = {letter.token_hash: letter for letter in asked}
    rows = []
    tell = set()
    for one in letters:
        question = last.get(one.token_hash)
        # A mailbox whose question is past its date, or answered already, takes no more.
        if question is None or question.user_id is None:
            continue
        tell.add((question.user_id, question.round_id))
        rows.append(
            {
                "id": new_id(),
                "team_id": question.team_id,
                "round_id": question.round_id,
                "token_hash": one.token_hash,
                "number": question.number + 1,
                "text": one.letter,
                "released_on": day.isoformat(),
            }
        )
    await insert_in_order(session, Letter, rows, by="id")
    return frozenset(tell)


async def _published(session: AsyncSession, hashes: Sequence[str]) -> frozenset[str]:
    """Return the rounds whose digests show some texts, those with a leader's answer once more included."""
    found: set[str] = set()
    for table in (Reflection, NamedReflection):
        rows = await session.execute(
            select(col(table.round_id))
            .where(col(table.token_hash).in_(hashes), col(table.state) == ReviewState.PUBLISHED)
            .group_by(col(table.round_id))
        )
        found |= set(rows.scalars().all())
        ids = select(col(table.id)).where(col(table.token_hash).in_(hashes))
        again = await session.execute(
            select(col(PublicAnswer.repeated_in)).where(col(PublicAnswer.highlight_id).in_(ids)).distinct()
        )
        found |= {one for one in again.scalars() if one}
    return frozenset(found)


async def _rounds(session: AsyncSession, hashes: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for table in (Reflection, NamedReflection):
        rows = await session.execute(
            select(col(table.round_id), func.count())
            .where(col(table.token_hash).in_(hashes))
            .group_by(col(table.round_id))
        )
        found |= {row[0] for row in rows}
    return frozenset(found)
