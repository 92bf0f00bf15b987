"""Decide, when a message is about to be sent, whether this is a moment at which its member may be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.learning.away import is_away
from bot.learning.calendar import WorkCalendar
from bot.learning.moments import AllowedHours, next_allowed
from bot.learning.noise import next_with_room
from bot.learning.windows import LEAST_LEFT, reminder
from bot.slack.directory import Person
from bot.slack.disturbance import MOST_AT_ONCE, DoNotDisturb
from bot.slack.services import Resources
from bot.store.members import hours_of
from bot.store.outbox import ASKED_FOR
from bot.store.ports import Alike, Dropped, Postponed
from bot.store.schedules import calendar_of, moment_of
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Member, Round, Schedule

WAIT_FOR_THE_MOMENT = frozenset(
    {
        DeliveryKind.WELCOME,
        DeliveryKind.PROMPT,
        DeliveryKind.REMINDER,
        DeliveryKind.QUIET,
        DeliveryKind.HELD,
        DeliveryKind.LOOK_BACK,
        DeliveryKind.GO_FIRST,
        DeliveryKind.WENT_WITHOUT,
        DeliveryKind.SHADOW,
        DeliveryKind.SHADOW_OFF,
        DeliveryKind.SHADOW_BACK,
        DeliveryKind.PULSE,
    }
)
"""What may wait. Calls to curators, and the notice that protects authors, are for now; they count too."""

ABOUT_A_PROMPT = frozenset({DeliveryKind.REMINDER, DeliveryKind.LATER})
IN_THE_WINDOW = ABOUT_A_PROMPT | {DeliveryKind.PROMPT}
LONGEST_WEEK = timedelta(days=8)
BEHIND_THE_WELCOME = timedelta(seconds=1)
NEAR_ENOUGH = timedelta(minutes=30)
"""A reminder need not wait for the seconds between when a question was due and when it went."""


@dataclass(frozen=True, slots=True)
class _When:
    """Hold one member's zone, hours and days, and until when a message makes sense."""

    zone: ZoneInfo
    hours: AllowedHours
    calendar: WorkCalendar
    named: date | None
    last: datetime | None

    def allowed(self, moment: datetime) -> datetime:
        return next_allowed(moment, self.zone, self.hours, self.calendar, self.named)

    def later(self, moment: datetime, reason: str) -> Postponed | Dropped:
        moment = self.allowed(moment)
        if self.last is not None and moment >= self.last:
            return Dropped(reason)
        return Postponed(moment, reason)


