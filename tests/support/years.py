"""Walk an app through months and years by hand: it looks for due work whenever something is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from bot.demo.once import CHANNEL
from bot.learning.moments import AllowedHours
from bot.store.sealed.seal import Share, Submission
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState

TEAM = "T0NORRBRO"
NEVER = 1e6
LONGEST_STEP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one member of the plan: zones with the day each begins, own hours, days in peace."""

    user: str
    zones: tuple[tuple[date, str], ...]
    hours: AllowedHours | None = None
    away: tuple[datetime, datetime] | None = None

    def zone(self, day: date) -> str:
        """Return the zone that a member is in on a day."""
        return next(zone for since, zone in reversed(self.zones) if since <= day)


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a walk: one schedule, its members, and when nobody ran the app."""

    line: str
    members: tuple[Member, ...]
    outages: tuple[tuple[datetime, datetime], ...]
    days: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one prompt that went out."""

    user: str
    occurrence: date
    at: datetime


@dataclass
class Walk:
    """Move a theatre's clock from one due moment to the next."""

    stage: object
    plan: Plan
    asked: list[Asked] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _zones: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """Return the walk's time."""
        return self.stage.box.world.clock.now()

    async def through(self) -> None:
        """Walk to the end of the plan."""
        end = self.now + timedelta(days=self.plan.days)
        await self._settle_in()
        while self.now < end:
            self._move()
            await self._turn()
            await self._answer()
            upto = await self._next_due()
            for start, stop in self.plan.outages:
                if start <= upto < stop:
                    upto = stop
            self.stage.box.world.clock.advance((upto - self.now).total_seconds())

    async def _settle_in(self) -> None:
        self.stage.box.world.channels[CHANNEL].members.intersection_update(
            {one.user for one in self.plan.members} | {self.stage.bot}
        )
        members = self.stage.app.services.members
        for one in self.plan.members:
            if one.hours is not None:
                await members.own_hours(TEAM, one.user, one.hours)

    def _move(self) -> None:
        """Let members be where they are, and away when they are."""
        for one in self.plan.members:
            there = one.zone(self.now.date())
            absent = one.away is not None and one.away[0] <= self.now < one.away[1]
            state = f"{there} {absent}"
            if self._zones.get(one.user) != state:
                self._zones[one.user] = state
                user = self.stage.box.world.users[one.user]
                user["tz"] = there
                user["profile"] |= {
                    "status_emoji": ":palm_tree:" if absent else "",
                    "status_text": "Semester" if absent else "",
                    "status_expiration": int(one.away[1].timestamp()) if absent and one.away else 0,
                }
                self.stage.box.link.event({"type": "user_change", "user": user})

    async def _turn(self) -> None:
        clockwork, pump = self.stage.app.clockwork, self.stage.app.pump
        for job in (clockwork.fire, clockwork.close, clockwork.mix, clockwork.publish, clockwork.changes):
            await job()
        while await self._due_now():
            await pump.turn()
            await pump.settled()

    async def _answer(self) -> None:
        """Let everybody keep an answer for themselves, so that nobody falls silent."""
        async with self.stage.app.services.database.read() as session:
            rows = await session.execute(
                select(Delivery, Round)
                .join(Round, col(Round.id) == col(Delivery.round_id))
                .where(col(Delivery.kind) == DeliveryKind.PROMPT)
                .where(col(Delivery.state) == DeliveryState.SENT)
            )
            new = [(delivery, found) for delivery, found in rows if delivery.id not in self._seen]
        for delivery, found in new:
            self._seen.add(delivery.id)
            self.asked.append(Asked(delivery.target, found.occurrence, delivery.due_at))
            kept = Submission(delivery.target, Share.PRIVATE, "Något att minnas.")
            await self.stage.app.services.intake.submit(TEAM, found.id, kept)

    async def _due_now(self) -> int:
        async with self.stage.app.services.database.read() as session:
            return (
                await session.execute(
                    select(func.count())
                    .select_from(Delivery)
                    .where(col(Delivery.due_at) <= self.now)
                    .where(col(Delivery.state).in_((DeliveryState.WAITING, DeliveryState.SENDING)))
                )
            ).scalar_one()

    async def _next_due(self) -> datetime:
        """Return the next moment at which something may be due."""
        app = self.stage.app
        async with app.services.database.read() as session:
            waiting = (
                await session.execute(
                    select(func.min(Delivery.due_at)).where(col(Delivery.state) == DeliveryState.WAITING)
                )
            ).scalar_one()
        moments = [] if waiting is None else [waiting]
        rounds = await app.services.rounds.in_state((RoundState.OPEN, RoundState.CLOSED, RoundState.MIXED))
        for found in rounds:
            by_state = {
                RoundState.OPEN: found.closes_at,
                RoundState.CLOSED: found.mix_at,
                RoundState.MIXED: found.publish_at,
            }
            moments.append(by_state[found.state])
        for schedule in await app.services.schedules.all():
            planned = await app.services.rounds.planned(schedule.id)
            if planned is not None:
                moments += [one.due_at for one in await app.lifecycle.firing.moments(schedule, planned)]
        if any(one is not None and one <= self.now for one in moments):
            # Something became due while this turn was at it: a round could close, so that the next can open.
            moments.append(self.now + timedelta(minutes=5))
        later = [one for one in moments if one is not None and one > self.now]
        least = self.now + timedelta(seconds=30)
        return max(least, min([*later, self.now + LONGEST_STEP]) + timedelta(seconds=1))


def forbidden(asked: Asked, member: Member, off: set[date]) -> str:
    """Return why a prompt should not have gone out when it did; nothing when it was right."""
    local = asked.at.astimezone(ZoneInfo(member.zone(asked.at.date())))
    hours = member.hours
    first, last = (hours.start, hours.end) if hours else (time(7), time(19))
    days = hours.days if hours and hours.days is not None else frozenset(range(5))
    if not first <= local.time() <= last:
        return f"{local:%H:%M} is outside {first:%H:%M} to {last:%H:%M}"
    if local.weekday() not in days:
        return f"{local:%A} is no day to ask"
    if local.date() in off:
        return f"{local.date()} is a day off"
    if member.away and member.away[0] <= asked.at < member.away[1]:
        return "away"
    return ""


def dates(first: date, step: int, until: date) -> Iterator[date]:
    """Return every date from a first one on, some days apart."""
    while first <= until:
        yield first
        first += timedelta(days=step)
