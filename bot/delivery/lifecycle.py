"""Take rounds through their states: run, close, mix, publish."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.firing import Asked, Firing
from bot.delivery.going_first import GoingFirst
from bot.delivery.looking_back import LookingBack
from bot.delivery.missing import came_late, tell
from bot.delivery.results import Done, Result
from bot.delivery.reviewing import Reviewing
from bot.learning.missed import Missed, Why
from bot.learning.own_questions import OwnQuestion
from bot.learning.prompts import Prompt, PromptKind
from bot.learning.recurrence import planned_dates
from bot.learning.windows import closing
from bot.store.database import Database
from bot.store.outbox import Outbox
from bot.store.rounds import RoundRepository, running
from bot.store.schedules import ScheduleRepository, calendar_of, rule_of
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.mix import Mixer, MixOutcome
from bot.store.sealed.texts import TextRepository
from bot.store.tables import DeliveryKind, Round, RoundState, Schedule

log = structlog.get_logger("rounds")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Move rounds on; every step is one transaction and safe to repeat."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    texts: TextRepository
    mailbox: Mailbox
    looking_back: LookingBack
    mixer: Mixer
    firing: Firing
    going_first: GoingFirst
    reviewing: Reviewing
    clock: Clock
    shuffler: random.Random
    mix_delay: float

    async def plan_next(self, session: AsyncSession, schedule: Schedule, after: date) -> Round | None:
        """Plan the next occurrence strictly after a date that is neither skipped nor asked before."""
        asked = await self.rounds.asked_before(session, schedule.id)
        for planned in planned_dates(rule_of(schedule), calendar_of(schedule), after):
            if planned.skipped is None and planned.date not in asked:
                return await self.rounds.plan(session, schedule, planned.date)
        return None

    async def run_now(self, schedule: Schedule) -> Result:
        """Open a round now; a planned one later this week stays planned."""
        now = self.clock.now()
        today = now.astimezone(ZoneInfo(schedule.home_zone)).date()
        asked = await self.firing.moments_from(schedule, now)
        if not asked:
            return Result(Done.NOBODY)
        prompt = await self.firing.choose_prompt(schedule)
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            if await running(session, schedule.id):
                return Result(Done.ALREADY_RUNNING)
            extra = await self.rounds.next_extra(session, schedule.id, today)
            found = await self.rounds.plan(session, schedule, today, extra)
            found.by_hand = True
            await self._begin(session, schedule, found, prompt, asked, now)
            await session.flush()
            await self.plan_next(session, schedule, today)
        later = await self.firing.without_room(schedule.team_id, asked)
        await self.firing.open(schedule, found.id, asked)
        return Result(Done.DONE, found.id, len(asked), later=later)

    async def fire_due(self, schedule: Schedule, looked_at: datetime | None = None) -> bool:
        """Open a schedule's planned round when its first member's moment has come.

        A round whose window has passed is not opened, and its maker is told; so they are of one that opens
        late because nobody was at work since `looked_at`.
        """
        found = await self.rounds.planned(schedule.id)
        now = self.clock.now()
        if found is None or found.occurrence > (now + timedelta(hours=14)).date():
            return False
        asked = await self.firing.moments(schedule, found)
        first = min((one.due_at for one in asked), default=self.firing.home_moment(schedule, found))
        if first > now:
            return False
        ends = self.firing.window_end(schedule, asked, first)
        if ends <= now or await self._overlaps(schedule, first, now):
            await self._pass_over(schedule, found, first if asked else None, now)
            return True
        if not asked:
            return False
        prompt = await self.firing.choose_prompt(schedule)
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            current = await session.get(Round, found.id)
            moved = current is not None and current.occurrence != found.occurrence
            if current is None or moved or current.state is not RoundState.PLANNED:
                return False
            # What is due stays due, but hours may have gone by since it was found to be.
            now = self.clock.now()
            if ends <= now or await running(session, schedule.id):
                return False
            await self._begin(session, schedule, current, prompt, asked, now)
            await session.flush()
            await self.plan_next(session, schedule, found.occurrence)
        await self._open(schedule, found, asked, looked_at)
        return True

    async def resume(self, schedule: Schedule, after: date) -> bool:
        """Let a paused schedule ask again, from its next date on; False when there is none.

        What fell into the pause is not made up for.
        """
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            if await self.plan_next(session, schedule, after) is None:
                return False
            await self.schedules.resume(session, schedule.id)
        return True

    async def _overlaps(self, schedule: Schedule, first: datetime, now: datetime) -> bool:
        """Tell whether a date has waited a working day for the round before it to close."""
        waits_until = closing(first, 1, ZoneInfo(schedule.home_zone), calendar_of(schedule))
        return now >= waits_until and await self.rounds.was_open(schedule.id, now)

    async def _pass_over(
        self, schedule: Schedule, found: Round, first: datetime | None, now: datetime
    ) -> None:
        """Go on to the next date; the pool, and what waits in it, goes with it."""
        overlapped = first is not None and await self.rounds.was_open(schedule.id, first)
        why = Why.OVERLAP if overlapped else Why.NOT_RUNNING
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            if await self.plan_next(session, schedule, found.occurrence) is None:
                await self.rounds.abandon(session, schedule.id, now)
            if first is not None:
                await tell(self.outbox, session, schedule, Missed(why, (found.occurrence,)), now)
        log.warning("round_missed", id=found.id, reason=why.value if first else "nobody_to_ask")

    async def resume_opening(self, found: Round, looked_at: datetime | None = None) -> None:
        """Go on with a round whose opening was interrupted."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None or found.opens_at is None:
            return
        if found.by_hand:
            asked = await self.firing.moments_from(schedule, found.opens_at)
        else:
            asked = await self.firing.moments(schedule, found)
        await self._open(schedule, found, asked, looked_at)

    async def close_now(self, schedule: Schedule) -> Result:
        """Close the running round; what has not been sent is dropped."""
        now = self.clock.now()
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            found = await running(session, schedule.id)
            if found is None:
                return Result(Done.NOT_RUNNING)
            mix_at = now + timedelta(seconds=self.shuffler.uniform(0, self.mix_delay))
            # Whoever was faster than its opening reads its digest too.
            found.publish_at = found.publish_at or self.firing.publishes_at(schedule, now)
            await self.rounds.close(session, found, now, mix_at)
            await self.outbox.drop_waiting(session, found.id, "closed")
        return Result(Done.DONE, found.id, until=mix_at)

    async def mix(self, found: Round) -> MixOutcome | None:
        """Mix a closed round and call its curators, or say that too few answered."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None:
            return None
        curators = await self.reviewing.curators(schedule, found)

        async def follow(session: AsyncSession, outcome: MixOutcome) -> None:
            if outcome.lost:
                told = self.reviewing.owed([schedule.created_by], found, DeliveryKind.LOST)
                await self.outbox.owe(session, told)
            elif not outcome.enough and not outcome.named:
                told = self.reviewing.owed([schedule.created_by], found, DeliveryKind.TOO_FEW)
                await self.outbox.owe(session, told)
            elif schedule.curation:
                await self.outbox.owe(session, self.reviewing.owed(curators, found, DeliveryKind.CURATION))
            else:
                await self.texts.approve_all(session, found.id)

        return await self.mixer.mix(found.id, also=follow)

    async def strip_receipts(self, before: datetime) -> None:
        """Owe every member who was asked in a round long past a message without buttons.

        Answered or not: all are treated alike.
        """
        for found in await self.rounds.to_strip(before):
            asked = await self.outbox.of_round(found.id, DeliveryKind.PROMPT)
            sent = [one.target for one in asked if one.ts is not None]
            await self.reviewing.tell(sent, found, DeliveryKind.STRIP)
            async with self.database.write() as session:
                current = await session.get(Round, found.id)
                if current is not None:
                    current.stripped = True

    async def _begin(
        self,
        session: AsyncSession,
        schedule: Schedule,
        found: Round,
        prompt: Prompt | OwnQuestion,
        asked: Sequence[Asked],
        now: datetime,
    ) -> None:
        found.state, found.prompt_id, found.opens_at = RoundState.OPENING, prompt.id, now
        # From here on, so that an opening that is gone on with too late asks nobody.
        found.closes_at = self.firing.window_end(schedule, asked)
        found.question_sv, found.question_en = prompt.sv, prompt.en
        found.invites = prompt.kind is PromptKind.INVITATION
        await self.mailbox.announce(session, found.schedule_id, found.id)
        await self.looking_back.ride_along(session, schedule, found.id, [one.user for one in asked])
        await self.going_first.begin(session, schedule, found)

    async def _open(
        self, schedule: Schedule, found: Round, asked: Sequence[Asked], looked_at: datetime | None
    ) -> None:
        """Owe a round's messages, and tell its maker when they come late or too late to go out.

        That is judged last: whatever the work was interrupted by lies before it.
        """
        first = min((one.due_at for one in asked), default=None)

        async def told(session: AsyncSession) -> None:
            now = self.clock.now()
            if first is not None and came_late(first, looked_at, now):
                why = Why.LATE if self.firing.window_end(schedule, asked) > now else Why.NOT_RUNNING
                await tell(self.outbox, session, schedule, Missed(why, (found.occurrence,)), now)

        await self.firing.open(schedule, found.id, asked, also=told)
