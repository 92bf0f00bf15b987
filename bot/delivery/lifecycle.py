"""Take rounds through their states: run, close, mix, publish."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.firing import Firing
from bot.delivery.looking_back import LookingBack
from bot.delivery.reviewing import Reviewing, next_workday
from bot.learning.recurrence import planned_dates
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.ports import Courier
from bot.store.rounds import RoundRepository, running
from bot.store.schedules import ScheduleRepository, calendar_of, rule_of
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.applying import Touched
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.mix import Mixer, MixOutcome
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import TextRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule

log = structlog.get_logger("rounds")


class Done(StrEnum):
    """Say what became of a request about a round."""

    DONE = "done"
    ALREADY_RUNNING = "already_running"
    NOT_RUNNING = "not_running"
    NOBODY = "nobody"
    NOT_MIXED = "not_mixed"
    HELD = "held"
    NOTHING_APPROVED = "nothing_approved"
    MASKED_WAIT = "masked_wait"


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what became of a request, with the figures a person wants to hear."""

    done: Done
    round_id: str | None = None
    count: int = 0
    until: datetime | None = None
    later: int = 0


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Move rounds on; every step is one transaction and safe to repeat."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    texts: TextRepository
    changes: ChangeRepository
    mailbox: Mailbox
    answers: AnswerRepository
    looking_back: LookingBack
    thanks: ThanksRepository
    mixer: Mixer
    firing: Firing
    reviewing: Reviewing
    courier: Courier
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
        today = self.clock.now().astimezone(ZoneInfo(schedule.home_zone)).date()
        asked = await self.firing.moments_from(schedule, self.clock.now())
        if not asked:
            return Result(Done.NOBODY)
        prompt = await self.firing.choose_prompt(schedule)
        async with self.database.write() as session:
            if await running(session, schedule.id):
                return Result(Done.ALREADY_RUNNING)
            extra = await self.rounds.next_extra(session, schedule.id, today)
            found = await self.rounds.plan(session, schedule, today, extra)
            found.by_hand = True
            await self._begin(session, found, prompt)
            await session.flush()
            await self.plan_next(session, schedule, today)
        later = await self.firing.without_room(schedule.team_id, asked)
        await self.firing.open(schedule, found.id, asked)
        return Result(Done.DONE, found.id, len(asked), later=later)

    async def fire_due(self, schedule: Schedule) -> bool:
        """Open a schedule's planned round when its first member's moment has come."""
        found = await self.rounds.planned(schedule.id)
        now = self.clock.now()
        if found is None or found.occurrence > (now + timedelta(hours=14)).date():
            return False
        asked = await self.firing.moments(schedule, found)
        if not asked or min(one.due_at for one in asked) > now:
            return False
        if self.firing.window_end(schedule, asked) <= now:
            # Nobody was there to ask in time. Its pool, and what waits in it, goes with the next date.
            async with self.database.write() as session:
                await self.plan_next(session, schedule, found.occurrence)
                await self.outbox.owe(session, [_missed(schedule, found, now)])
            log.warning("round_missed", id=found.id)
            return True
        prompt = await self.firing.choose_prompt(schedule)
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.PLANNED:
                return False
            if await running(session, schedule.id):
                return False
            await self._begin(session, current, prompt)
            await session.flush()
            await self.plan_next(session, schedule, found.occurrence)
        await self.firing.open(schedule, found.id, asked)
        return True

    async def resume_opening(self, found: Round) -> None:
        """Go on with a round whose opening was interrupted."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None or found.opens_at is None:
            return
        if found.by_hand:
            asked = await self.firing.moments_from(schedule, found.opens_at)
        else:
            asked = await self.firing.moments(schedule, found)
        await self.firing.open(schedule, found.id, asked)

    async def close_now(self, schedule: Schedule) -> Result:
        """Close the running round; what has not been sent is dropped."""
        now = self.clock.now()
        async with self.database.write() as session:
            found = await running(session, schedule.id)
            if found is None:
                return Result(Done.NOT_RUNNING)
            mix_at = now + timedelta(seconds=self.shuffler.uniform(0, self.mix_delay))
            await self.rounds.close(session, found, now, mix_at)
            await self.outbox.drop_waiting(session, found.id, "closed")
        return Result(Done.DONE, found.id, until=mix_at)

    async def mix(self, found: Round) -> MixOutcome | None:
        """Mix a closed round and call its curators, or say that too few answered."""
        outcome = await self.mixer.mix(found.id)
        schedule = await self.schedules.get(found.schedule_id)
        if outcome is None or schedule is None:
            return outcome
        if not outcome.enough and not outcome.named:
            await self.reviewing.tell([schedule.created_by], found, DeliveryKind.TOO_FEW)
        elif schedule.curation:
            await self.reviewing.call(schedule, found)
        else:
            async with self.database.write() as session:
                await self.texts.approve_all(session, found.id)
        return outcome

    async def publish_now(self, schedule: Schedule) -> Result:
        """Post what is approved of the newest mixed round."""
        found = await self.rounds.newest(schedule.id, (RoundState.MIXED,))
        if found is None:
            if again := await self.post_again(schedule):
                return again
            latest = await self.rounds.newest(schedule.id, (RoundState.HELD, RoundState.PUBLISHED))
            held = latest is not None and latest.state is RoundState.HELD
            if latest is not None and held and latest.answered is not None:
                return Result(Done.NOTHING_APPROVED, latest.id)
            return Result(Done.HELD if held else Done.NOT_MIXED)
        return await self.publish(schedule, found.id)

    async def publish(self, schedule: Schedule, round_id: str) -> Result:
        """Give approved texts their places and owe the digest, both or neither."""
        now = self.clock.now()
        async with self.database.write() as session:
            found = await session.get(Round, round_id, with_for_update=True)
            if found is None or found.state is not RoundState.MIXED:
                return Result(Done.NOT_MIXED)
            waited = found.masked_until is None or found.masked_until <= now
            count = await self.texts.publish(session, round_id, masked_too=waited)
            if not count:
                done = Done.NOTHING_APPROVED if waited else Done.MASKED_WAIT
                return Result(done, round_id, until=found.masked_until)
            found.state, found.publish_at = RoundState.PUBLISHED, now
            await self.answers.repeat(session, schedule.id, round_id)
            await self.outbox.owe(
                session,
                [
                    Owed(
                        key=f"{round_id}:digest",
                        team=schedule.team_id,
                        kind=DeliveryKind.DIGEST,
                        target=schedule.channel,
                        due_at=now,
                        round_id=round_id,
                        schedule_id=schedule.id,
                    )
                ],
            )
        return Result(Done.DONE, round_id, count, None if waited else found.masked_until)

    async def post_again(self, schedule: Schedule) -> Result | None:
        """Owe the newest digest once more if it could not be posted; None when nothing is amiss."""
        found = await self.rounds.newest(schedule.id, (RoundState.PUBLISHED,))
        posted = None if found is None else await self.outbox.find(f"{found.id}:digest")
        if found is None or posted is None or posted.state is not DeliveryState.FAILED:
            return None
        await self.outbox.owe_failed_again(posted.key, schedule.channel, self.clock.now())
        return Result(Done.DONE, found.id, len(await self.texts.published(found.id)))

    async def not_delivered(self, delivery: Delivery, reason: str) -> None:
        """Tell whoever made the schedule, once, that its digest could not be posted, and how to mend it."""
        schedule = await self.schedules.get(delivery.schedule_id or "")
        found = await self.rounds.get(delivery.round_id or "")
        if delivery.kind is DeliveryKind.DIGEST and schedule is not None and found is not None:
            await self.reviewing.tell([schedule.created_by], found, DeliveryKind.NOT_POSTED, note=reason)

    async def publish_due(self, found: Round) -> None:
        """Publish a round at its time; when nobody has reviewed it, see that somebody does."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None:
            return
        result = await self.publish(schedule, found.id)
        if result.done is Done.DONE:
            return
        counts = await self.texts.counts(found.id)
        if result.done is Done.NOTHING_APPROVED and counts[ReviewState.PENDING]:
            await self.reviewing.not_reviewed(schedule, found)
            return
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.MIXED:
                return
            if result.done is Done.MASKED_WAIT:
                current.publish_at = next_workday(schedule, self.clock.now())
            else:
                # Everything was looked at and held, or withdrawn: there is nothing to publish.
                current.state = RoundState.HELD

    async def publish_later(self, found: Round) -> None:
        """Add what was approved after a digest was posted, masked texts once their day has passed."""
        now = self.clock.now()
        async with self.database.write() as session:
            current = await session.get(Round, found.id, with_for_update=True)
            if current is None:
                return
            waited = current.masked_until is None or current.masked_until <= now
            count = await self.texts.publish(session, found.id, masked_too=waited)
            if waited:
                current.masked_until = None
        if count:
            await self.courier.refresh_digest(found.id)

    async def report(self, found: Round, item_id: str, reason: str) -> bool:
        """Take a reported highlight off the digest at once."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None or not await self.reviewing.report(schedule, found, item_id, reason):
            return False
        await self.courier.refresh_digest(found.id)
        return True

    async def apply_changes(self, team: str, day: date) -> None:
        """Do what authors and leaders asked for since yesterday: questions out, changes in."""
        await self.mailbox.release(team, day)
        touched = await self.changes.apply(team, day)
        thanked = await self.thanks.count(team)
        await self.follow(replace(touched, published=touched.published | thanked), once=day.isoformat())
        await self.looking_back.alone(team, day)

    async def follow(self, touched: Touched, once: str) -> None:
        """Bring digests, reviews and mailboxes in line with what changed."""
        for round_id in sorted(touched.edited):
            await self._review_again(round_id, once)
        for round_id in sorted(touched.published):
            await self.courier.refresh_digest(round_id)
        for leader, round_id in sorted(touched.answered):
            found = await self.rounds.get(round_id)
            if found is not None:
                await self.reviewing.tell([leader], found, DeliveryKind.LETTER, once=once)

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

    async def _review_again(self, round_id: str, once: str) -> None:
        found = await self.rounds.get(round_id)
        schedule = None if found is None else await self.schedules.get(found.schedule_id)
        if found is None or schedule is None:
            return
        if schedule.curation:
            await self.reviewing.call(schedule, found, note=f"changed.{once}")
            return
        async with self.database.write() as session:
            await self.texts.approve_all(session, round_id)
        if found.state is RoundState.PUBLISHED:
            await self.publish_later(found)

    async def _begin(self, session: AsyncSession, found: Round, prompt: str) -> None:
        found.state, found.prompt_id, found.opens_at = RoundState.OPENING, prompt, self.clock.now()
        await self.mailbox.announce(session, found.schedule_id, found.id)
        await self.looking_back.ride_along(session, found.schedule_id, found.id)


def _missed(schedule: Schedule, found: Round, now: datetime) -> Owed:
    return Owed(
        key=f"{schedule.id}:missed:{now.date().isoformat()}",
        team=schedule.team_id,
        kind=DeliveryKind.MISSED,
        target=schedule.created_by,
        due_at=now,
        schedule_id=schedule.id,
        note=found.occurrence.isoformat(),
    )
