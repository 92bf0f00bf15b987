"""Take rounds through their states: run, close, mix, publish."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.firing import Firing
from bot.learning.recurrence import planned_dates
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.ports import Courier
from bot.store.rounds import RoundRepository, running
from bot.store.schedules import ScheduleRepository, calendar_of, rule_of
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.mix import Mixer, MixOutcome
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import TextRepository
from bot.store.tables import DeliveryKind, Round, RoundState, Schedule

MASK_NOTICE = timedelta(hours=24)


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


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Move rounds on; every step is one transaction and safe to repeat."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    texts: TextRepository
    changes: ChangeRepository
    mixer: Mixer
    firing: Firing
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
            found = await self.rounds.plan(session, schedule, today)
            found.extra = await self.rounds.next_extra(session, schedule.id, today)
            found.by_hand = True
            self._begin(found, prompt)
            await session.flush()
            await self.plan_next(session, schedule, today)
        await self.firing.open(schedule, found.id, asked)
        return Result(Done.DONE, found.id, len(asked))

    async def fire_due(self, schedule: Schedule) -> bool:
        """Open a schedule's planned round when its first member's moment has come."""
        found = await self.rounds.planned(schedule.id)
        now = self.clock.now()
        if found is None or found.occurrence > (now + timedelta(hours=14)).date():
            return False
        asked = await self.firing.moments(schedule, found)
        if not asked or min(one.due_at for one in asked) > now:
            return False
        prompt = await self.firing.choose_prompt(schedule)
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.PLANNED:
                return False
            if await running(session, schedule.id):
                return False
            self._begin(current, prompt)
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
            await self._tell([schedule.created_by], found, DeliveryKind.TOO_FEW)
        elif schedule.curation:
            await self._tell(await self.schedules.curators(schedule), found, DeliveryKind.CURATION)
        else:
            async with self.database.write() as session:
                await self.texts.approve_all(session, found.id)
        return outcome

    async def publish_now(self, schedule: Schedule) -> Result:
        """Post what is approved of the newest mixed round."""
        found = await self.rounds.newest(schedule.id, (RoundState.MIXED,))
        if found is None:
            latest = await self.rounds.newest(schedule.id, (RoundState.HELD, RoundState.PUBLISHED))
            held = latest is not None and latest.state is RoundState.HELD
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
            found.state = RoundState.PUBLISHED
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

    async def publish_due(self, found: Round) -> None:
        """Publish a round at its time; if nobody has curated it, remind and try a working day later."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None:
            return
        result = await self.publish(schedule, found.id)
        if result.done is Done.DONE:
            return
        counts = await self.texts.counts(found.id)
        if not found.publish_asked and counts[ReviewState.PENDING]:
            await self._tell(
                await self.schedules.curators(schedule), found, DeliveryKind.CURATION, note="reminder"
            )
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is not None and current.publish_at is not None:
                home = ZoneInfo(schedule.home_zone)
                local = current.publish_at.astimezone(home)
                day = calendar_of(schedule).add_workdays(local.date(), 1)
                current.publish_at = datetime.combine(day, local.timetz())
                current.publish_asked = True

    async def publish_later(self, found: Round) -> None:
        """Add what was approved after a digest was posted, masked texts once their day has passed."""
        now = self.clock.now()
        async with self.database.write() as session:
            waited = found.masked_until is None or found.masked_until <= now
            count = await self.texts.publish(session, found.id, masked_too=waited)
        if count:
            await self.courier.refresh_digest(found.id)

    async def mask(self, found: Round, item_id: str, text: str) -> bool:
        """Mask a text, give those who took part a day, and send each of them the same line."""
        if not await self.texts.mask(found.id, item_id, text):
            return False
        async with self.database.write() as session:
            current = await session.get(Round, found.id)
            if current is not None:
                current.masked_until = self.clock.now() + MASK_NOTICE
        await self._tell(await self.texts.participants(found.id), found, DeliveryKind.MASKED)
        return True

    async def apply_changes(self, team: str) -> None:
        """Apply what authors asked for since yesterday, and bring posted digests in line."""
        for round_id in sorted((await self.changes.apply(team)).rounds):
            await self.courier.refresh_digest(round_id)

    def _begin(self, found: Round, prompt: str) -> None:
        found.state, found.prompt_id, found.opens_at = RoundState.OPENING, prompt, self.clock.now()

    async def _tell(self, users: list[str], found: Round, kind: DeliveryKind, note: str = "") -> None:
        owed = [
            Owed(
                key=f"{found.id}:{kind}:{note}:{user}",
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
        async with self.database.write() as session:
            await self.outbox.owe(session, owed)
