"""Travel through time with a running app: from one moment at which something happens to the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from bot.app import Running
from bot.store.tables import Delivery, DeliveryState, Round, RoundState, Schedule

STOPS = (time(10, 1), time(16, 1))
"""Moments of every day at which the traveller looks around, whatever is due."""

A_MOMENT = timedelta(seconds=1)
NEAR = timedelta(days=2)
DUE = {
    RoundState.OPEN: Round.closes_at,
    RoundState.CLOSED: Round.mix_at,
    RoundState.MIXED: Round.publish_at,
    RoundState.PUBLISHED: Round.masked_until,
}


@dataclass(frozen=True, slots=True)
class Traveller:
    """Move an app and its workspace through time together."""

    app: Running
    home: ZoneInfo
    advance: Callable[[float], Awaitable[None]]

    def now(self) -> datetime:
        """Return the hour by the app's clock."""
        return self.app.services.clock.now()

    async def until(self, moment: datetime, look: Callable[[], Awaitable[bool]]) -> None:
        """Go on to a moment, stopping wherever something is due.

        `look` lets people act at each stop and tells whether anybody did.
        """
        while True:
            await self.app.clockwork.turn()
            while await look():
                await self.app.clockwork.turn()
            if self.now() >= moment:
                return
            coming = min(await self._next(), moment)
            await self.advance(max(0.0, (coming - self.now()).total_seconds()) + A_MOMENT.total_seconds())

    async def _next(self) -> datetime:
        now = self.now()
        found: list[datetime | None] = [self._next_stop(now)]
        async with self.app.services.database.read() as session:
            waiting = select(func.min(col(Delivery.due_at))).where(
                col(Delivery.state) == DeliveryState.WAITING, col(Delivery.due_at) > now
            )
            found += [(await session.execute(waiting)).scalar_one()]
            for state, column in DUE.items():
                soonest = select(func.min(col(column))).where(col(Round.state) == state, col(column) > now)
                found += [(await session.execute(soonest)).scalar_one()]
        found += [await self._first_moment(one) for one in await self.app.services.schedules.all()]
        return min(one for one in found if one is not None)

    async def _first_moment(self, schedule: Schedule) -> datetime | None:
        """Return when the first member is to be asked next, if that is near."""
        planned = await self.app.services.rounds.planned(schedule.id)
        if schedule.paused or planned is None or planned.occurrence > (self.now() + NEAR).date():
            return None
        asked = await self.app.lifecycle.firing.moments(schedule, planned)
        return min((one.due_at for one in asked if one.due_at > self.now()), default=None)

    def _next_stop(self, now: datetime) -> datetime:
        local = now.astimezone(self.home)
        days = (local.date(), local.date() + timedelta(days=1))
        return min(
            stop
            for day in days
            for at in STOPS
            if (stop := datetime.combine(day, at, self.home)) > local + A_MOMENT
        )
