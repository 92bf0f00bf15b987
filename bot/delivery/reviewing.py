"""See to it that somebody reviews a round: remind, call others, give up in the open, take reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.escalation import Escalation, Step
from bot.learning.windows import publication
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository, calendar_of
from bot.store.sealed.texts import TextRepository
from bot.store.tables import DeliveryKind, Round, RoundState, Schedule

MASK_NOTICE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Call curators, and tell those whom it concerns."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    texts: TextRepository
    escalation: Escalation
    clock: Clock

    async def curators(self, schedule: Schedule, found: Round) -> list[str]:
        """Return everybody who may be asked to review a round."""
        return sorted({*await self.schedules.curators(schedule), *await self.rounds.called(found.id)})

    async def not_reviewed(self, schedule: Schedule, found: Round) -> None:
        """Go one step further: remind, then another leader, then an admin, then hold the digest.

        Each step has a working day.
        """
        if found.curation_step == Step.NONE:
            curators = await self.curators(schedule, found)
            async with self.database.write() as session:
                reminded = self.owed(curators, found, DeliveryKind.CURATION, note="reminder")
                await self.outbox.owe(session, reminded)
                await self._wait_a_day(session, schedule, found, Step.REMINDED)
            return
        await self._call_next(
            schedule, found, Step(min(found.curation_step + 1, Step.GIVEN_UP)), note="called"
        )

    async def pass_on(self, schedule: Schedule, found: Round, curator: str) -> bool:
        """Call somebody else at a curator's wish, who need not say why; False when nobody is left."""
        step = Step(min(found.curation_step + 1, Step.ADMIN))
        taken, user = await self.escalation.next_curator(found, schedule, step, besides=[curator])
        if user is None:
            return False
        await self._called(schedule, found, taken, user, note="called")
        return True

    async def resume(self, session: AsyncSession, schedule: Schedule, held: Round) -> None:
        """Take a held round up again because somebody reviews it after all."""
        if held.state is not RoundState.HELD or held.answered is None:
            return
        home, at = ZoneInfo(schedule.home_zone), time.fromisoformat(schedule.publish_time)
        held.publish_at = publication(self.clock.now(), at, home, calendar_of(schedule), 1)
        held.state, held.curation_step = RoundState.MIXED, Step.NONE

    async def mask(self, found: Round, item_id: str, text: str) -> bool:
        """Mask a text, give those who took part a day, and send each of them the same line."""
        participants = await self.texts.participants(found.id)
        now = self.clock.now()
        async with self.database.write() as session:
            if not await self.texts.mask(session, found.id, item_id, text, now.date()):
                return False
            current = await session.get(Round, found.id)
            if current is not None:
                current.masked_until = now + MASK_NOTICE
            await self.outbox.owe(session, self.owed(participants, found, DeliveryKind.MASKED))
        await self.database.erase_soon()
        return True

    async def tell(
        self, users: Iterable[str], found: Round, kind: DeliveryKind, *, note: str = "", once: str = ""
    ) -> None:
        """Owe each of some members one message about a round."""
        async with self.database.write() as session:
            await self.outbox.owe(session, self.owed(users, found, kind, note=note, once=once))

    def owed(
        self, users: Iterable[str], found: Round, kind: DeliveryKind, *, note: str = "", once: str = ""
    ) -> list[Owed]:
        """Describe one message about a round to each of some members; `once` tells repeated ones apart."""
        return [
            Owed(
                key=f"{found.id}:{kind}:{once or note}:{user}",
                team=found.team_id,
                kind=kind,
                target=user,
                due_at=self.clock.now(),
                round_id=found.id,
                schedule_id=found.schedule_id,
                note=note,
            )
            for user in users
        ]

    async def _call_next(self, schedule: Schedule, found: Round, step: Step, note: str) -> None:
        taken, user = await self.escalation.next_curator(found, schedule, step)
        if user is not None:
            await self._called(schedule, found, taken, user, note)
            return
        participants = await self.texts.participants(found.id)
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.MIXED:
                return
            current.state, current.curation_step = RoundState.HELD, Step.GIVEN_UP
            await self.outbox.owe(session, self.owed(participants, found, DeliveryKind.HELD))
            creator = self.owed([schedule.created_by], found, DeliveryKind.NOT_CURATED)
            await self.outbox.owe(session, creator)

    async def _called(self, schedule: Schedule, found: Round, step: Step, user: str, note: str) -> None:
        async with self.database.write() as session:
            await self.rounds.call(session, found.id, user)
            call = self.owed([user], found, DeliveryKind.CURATION, note=note)
            await self.outbox.owe(session, call)
            await self._wait_a_day(session, schedule, found, step)

    async def _wait_a_day(self, session: AsyncSession, schedule: Schedule, found: Round, step: Step) -> None:
        current = await session.get(Round, found.id)
        if current is None or current.publish_at is None:
            return
        current.curation_step = max(current.curation_step, step)
        current.publish_at = next_workday(schedule, max(current.publish_at, self.clock.now()))


def next_workday(schedule: Schedule, moment: datetime) -> datetime:
    """Return the publishing hour of the first working day after an instant's."""
    home = ZoneInfo(schedule.home_zone)
    day = calendar_of(schedule).add_workdays(moment.astimezone(home).date(), 1)
    return datetime.combine(day, time.fromisoformat(schedule.publish_time), home)
