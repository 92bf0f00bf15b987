"""Ask, after two and after six weeks, what came of lessons and plans."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.look_backs import DueRound, LookBackRepository
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.tables import DeliveryKind, DeliveryState, Schedule

WAITS_FOR_A_PROMPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LookingBack:
    """Let look-backs and thanks ride on the next prompt; look-backs go alone when none is near."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    plans: PlanRepository
    look_backs: LookBackRepository
    thanks: ThanksRepository
    outbox: Outbox
    clock: Clock

    async def ride_along(
        self, session: AsyncSession, schedule: Schedule, in_round: str, asked: Collection[str]
    ) -> None:
        """Let a round's prompts carry the line about earlier rounds, and about the plans of those asked."""
        now = self.clock.now()
        await self.thanks.ride_along(session, schedule.id, in_round)
        await self.look_backs.announce(session, schedule.id, in_round, now)
        today = now.astimezone(ZoneInfo(schedule.home_zone)).date()
        await self.plans.ride(session, schedule.team_id, in_round, asked, today)

    async def alone(self, team: str, today: date) -> None:
        """Owe the look-backs of a day that have no prompt to ride on."""
        for due in await self.look_backs.due(team, self.clock.now()):
            if not await self._rides(due, today):
                await self._owe_alone(team, due)
        schedules = await self.schedules.all(team, deleted_too=True)
        if not schedules:
            return
        asks = [one for one in schedules if not (one.deleted or one.paused)]
        near = [one for one in asks if await self._asks_soon(one, today)]
        for plan in await self.plans.due(team, today):
            # A prompt that is near does not reach everybody, so nobody waits longer than that for one.
            if not near or plan.since + WAITS_FOR_A_PROMPT <= today:
                owed = self._about(plan.id, plan.user, plan.number, schedules[0])
                async with self.database.write() as session:
                    await self.outbox.owe(session, [owed])
                    await self.plans.asked(session, plan)
        for rider in await self.plans.arrived(team):
            prompt = await self.outbox.find(f"{rider.round_id}:prompt:{rider.user}")
            came = prompt is not None and prompt.state is DeliveryState.SENT
            owed = self._about(rider.id, rider.user, rider.number, schedules[0])
            async with self.database.write() as session:
                await self.outbox.owe(session, [] if came else [owed])
                await self.plans.get_off(session, rider)

    def _about(self, plan_id: str, user: str, number: int, schedule: Schedule) -> Owed:
        return Owed(
            key=f"plan:{plan_id}:{number}",
            team=schedule.team_id,
            kind=DeliveryKind.LOOK_BACK,
            target=user,
            due_at=self.clock.now(),
            schedule_id=schedule.id,
            note=plan_id,
        )

    async def _rides(self, due: DueRound, today: date) -> bool:
        schedule = await self.schedules.get(due.schedule_id)
        return schedule is not None and await self._asks_soon(schedule, today)

    async def _asks_soon(self, schedule: Schedule, today: date) -> bool:
        if schedule.paused or schedule.deleted:
            return False
        planned = await self.rounds.planned(schedule.id)
        return planned is not None and planned.occurrence <= today + WAITS_FOR_A_PROMPT

    async def _owe_alone(self, team: str, due: DueRound) -> None:
        took_part = await self.look_backs.took_part(due.id)
        owed = [
            Owed(
                key=f"{due.id}:look_back:{due.number}:{user}",
                team=team,
                kind=DeliveryKind.LOOK_BACK,
                target=user,
                due_at=self.clock.now(),
                round_id=due.id,
                schedule_id=due.schedule_id,
            )
            for user in took_part
        ]
        async with self.database.write() as session:
            await self.look_backs.alone(session, due)
            await self.outbox.owe(session, owed)
