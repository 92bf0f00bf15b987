"""Open a round: choose its prompt, work out everybody's moment, owe the messages."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from heapq import merge
from itertools import islice
from operator import attrgetter
from time import monotonic
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.learning.acts import Act
from bot.learning.moments import AllowedHours, next_allowed
from bot.learning.noise import has_room
from bot.learning.own_questions import OwnQuestion, next_own, own_questions
from bot.learning.prompts import Prompt
from bot.learning.windows import closing, publication, reminder
from bot.store.database import Database
from bot.store.members import MemberRepository, hours_of
from bot.store.outbox import Outbox, Owed
from bot.store.ports import Audience
from bot.store.prompts import PromptRepository
from bot.store.rounds import RoundRepository
from bot.store.schedules import calendar_of, moment_of
from bot.store.tables import DeliveryKind, Member, Round, RoundState, Schedule

CHUNK = 800
LEAST_CHUNK = 100
LONGEST_CHUNK = 0.1
"""Seconds for which one step may hold the database; after a slower one the next is half as large."""

TURN = 2000
WELCOME_LEAD = timedelta(seconds=1)
LONGEST_WEEK = timedelta(days=8)
BY_USER = attrgetter("user")


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one member's moment in a round."""

    user: str
    due_at: datetime
    zone: ZoneInfo
    hours: AllowedHours


@dataclass(frozen=True, slots=True)
class Firing:
    """Open rounds."""

    database: Database
    rounds: RoundRepository
    members: MemberRepository
    outbox: Outbox
    audience: Audience
    prompts: PromptRepository
    clock: Clock
    shuffler: random.Random
    publish_delay: float

    async def moments(self, schedule: Schedule, found: Round) -> list[Asked]:
        """Return when each member of the audience is to be asked on the round's date."""
        calendar = calendar_of(schedule)

        @cache
        def due(zone: ZoneInfo, hours: AllowedHours) -> datetime:
            moment = moment_of(schedule, found.occurrence, zone)
            return next_allowed(moment, zone, hours, calendar, found.occurrence)

        return await self._asked(schedule, due)

    async def moments_from(self, schedule: Schedule, start: datetime) -> list[Asked]:
        """Return when each member may be asked at the earliest from an instant on."""
        calendar = calendar_of(schedule)

        @cache
        def due(zone: ZoneInfo, hours: AllowedHours) -> datetime:
            return next_allowed(start, zone, hours, calendar)

        return await self._asked(schedule, due)

    async def without_room(self, team: str, asked: Sequence[Asked]) -> int:
        """Count the members whose noise budget moves a message that is due now to a later day."""
        sent = await self.outbox.unasked_by_member(team, self.clock.now() - LONGEST_WEEK)
        moved = 0
        for one in asked:
            days = [moment.astimezone(one.zone).date() for moment in sent.get(one.user, ())]
            moved += not has_room(one.due_at.astimezone(one.zone).date(), days)
        return moved

    async def choose_prompt(self, schedule: Schedule) -> Prompt | OwnQuestion:
        """Return the next prompt, so that no act starves; one that was chosen for the planned round stays.

        A schedule with questions of its own asks those in turn.
        """
        planned = await self.rounds.planned(schedule.id)
        chosen = planned.prompt_id if planned is not None else None
        if own := own_questions(schedule.questions):
            kept_own = next((one for one in own if one.id == chosen), None)
            return kept_own or next_own(own, await self.rounds.prompts_asked(schedule.team_id))
        acts = frozenset(Act(act) for act in schedule.acts.split(",") if act)
        book = await self.prompts.book(schedule.team_id)
        book = book.of_acts(acts) if acts else book
        if kept := book.get(chosen or ""):
            return kept
        return book.next_prompt(await self.rounds.prompts_asked(schedule.team_id), self.shuffler)

    async def open(
        self,
        schedule: Schedule,
        round_id: str,
        asked: Sequence[Asked],
        also: Callable[[AsyncSession], Awaitable[None]] | None = None,
    ) -> None:
        """Owe a round's messages in chunks that a crash can interrupt, then call it open.

        `also` runs in the transaction that calls it open.
        """
        await self._introduce(schedule)
        calendar = calendar_of(schedule)
        closes_at = self.window_end(schedule, asked)

        @cache
        def remind_at(due_at: datetime, zone: ZoneInfo, hours: AllowedHours) -> datetime | None:
            return reminder(due_at, closes_at, zone, calendar, hours)

        # Neighbours in the order of their ids are neighbours in every index.
        following, chunk = await in_order(asked), CHUNK
        while step := list(islice(following, chunk)):
            owed: list[Owed] = []
            for one in step:
                owed += _messages(schedule, round_id, one, remind_at(one.due_at, one.zone, one.hours))
            async with self.database.write() as session:
                # From here on others wait for us; how long we waited for them says nothing.
                began = monotonic()
                await self.outbox.owe(session, owed)
            chunk = next_chunk(chunk, monotonic() - began)
        publish_at = self.publishes_at(schedule, closes_at)
        async with self.database.write() as session:
            found = await session.get(Round, round_id)
            if found is not None and found.state is RoundState.OPENING:
                found.state, found.asked = RoundState.OPEN, len(asked)
                found.closes_at, found.publish_at = closes_at, publish_at
                if also is not None:
                    await also(session)

    def publishes_at(self, schedule: Schedule, closes_at: datetime) -> datetime:
        """Return when a digest is due whose round closes at an instant; some seconds are left to chance."""
        at, home = time.fromisoformat(schedule.publish_time), ZoneInfo(schedule.home_zone)
        due = publication(closes_at, at, home, calendar_of(schedule), schedule.publish_after)
        return due + timedelta(seconds=self.shuffler.uniform(0, self.publish_delay))

    def home_moment(self, schedule: Schedule, found: Round) -> datetime:
        """Return when the round is due where its schedule is at home."""
        return moment_of(schedule, found.occurrence, ZoneInfo(schedule.home_zone))

    def window_end(
        self, schedule: Schedule, asked: Sequence[Asked], otherwise: datetime | None = None
    ) -> datetime:
        """Return when the window ends that begins with the last member's moment."""
        last = max((one.due_at for one in asked), default=otherwise or self.clock.now())
        return closing(last, schedule.window_days, ZoneInfo(schedule.home_zone), calendar_of(schedule))

    async def _introduce(self, schedule: Schedule) -> None:
        async with self.database.write() as session:
            await self.outbox.owe(
                session,
                [
                    Owed(
                        key=f"{schedule.id}:introduction",
                        team=schedule.team_id,
                        kind=DeliveryKind.INTRODUCTION,
                        target=schedule.channel,
                        due_at=self.clock.now() - WELCOME_LEAD,
                        schedule_id=schedule.id,
                    )
                ],
            )

    async def _asked(
        self, schedule: Schedule, due: Callable[[ZoneInfo, AllowedHours], datetime]
    ) -> list[Asked]:
        """Give everybody who may be asked their moment; whoever shares zone and hours shares it."""
        recipients = await self.audience.of(schedule)
        chosen = await self.members.many(schedule.team_id, [one.user for one in recipients])
        silent = await self.members.silent(schedule.team_id)
        now, usual = self.clock.now(), hours_of(None)
        asked = []
        for number, one in enumerate(recipients):
            if number % TURN == 0:
                # Whoever presses a button meanwhile is not kept waiting by a large workspace.
                await asyncio.sleep(0)
            member = chosen.get(one.user)
            if one.user in silent or in_peace(member, now):
                continue
            zone, hours = ZoneInfo(one.zone), usual if member is None else hours_of(member)
            asked.append(Asked(one.user, due(zone, hours), zone, hours))
        return asked