@dataclass(frozen=True, slots=True)
class Reach:
    """Look at pauses, hours, status, do-not-disturb and the noise budget."""

    services: Resources
    disturbance: DoNotDisturb

    async def obstacle(
        self, delivery: Delivery, found: Round | None, schedule: Schedule
    ) -> Postponed | Dropped | Alike | None:
        """Return why a message is not sent now, and when instead; None when it may go."""
        if delivery.kind in IN_THE_WINDOW and self._is_over(found):
            # Whoever closes the round may come a moment later, as after a night's sleep.
            return Dropped("closed") if delivery.kind is DeliveryKind.PROMPT else Alike()
        if delivery.kind not in WAIT_FOR_THE_MOMENT | ABOUT_A_PROMPT:
            return None
        person = await self.services.directory(delivery.team_id).person(delivery.target)
        if person is None or not person.may_be_asked:
            return Dropped("not_asked")
        member = await self.services.members.get(delivery.team_id, delivery.target)
        if member.stopped:
            return Dropped("stopped")
        asked_at = await self._asked_at(delivery) if delivery.kind in ABOUT_A_PROMPT else None
        if delivery.kind in ABOUT_A_PROMPT and asked_at is None:
            return Dropped("not_asked")
        if delivery.kind is DeliveryKind.LATER or delivery.note == ASKED_FOR:
            # The member chose this moment.
            return None
        when = _when(delivery, found, schedule, person, member)
        obstacle = (
            self._too_soon(asked_at, found, when)
            or await self._moved(delivery, found, schedule, when)
            or await self._own_wish(member, person, when)
            or await self._others(delivery, person, when)
        )
        if isinstance(obstacle, Postponed) and delivery.kind is DeliveryKind.PROMPT:
            # Whoever gets their first question reads the welcome before it, whenever both may come.
            return replace(obstacle, until=obstacle.until + BEHIND_THE_WELCOME)
        return obstacle

    def _is_over(self, found: Round | None) -> bool:
        closes_at = found.closes_at if found is not None else None
        return closes_at is not None and closes_at <= self.services.clock.now()

    async def _moved(
        self, delivery: Delivery, found: Round | None, schedule: Schedule, when: _When
    ) -> Postponed | Dropped | None:
        """Let a question wait for its hour where the member is now, if that is further west than before."""
        asks = delivery.kind in (DeliveryKind.WELCOME, DeliveryKind.PROMPT)
        if found is None or found.by_hand or not asks:
            return None
        soon = self.services.clock.now() + NEAR_ENOUGH
        if moment_of(schedule, found.occurrence, when.zone) <= soon:
            return None
        # What is known of a schedule may be a second old, and its hour another one since.
        current = await self.services.schedules.get(schedule.id) or schedule
        due = moment_of(current, found.occurrence, when.zone)
        return when.later(due, "moved") if due > soon else None

    def _too_soon(
        self, asked_at: datetime | None, found: Round | None, when: _When
    ) -> Postponed | Dropped | None:
        """Let a reminder wait for its share of the window from when its question really went out."""
        if asked_at is None or found is None or found.closes_at is None:
            return None
        due = reminder(asked_at, found.closes_at, when.zone, when.calendar, when.hours)
        if due is None:
            return Dropped("too_late")
        return Postponed(due, "asked_late") if due > self.services.clock.now() + NEAR_ENOUGH else None

    async def _own_wish(self, member: Member, person: Person, when: _When) -> Postponed | Dropped | None:
        now = self.services.clock.now()
        if member.paused_until is not None and member.paused_until > now:
            return when.later(member.paused_until, "paused")
        if when.allowed(now) > now:
            return when.later(now, "quiet_hours")
        if is_away(person.status, now, when.zone):
            return when.later(person.status.expires_at or now + timedelta(days=1), "away")
        return None

    async def _others(self, delivery: Delivery, person: Person, when: _When) -> Postponed | Dropped | None:
        now, outbox = self.services.clock.now(), self.services.outbox
        others = partial(outbox.lanes.targets, delivery.team_id, now, MOST_AT_ONCE)
        if ends := await self.disturbance.until(delivery.team_id, person.id, others):
            return when.later(ends, "do_not_disturb")
        sent = await outbox.unasked(delivery.team_id, delivery.target, now - LONGEST_WEEK)
        free = next_with_room(now, when.zone, when.hours, when.calendar, sent)
        return when.later(free, "budget") if free > now else None

    async def _asked_at(self, delivery: Delivery) -> datetime | None:
        asked = await self.services.outbox.find(f"{delivery.round_id}:prompt:{delivery.target}")
        return asked.due_at if asked is not None and asked.state is DeliveryState.SENT else None


def _when(
    delivery: Delivery, found: Round | None, schedule: Schedule, person: Person, member: Member
) -> _When:
    closes_at = found.closes_at if found is not None else None
    is_reminder = delivery.kind is DeliveryKind.REMINDER
    is_prompt = delivery.kind in (DeliveryKind.WELCOME, DeliveryKind.PROMPT)
    last = closes_at if is_prompt or is_reminder or delivery.kind is DeliveryKind.WENT_WITHOUT else None
    if delivery.kind is DeliveryKind.GO_FIRST and found is not None:
        last = found.first_until
    return _When(
        zone=ZoneInfo(person.zone),
        hours=hours_of(member),
        calendar=calendar_of(schedule),
        named=found.occurrence if found is not None and is_prompt else None,
        last=last - LEAST_LEFT if last is not None and is_reminder else last,
    )
