"""Publish what was approved, and keep a posted digest in line with what stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import Clock
from bot.delivery.results import Done, Result
from bot.delivery.reviewing import Reviewing, next_workday
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.examples import ExampleRepository
from bot.store.sealed.lifting import LiftRepository, elsewhere
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule


@dataclass(frozen=True, slots=True)
class Publishing:
    """Post digests and change them; the message and what it shows are one transaction."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    texts: TextRepository
    answers: AnswerRepository
    examples: ExampleRepository
    lifting: LiftRepository
    reviewing: Reviewing
    clock: Clock

    async def publish_now(self, schedule: Schedule) -> Result:
        """Post what is approved of the mixed round that has waited longest and has anything approved."""
        mixed = await self.rounds.in_state((RoundState.MIXED,), schedule.team_id)
        waiting = [one for one in mixed if one.schedule_id == schedule.id]
        if not waiting:
            return await self._nothing_waits(schedule)
        for found in waiting:
            result = await self.publish(schedule, found.id)
            if result.done is Done.DONE:
                break
        return result

    async def _nothing_waits(self, schedule: Schedule) -> Result:
        if again := await self.post_again(schedule):
            return again
        latest = await self.rounds.newest(schedule.id, (RoundState.HELD, RoundState.PUBLISHED))
        held = latest is not None and latest.state is RoundState.HELD
        if latest is not None and held and latest.answered is not None:
            return Result(Done.NOTHING_APPROVED, latest.id)
        return Result(Done.HELD if held else Done.NOT_MIXED)

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
            await self.lifting.ride(session, schedule.id, round_id)
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

    async def not_delivered(self, session: AsyncSession, delivery: Delivery, reason: str) -> None:
        """Tell whoever made the schedule, once, that its digest could not be posted, and how to mend it."""
        schedule = await session.get(Schedule, delivery.schedule_id or "")
        found = await session.get(Round, delivery.round_id or "")
        if delivery.kind is DeliveryKind.DIGEST and schedule is not None and found is not None:
            told = self.reviewing.owed([schedule.created_by], found, DeliveryKind.NOT_POSTED, note=reason)
            await self.outbox.owe(session, told)

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

    async def decide(self, found: Round, item_id: str, state: ReviewState) -> bool:
        """Approve or hold a text; what is approved late still comes out. False when it is gone or out."""
        async with self.database.write() as session:
            if state is ReviewState.APPROVED and await self.examples.show_again(session, found.id, item_id):
                await self.refresh(session, found)
                return True
            if not await self.texts.decide(session, found.id, item_id, state):
                return False
            current = await session.get(Round, found.id, with_for_update=True)
            schedule = await session.get(Schedule, found.schedule_id)
            if state is not ReviewState.APPROVED or current is None or schedule is None:
                return True
            if current.state is RoundState.PUBLISHED:
                await self.add(session, current.id)
            await self.reviewing.resume(session, schedule, current)
        return True

    async def publish_later(self, found: Round) -> None:
        """Add what was approved after a digest was posted, masked texts once their day has passed."""
        async with self.database.write() as session:
            await self.add(session, found.id)

    async def add(self, session: AsyncSession, round_id: str) -> None:
        """Add what is approved to a posted digest, inside the caller's transaction."""
        now = self.clock.now()
        current = await session.get(Round, round_id, with_for_update=True)
        if current is None:
            return
        waited = current.masked_until is None or current.masked_until <= now
        count = await self.texts.publish(session, round_id, masked_too=waited)
        if waited:
            current.masked_until = None
        if count:
            await self.refresh(session, current)

    async def report(self, found: Round, item_id: str, reason: str) -> bool:
        """Take a reported highlight off the digest at once and tell its curators; nobody notes who did it."""
        schedule = await self.schedules.get(found.schedule_id)
        if schedule is None:
            return False
        curators = await self.reviewing.curators(schedule, found)
        async with self.database.write() as session:
            if not await self.texts.report(session, found.id, item_id, reason):
                return False
            told = self.reviewing.owed(curators, found, DeliveryKind.REPORTED, note=reason, once=new_id())
            await self.outbox.owe(session, told)
            await self.refresh_all(session, {found.id})
        return True

    async def answer(self, found: Round, item_id: str, leader: str, text: str) -> bool:
        """Put a leader's answer under a highlight; False when the highlight is gone."""
        async with self.database.write() as session:
            if not await self.answers.add(session, found.id, item_id, leader, text):
                return False
            await self.refresh(session, found)
        return True

    async def lift(self, schedule: Schedule, item_id: str, leader: str) -> bool | None:
        """Let a good example by name go into a schedule's next digest; None when that is full."""
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            return await self.lifting.lift(session, schedule, item_id, leader)

    async def lower(self, schedule: Schedule, item_id: str) -> None:
        """Take back that an example is lifted."""
        async with self.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            await self.lifting.lower(session, schedule, item_id)

    async def refresh_all(self, session: AsyncSession, round_ids: Collection[str]) -> None:
        """Owe the digests of some rounds the state of things, and those that show their texts once more."""
        for round_id in sorted({*round_ids, *await elsewhere(session, round_ids)}):
            found = await session.get(Round, round_id)
            if found is not None:
                await self.refresh(session, found)

    async def refresh(self, session: AsyncSession, found: Round) -> None:
        """Owe a posted digest, and the example that headed the round, the state of things.

        In the transaction that changes them.
        """
        schedule = await session.get(Schedule, found.schedule_id)
        if schedule is None:
            return
        await self.outbox.owe_anew(
            session,
            Owed(
                key=f"{found.id}:refresh",
                team=found.team_id,
                kind=DeliveryKind.REFRESH,
                target=schedule.channel,
                due_at=self.clock.now(),
                round_id=found.id,
                schedule_id=found.schedule_id,
            ),
        )
        await self._refresh_example(session, schedule, found)

    async def _refresh_example(self, session: AsyncSession, schedule: Schedule, found: Round) -> None:
        """Owe the post of a leader's example its new state; members' questions too once it is gone."""
        posted = await session.execute(select(Delivery).where(col(Delivery.key) == f"{found.id}:example"))
        if posted.scalar_one_or_none() is None:
            return
        changed = Owed(
            key=f"{found.id}:example_changed",
            team=found.team_id,
            kind=DeliveryKind.EXAMPLE_CHANGED,
            target=schedule.channel,
            due_at=self.clock.now(),
            round_id=found.id,
            schedule_id=found.schedule_id,
        )
        await self.outbox.owe_anew(session, changed)
        stands = await self.examples.stands(session, found.id)
        if stands or found.state not in (RoundState.OPENING, RoundState.OPEN):
            return
        asked = await session.execute(
            select(col(Delivery.target))
            .where(col(Delivery.round_id) == found.id, col(Delivery.kind) == DeliveryKind.PROMPT)
            .where(
                col(Delivery.state).in_((DeliveryState.SENDING, DeliveryState.SENT))
                # One that is due may have been made already, a moment before it is sent.
                | (
                    (col(Delivery.state) == DeliveryState.WAITING)
                    & (col(Delivery.due_at) <= self.clock.now())
                )
            )
        )
        prompt = replace(changed, kind=DeliveryKind.PROMPT_CHANGED)
        await self.outbox.owe(
            session,
            [
                replace(prompt, key=f"{found.id}:prompt_changed:{user}", target=user)
                for user in sorted(set(asked.scalars()))
            ],
        )
