"""Carry out what authors and leaders asked for, once a day or at once, with all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.looking_back import LookingBack
from bot.delivery.publishing import Publishing
from bot.delivery.reporting import Reporting
from bot.delivery.reviewing import Reviewing
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.outbox import Outbox
from bot.store.sealed.applying import Touched
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.texts import TextRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.tables import DeliveryKind, Round, RoundState, Schedule


@dataclass(frozen=True, slots=True)
class Changing:
    """Apply changes; digests, reviews and mailboxes follow in the same transaction."""

    database: Database
    outbox: Outbox
    texts: TextRepository
    changes: ChangeRepository
    mailbox: Mailbox
    thanks: ThanksRepository
    reviewing: Reviewing
    publishing: Publishing
    looking_back: LookingBack
    reporting: Reporting

    async def daily(self, team: str, day: date) -> None:
        """Do what was asked for since yesterday: questions out, changes in, thanks and deeds counted.

        What people would see comes out once a day, in one transaction that notes the day. What comes after
        it may fail and be tried again.
        """

        async def follow(session: AsyncSession, touched: Touched) -> None:
            await self.mailbox.release(session, team, day)
            await self._follow(session, touched, once=day.isoformat())
            await self._refresh(session, await self.thanks.count(session, team))

        await self.changes.apply(team, day, also=follow, once=True)
        await self.looking_back.alone(team, day)
        await self.reporting.daily(team, day)

    async def withdraw_now(self, token_key: str, day: date) -> None:
        """Remove a text at once, from the database and from its digest."""

        async def follow(session: AsyncSession, touched: Touched) -> None:
            await self._follow(session, touched, once=new_id())

        await self.changes.withdraw_now(token_key, day, also=follow)

    async def _follow(self, session: AsyncSession, touched: Touched, once: str) -> None:
        for round_id in sorted(touched.edited):
            await self._review_again(session, round_id, once)
        await self._refresh(session, touched.published)
        for leader, round_id in sorted(touched.answered):
            found = await session.get(Round, round_id)
            if found is not None:
                letter = self.reviewing.owed([leader], found, DeliveryKind.LETTER, once=once)
                await self.outbox.owe(session, letter)

    async def _refresh(self, session: AsyncSession, round_ids: frozenset[str]) -> None:
        await self.publishing.refresh_all(session, round_ids)

    async def _review_again(self, session: AsyncSession, round_id: str, once: str) -> None:
        found = await session.get(Round, round_id)
        schedule = None if found is None else await session.get(Schedule, found.schedule_id)
        if found is None or schedule is None:
            return
        if schedule.curation:
            curators = await self.reviewing.curators(schedule, found)
            call = self.reviewing.owed(curators, found, DeliveryKind.CURATION, note=f"changed.{once}")
            await self.outbox.owe(session, call)
            return
        await self.texts.approve_all(session, round_id)
        if found.state is RoundState.PUBLISHED:
            await self.publishing.add(session, round_id)
