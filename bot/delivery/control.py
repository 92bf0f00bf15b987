"""Move rounds on at a person's word, and wake the pump afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.changing import Changing
from bot.delivery.going_first import First
from bot.delivery.lifecycle import Lifecycle
from bot.delivery.moving import follow
from bot.delivery.publishing import Publishing
from bot.delivery.pump import Pump
from bot.delivery.results import Result
from bot.store.columns import new_id
from bot.store.outbox import Owed
from bot.store.sealed.tables import ReviewState
from bot.store.tables import DeliveryKind, Round, Schedule


@dataclass(frozen=True, slots=True)
class Control:
    """Let listeners move rounds on, and wake the pump afterwards."""

    lifecycle: Lifecycle
    publishing: Publishing
    changing: Changing
    pump: Pump

    async def plan_first(self, session: AsyncSession, schedule: Schedule, after: date) -> bool:
        """Plan a new schedule's first round; False when it would never ask anyone."""
        return await self.lifecycle.plan_next(session, schedule, after) is not None

    async def resume(self, schedule: Schedule, after: date) -> bool:
        """Let a paused schedule ask again; False when it has no date after the one given."""
        return await self.lifecycle.resume(schedule, after)

    async def run_now(self, schedule: Schedule) -> Result:
        """Open a round now."""
        return self._woken(await self.lifecycle.run_now(schedule))

    async def close_now(self, schedule: Schedule) -> Result:
        """Close the running round."""
        return self._woken(await self.lifecycle.close_now(schedule))

    async def publish_now(self, schedule: Schedule) -> Result:
        """Post what is approved."""
        return self._woken(await self.publishing.publish_now(schedule))

    async def mask(self, found: Round, item_id: str, text: str) -> bool:
        """Mask a text."""
        masked = await self.lifecycle.reviewing.mask(found, item_id, text)
        self.pump.wake()
        return masked

    async def report(self, found: Round, item_id: str, reason: str) -> bool:
        """Hide a reported highlight at once."""
        hidden = await self.publishing.report(found, item_id, reason)
        self.pump.wake()
        return hidden

    async def pass_on(self, schedule: Schedule, found: Round, curator: str) -> bool:
        """Call somebody else to review a round."""
        called = await self.lifecycle.reviewing.pass_on(schedule, found, curator)
        self.pump.wake()
        return called

    async def send_again(self, found: Round, user: str) -> None:
        """Owe a member the prompt of an open round once more, because the message is gone."""
        await self.lifecycle.outbox.owe_again(f"{found.id}:prompt:{user}", self.lifecycle.clock.now())
        self.pump.wake()

    async def delete(self, schedule: Schedule) -> None:
        """Let a schedule ask nobody any more; what waits sealed for its next round stays its author's."""
        async with self.lifecycle.database.write() as session:
            await self.lifecycle.schedules.delete(session, schedule.id)
            await self.lifecycle.rounds.abandon(session, schedule.id, self.lifecycle.clock.now())

    async def put_off(self, found: Round, user: str, until: datetime) -> None:
        """Owe a member the question of an open round once more, at a time that they chose."""
        owed = Owed(
            key=f"{found.id}:later:{user}",
            team=found.team_id,
            kind=DeliveryKind.LATER,
            target=user,
            due_at=until,
            round_id=found.id,
            schedule_id=found.schedule_id,
        )
        async with self.lifecycle.database.write() as session:
            await self.lifecycle.outbox.owe_anew(session, owed)

    async def moved(self, team: str, user: str, zone: str) -> None:
        """Let a member's waiting questions follow them to another zone."""
        parts = self.lifecycle
        await follow(parts.outbox, parts.rounds, parts.schedules, parts.clock, (team, user), zone)
        self.pump.wake()

    async def send_report(self, team: str, user: str) -> None:
        """Owe somebody the report as it stands now."""
        async with self.lifecycle.database.write() as session:
            owed = self.changing.reporting.asked_for(team, user, new_id())
            await self.lifecycle.outbox.owe(session, owed)
        self.pump.wake()

    async def withdraw_now(self, token_key: str, day: date) -> None:
        """Remove a text at once, everywhere."""
        await self.changing.withdraw_now(token_key, day)
        self.pump.wake()

    async def settle(self, schedule: Schedule) -> Round | None:
        """Choose what a schedule's planned round will ask, and keep to it."""
        return await self.lifecycle.going_first.settle(schedule)

    async def go_first(self, schedule: Schedule, found: Round, user: str, text: str) -> First:
        """Keep a leader's example for a round to come."""
        return await self.lifecycle.going_first.give(schedule, found, user, text)

    async def decline_first(self, found: Round, user: str) -> None:
        """Note that a leader leaves it to others, or to nobody, to go first."""
        await self.lifecycle.going_first.decline(found, user)

    async def withdraw_first(self, found: Round, user: str, day: date) -> bool:
        """Take a leader's own example away, wherever it stands; False when there is none."""
        taken = await self.lifecycle.going_first.withdraw(found, user, day)
        self.pump.wake()
        return taken

    async def lift(self, schedule: Schedule, item_id: str, leader: str) -> bool | None:
        """Let a good example by name go into a schedule's next digest; None when that is full."""
        return await self.publishing.lift(schedule, item_id, leader)

    async def lower(self, schedule: Schedule, item_id: str) -> None:
        """Take back that an example is lifted."""
        await self.publishing.lower(schedule, item_id)

    async def answer(self, found: Round, item_id: str, leader: str, text: str) -> bool:
        """Put a leader's answer under a highlight; False when the highlight is gone."""
        answered = await self.publishing.answer(found, item_id, leader, text)
        self.pump.wake()
        return answered

    async def decide(self, found: Round, item_id: str, state: ReviewState) -> bool:
        """Approve or hold a text; False when it is gone or already published."""
        decided = await self.publishing.decide(found, item_id, state)
        self.pump.wake()
        return decided

    def _woken(self, result: Result) -> Result:
        self.pump.wake()
        return result
