"""Ask, after two and after six weeks, what came of lessons and plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.look_backs import DueRound, LookBackRepository
from bot.store.sealed.plans import PlanRepository
from bot.store.tables import DeliveryKind

WAITS_FOR_A_PROMPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LookingBack:
    """Let look-backs ride on the next prompt, or send them alone when none is near."""

    database: Database
    schedules: ScheduleRepository
    rounds: RoundRepository
    plans: PlanRepository
    look_backs: LookBackRepository
    outbox: Outbox
    clock: Clock

    async def ride_along(self, session: AsyncSession, schedule_id: str, in_round: str) -> None:
        """Let a round's prompts carry the line about earlier rounds of its schedule."""
        await self.look_backs.announce(session, schedule_id, in_round, self.clock.now())

    async def alone(self, team: str, today: date) -> None:
        """Owe the look-backs of a day that have no prompt to ride on, and those on members' own plans."""
        for due in await self.look_backs.due(team, self.clock.now()):
            if not await self._rides(due, today):
                await self._owe_alone(team, due)
        schedules = await self.schedules.all(team)
        for plan in await self.plans.due(team, today):
            owed = Owed(
                key=f"plan:{plan.id}:{plan.number}",
                team=team,
                kind=DeliveryKind.LOOK_BACK,
                target=plan.user,
                due_at=self.clock.now(),
                schedule_id=schedules[0].id if schedules else None,
                note=plan.id,
            )
            async with self.database.write() as session:
                await self.outbox.owe(session, [owed])
            await self.plans.asked(plan)

    async def _rides(self, due: DueRound, today: date) -> bool:
        schedule = await self.schedules.get(due.schedule_id)
        if schedule is None or schedule.paused or schedule.deleted:
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
