"""Invite leaders to go first the working day before a round, and let what they wrote head it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.delivery.firing import Firing
from bot.delivery.publishing import Publishing
from bot.learning.going_first import first_until, invitation_day, invited_at
from bot.learning.moments import instant
from bot.store.members import hours_of
from bot.store.outbox import DECLINED, Owed
from bot.store.schedules import ScheduleRepository, calendar_of, rule_of
from bot.store.sealed.applying import Touched
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.examples import ExampleRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule

EARLIEST_ZONE = timedelta(hours=14)
AFTER_THE_QUESTION = timedelta(minutes=1)


class First(StrEnum):
    """Say what became of a leader's example."""

    STORED = "stored"
    TAKEN = "taken"
    LATE = "late"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class GoingFirst:
    """Ask leaders for an example of their own, and put it at the head of the round."""

    schedules: ScheduleRepository
    examples: ExampleRepository
    changes: ChangeRepository
    firing: Firing
    publishing: Publishing

    async def invite_due(self, schedule: Schedule) -> None:
        """Owe a planned round's leaders their invitations, once its working day before has come."""
        found = await self.firing.rounds.planned(schedule.id)
        if found is None or found.first_until is not None:
            return
        now, calendar = self.firing.clock.now(), calendar_of(schedule)
        if (now + EARLIEST_ZONE).date() < invitation_day(found.occurrence, calendar):
            return
        leaders = await self.schedules.leaders(schedule.id)
        until = first_until(await self._opens_at(schedule, found))
        owed = await self._invitations(schedule, found, leaders, until)
        settled = await self.settle(schedule) if owed else found
        async with self.firing.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            current = await session.get(Round, found.id)
            if settled is None or current is None or current.state is not RoundState.PLANNED:
                return
            if current.occurrence != found.occurrence:
                return
            current.first_until = until
            await self.firing.outbox.owe(session, owed)

    async def settle(self, schedule: Schedule) -> Round | None:
        """Choose what the planned round will ask, and keep to it; return the round."""
        prompt = await self.firing.choose_prompt(schedule)
        found = await self.firing.rounds.planned(schedule.id)
        if found is None:
            return None
        async with self.firing.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.PLANNED:
                return None
            current.prompt_id = prompt.id
            current.question_sv, current.question_en = prompt.sv, prompt.en
            return current

    async def give(self, schedule: Schedule, found: Round, user: str, text: str) -> First:
        """Keep a leader's example for a round that has not opened, or its new words until it does."""
        now = self.firing.clock.now()
        async with self.firing.database.write() as session:
            await self.schedules.hold(session, schedule.id)
            current = await session.get(Round, found.id)
            if current is None or current.state is not RoundState.PLANNED:
                return First.OPENED
            own = await self.examples.of_round(found.id)
            late = current.first_until is not None and now > current.first_until
            if own is None and late:
                return First.LATE
            stored = await self.examples.give(session, current, user, text, now.date())
        return First.STORED if stored else First.TAKEN

    async def decline(self, found: Round, user: str) -> None:
        """Note that a leader leaves it this time, so that they are not told how it went on."""
        async with self.firing.database.write() as session:
            await session.execute(
                update(Delivery)
                .where(col(Delivery.round_id) == found.id, col(Delivery.target) == user)
                .where(col(Delivery.kind) == DeliveryKind.GO_FIRST)
                .values(note=DECLINED)
            )

    async def withdraw(self, found: Round, user: str, day: date) -> bool:
        """Take a leader's own example away, from wherever it stands; False when there is none."""
        example = await self.examples.of_round(found.id)
        if example is None or example.author != user:
            return False

        async def follow(session: AsyncSession, touched: Touched) -> None:
            await self.publishing.refresh_all(session, touched.published)

        await self.changes.withdraw_now(example.token_key, day, also=follow)
        return True

    async def begin(self, session: AsyncSession, schedule: Schedule, found: Round) -> None:
        """Post the example of a round that opens, or tell the leaders who were invited that it has none."""
        now = self.firing.clock.now()
        if await self.examples.show(session, found):
            post = Owed(
                key=f"{found.id}:example",
                team=found.team_id,
                kind=DeliveryKind.EXAMPLE,
                target=schedule.channel,
                due_at=now,
                round_id=found.id,
                schedule_id=schedule.id,
            )
            await self.firing.outbox.owe(session, [post])
            return
        invited = await session.execute(
            select(col(Delivery.target))
            .where(col(Delivery.round_id) == found.id, col(Delivery.kind) == DeliveryKind.GO_FIRST)
            .where(col(Delivery.state) == DeliveryState.SENT, col(Delivery.note) != DECLINED)
        )
        told = [
            Owed(
                key=f"{found.id}:went_without:{user}",
                team=found.team_id,
                kind=DeliveryKind.WENT_WITHOUT,
                target=user,
                due_at=now + AFTER_THE_QUESTION,
                round_id=found.id,
                schedule_id=schedule.id,
            )
            for user in sorted(set(invited.scalars()))
        ]
        await self.firing.outbox.owe(session, told)

    async def _invitations(
        self, schedule: Schedule, found: Round, leaders: list[str], until: datetime
    ) -> list[Owed]:
        """Describe one invitation for each leader whose morning comes before the cut-off."""
        calendar, now = calendar_of(schedule), self.firing.clock.now()
        chosen = await self.firing.members.many(schedule.team_id, leaders)
        in_peace = await self.firing.members.silent(schedule.team_id)
        owed = []
        for one in await self.firing.audience.known(schedule.team_id, leaders):
            hours = hours_of(chosen.get(one.user))
            due = max(now, invited_at(found.occurrence, ZoneInfo(one.zone), hours, calendar))
            if one.user in in_peace or due >= until:
                continue
            owed.append(
                Owed(
                    key=f"{found.id}:go_first:{found.occurrence.isoformat()}:{one.user}",
                    team=schedule.team_id,
                    kind=DeliveryKind.GO_FIRST,
                    target=one.user,
                    due_at=due,
                    round_id=found.id,
                    schedule_id=schedule.id,
                    note=found.occurrence.isoformat(),
                )
            )
        return owed

    async def _opens_at(self, schedule: Schedule, found: Round) -> datetime:
        """Return when the first member will be asked; with nobody to ask, the hour of the schedule."""
        asked = await self.firing.moments(schedule, found)
        home = instant(found.occurrence, rule_of(schedule).time, ZoneInfo(schedule.home_zone))
        return min((one.due_at for one in asked), default=home.astimezone(UTC))
