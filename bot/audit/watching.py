"""What people are shown over time: a curator's queue after every answer, the digest, its moment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.audit.crowd import THEN, Stage, Truth
from bot.audit.linkage import ways
from bot.store.tables import Round


class Curator:
    """Open the queue again and again, and note when the digest is due each time."""

    def __init__(self, stage: Stage) -> None:
        """Watch the one round of a stage."""
        self._stage = stage
        self.views: list[list[str]] = []
        self._due: list[datetime | None] = []

    async def look(self) -> None:
        """Open the queue once more."""
        async with self._stage.database.read() as session:
            row = (await session.execute(select(col(Round.id), col(Round.publish_at)))).one()
        self._due.append(row[1])
        self.views.append([item.text for item in await self._stage.texts.queue(row[0])])

    def moved(self) -> dict[str, float]:
        """Return how often the digest's moment changed between two looks."""
        return {"moments that moved": moments_moved(self._due)}


def moments_moved(due: Sequence[datetime | None]) -> float:
    """Return the share of looks at which the digest was due at another moment than before."""
    steps = list(itertools.pairwise(due))
    if None in due:
        return 1.0
    return sum(old != new for old, new in steps) / max(1, len(steps))


def seen_by(views: Sequence[Sequence[str]], truth: Truth) -> dict[str, float]:
    """Link what newly appears to the member who was just active; and the last queue's order to theirs."""
    known: set[str] = set()
    guess: dict[str, str] = {}
    for number, view in enumerate(views):
        new = [text for text in view if text not in known]
        if new:
            # What comes after the last answer is laid at the door of who gave that one.
            guess.setdefault(truth.members[min(number, len(truth.members) - 1)], new[0])
        known |= set(new)
    found = {"new after an answer": truth.success(guess)}
    return found | ways("order of the queue", truth, list(views[-1]) if views else [])


async def digest_orders(stage: Stage, truth: Truth) -> dict[str, float]:
    """Publish a round and read its digest from top to bottom."""
    async with stage.database.write() as session:
        await stage.texts.approve_all(session, truth.round_id)
        await stage.texts.publish(session, truth.round_id, masked_too=True)
    return ways("from top to bottom", truth, await shown(stage, truth.round_id))


async def shown(stage: Stage, round_id: str) -> list[str]:
    """Return the digest's texts from top to bottom."""
    return [one.text for one in await stage.texts.published(round_id)]


async def mask(stage: Stage, truth: Truth) -> Truth:
    """Mask a word in each of some texts; return the truth as it reads then."""
    items = {item.text: item.id for item in await stage.texts.queue(truth.round_id)}
    masked = []
    for text in truth.texts:
        words = text.split()
        masked.append(" ".join([*words[:-1], "█" * 5]))
        async with stage.database.write() as session:
            await stage.texts.mask(session, truth.round_id, items[text], masked[-1], THEN.date())
    return Truth(truth.round_id, truth.members, tuple(masked))
