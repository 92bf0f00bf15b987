"""Ask the pulse once a quarter, count it, and owe what may be shown of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.firing import Asked, Firing
from bot.learning.ballot import PULSE
from bot.learning.disclosure import is_enough
from bot.learning.moments import AllowedHours, instant, next_allowed
from bot.learning.pulse import NOT_AGAIN_FOR, OPEN_WORKDAYS, next_pulse
from bot.learning.windows import closing, publication
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.outbox import Outbox, Owed
from bot.store.pulse_tables import Pulse, PulseState
from bot.store.schedules import ScheduleRepository, calendar_of
from bot.store.sealed.polls import Counted
from bot.store.tables import Delivery, DeliveryKind, Schedule
from bot.store.together import Together

CHUNK = 500
log = structlog.get_logger("pulsing")


@dataclass(frozen=True, slots=True)
class Pulsing:
    """Take pulses through their states; every step is one transaction and safe to repeat."""

    database: Database
    schedules: ScheduleRepository
    kept: Together
    firing: Firing
    outbox: Outbox
    clock: Clock
    shuffler: random.Random
    delay: float

    async def ask(self, schedule: Schedule) -> bool:
        """Ask a schedule's pulse when its day and time have come."""
        starts = await self.kept.pulses.starts(schedule.id)
        earlier = await self.kept.pulses.of(schedule.id)
        if starts is None or any(one.state in (PulseState.ASKING, PulseState.OPEN) for one in earlier):
            return False
        now, calendar, home = self.clock.now(), calendar_of(schedule), ZoneInfo(schedule.home_zone)
        day = next_pulse(calendar, starts, earlier[-1].asked_on if earlier else None)
        at = instant(day, time.fromisoformat(schedule.at_time), home)
        if next_allowed(at, home, AllowedHours(), calendar) > now:
            return False
        asked = await self._not_asked_lately(schedule, now)
        enough = is_enough(len(asked), schedule.k)
        ends = closing(max((one.due_at for one in asked), default=now), OPEN_WORKDAYS, home, calendar)
        pulse = Pulse(
            id=new_id(),
            team_id=schedule.team_id,
            schedule_id=schedule.id,
            asked_on=now.astimezone(home).date(),
            # Where fewer than k can answer, nothing could ever be shown: then nobody is asked.
            state=PulseState.ASKING if enough else PulseState.TOO_FEW,
            k=schedule.k,
            closes_at=ends,
            counts_at=ends + timedelta(seconds=self.shuffler.uniform(0, self.delay)),
        )
        async with self.database.write() as session:
            if not await self.kept.pulses.begin(session, pulse):
                return False
            if not enough:
                await self.outbox.owe(session, await self._reports(schedule, pulse, now, "nobody"))
        if enough:
            await self._owe(schedule, pulse, asked)
        return True

    async def resume(self, pulse: Pulse) -> None:
        """Go on asking where a process died at it."""
        schedule = await self.schedules.get(pulse.schedule_id)
        if schedule is not None:
            asked = await self._not_asked_lately(schedule, self.clock.now())
            await self._owe(schedule, pulse, [one for one in asked if one.due_at < pulse.closes_at])

    async def count(self, pulse: Pulse) -> None:
        """Count a pulse, and owe the channel and the leaders what came of it."""
        schedule = await self.schedules.get(pulse.schedule_id)
        if schedule is None:
            return
        now = self.clock.now()
        before = [
            one.id
            for one in await self.kept.pulses.of(schedule.id)
            if one.state is PulseState.COUNTED and one.asked_on < pulse.asked_on
        ]
        shows_at = publication(
            now,
            time.fromisoformat(schedule.publish_time),
            ZoneInfo(schedule.home_zone),
            calendar_of(schedule),
            1,
        )
        owed = [_message(pulse, DeliveryKind.PULSE_RESULT, schedule.channel, shows_at)]
        owed += await self._reports(schedule, pulse, shows_at)

        async def noted(session: AsyncSession, counted: Counted) -> None:
            state = PulseState.COUNTED if counted.enough else PulseState.TOO_FEW
            if await self.kept.pulses.counted(session, pulse.id, state):
                await self.outbox.owe(session, owed)

        await self.kept.polls.count(pulse.id, pulse.k, PULSE, before, noted)

    async def not_delivered(self, session: AsyncSession, delivery: Delivery, reason: str) -> None:
        """Tell whoever made the schedule, once, that its pulse could not be posted, and how to mend it."""
        schedule = await session.get(Schedule, delivery.schedule_id or "")
        pulse = await session.get(Pulse, delivery.note)
        if delivery.kind is DeliveryKind.PULSE_RESULT and schedule is not None and pulse is not None:
            told = _message(
                pulse, DeliveryKind.PULSE_REPORT, schedule.created_by, self.clock.now(), reason, "lost"
            )
            await self.outbox.owe(session, [told])

    async def _not_asked_lately(self, schedule: Schedule, now: datetime) -> list[Asked]:
        lately = await self.kept.pulses.asked_since(schedule.team_id, now - NOT_AGAIN_FOR)
        asked = await self.firing.moments_from(schedule, now)
        return [one for one in asked if one.user not in lately]

    async def _owe(self, schedule: Schedule, pulse: Pulse, asked: Sequence[Asked]) -> None:
        """Owe the question in chunks that a crash can interrupt, then call the pulse open.

        Whoever another schedule's pulse asks meanwhile is left to that one.
        """
        for start in range(0, len(asked), CHUNK):
            async with self.database.write() as session:
                await self.kept.pulses.hold(session, schedule.team_id)
                lately = await self.kept.pulses.asked_in(
                    session, schedule.team_id, self.clock.now() - NOT_AGAIN_FOR
                )
                owed = [
                    _message(pulse, DeliveryKind.PULSE, one.user, one.due_at)
                    for one in asked[start : start + CHUNK]
                    if one.user not in lately
                ]
                await self.outbox.owe(session, owed)
        async with self.database.write() as session:
            await self.kept.pulses.opened(session, pulse.id)

    async def _reports(self, schedule: Schedule, pulse: Pulse, at: datetime, note: str = "") -> list[Owed]:
        leaders = await self.schedules.curators(schedule)
        return [_message(pulse, DeliveryKind.PULSE_REPORT, one, at, note) for one in leaders]


def _message(
    pulse: Pulse, kind: DeliveryKind, target: str, due_at: datetime, note: str = "", once: str = ""
) -> Owed:
    return Owed(
        key=f"{pulse.id}:{kind}{once}:{target}",
        team=pulse.team_id,
        kind=kind,
        target=target,
        due_at=due_at,
        schedule_id=pulse.schedule_id,
        note=f"{pulse.id}.{note}" if note else pulse.id,
    )