async def in_order(asked: Sequence[Asked]) -> Iterator[Asked]:
    """Sort members by their ids in parts, merged as they are taken: nobody else is kept waiting."""
    parts = []
    for start in range(0, len(asked), TURN):
        parts.append(sorted(asked[start : start + TURN], key=BY_USER))
        await asyncio.sleep(0)
    return merge(*parts, key=BY_USER)


def in_peace(member: Member | None, now: datetime) -> bool:
    """Tell whether a member wants no messages now: they have stopped them, or pause."""
    return member is not None and (
        member.stopped or (member.paused_until is not None and member.paused_until > now)
    )


def next_chunk(chunk: int, seconds: float) -> int:
    """Return how many members the next step takes after one that held the database for so long.

    It grows again when there is room: a busy minute must not leave a round with one member to a commit.
    """
    if seconds > LONGEST_CHUNK:
        return max(min(LEAST_CHUNK, CHUNK), chunk // 2)
    return min(CHUNK, chunk * 2) if seconds < LONGEST_CHUNK / 2 else chunk


def _messages(schedule: Schedule, round_id: str, one: Asked, remind_at: datetime | None) -> list[Owed]:
    def owed(key: str, kind: DeliveryKind, due_at: datetime) -> Owed:
        return Owed(key, schedule.team_id, kind, one.user, due_at, round_id, schedule.id)

    messages = [
        owed(f"{schedule.team_id}:{one.user}:welcome", DeliveryKind.WELCOME, one.due_at - WELCOME_LEAD),
        owed(f"{round_id}:prompt:{one.user}", DeliveryKind.PROMPT, one.due_at),
    ]
    if remind_at is not None:
        # Everybody has one, whoever will have answered by then: who has is decided in memory.
        messages.append(owed(f"{round_id}:reminder:{one.user}", DeliveryKind.REMINDER, remind_at))
    return messages
