"""What a leader did after a round, for that leader alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import col

from bot.store.database import Database, put
from bot.store.report_tables import FollowedUp
from bot.store.sealed.tables import PublicAnswer


@dataclass(frozen=True, slots=True)
class Done:
    """Hold what one leader did about one round."""

    answered: bool
    followed_up: bool


class ChecklistRepository:
    """Keep leaders' checklists; every question is asked for one leader."""

    def __init__(self, database: Database) -> None:
        """Use a database."""
        self._database = database

    async def done(self, round_id: str, leader: str) -> Done:
        """Return what a leader did about a round: answered a lesson by name, ticked the follow-up."""
        async with self._database.read() as session:
            answer = await session.execute(
                select(col(PublicAnswer.id))
                .where(col(PublicAnswer.round_id) == round_id, col(PublicAnswer.user_id) == leader)
                .limit(1)
            )
            ticked = await session.get(FollowedUp, (round_id, leader))
        return Done(answer.first() is not None, ticked is not None)

    async def tick(self, round_id: str, leader: str, *, followed_up: bool) -> None:
        """Set or take back a leader's own tick; twice is the same as once."""
        async with self._database.write() as session:
            if followed_up:
                await put(session, FollowedUp(round_id=round_id, user_id=leader))
            else:
                await session.execute(
                    delete(FollowedUp).where(
                        col(FollowedUp.round_id) == round_id, col(FollowedUp.user_id) == leader
                    )
                )
