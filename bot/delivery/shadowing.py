"""Bring people together to follow each other, ask what came of it, and count that."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.firing import in_peace
from bot.learning.ballot import FOLLOWED
from bot.learning.calendar import WorkCalendar
from bot.learning.moments import next_allowed
from bot.learning.shadow.matching import Willing, divide
from bot.learning.shadow.season import ASKED_AFTER, COUNTED_AFTER
from bot.learning.shadow.times import Available, meeting_times
from bot.store.columns import new_id
from bot.store.database import Database
from bot.store.members import MemberRepository, hours_of
from bot.store.outbox import Outbox, Owed
from bot.store.ports import Audience
from bot.store.schedules import ScheduleRepository, calendar_of
from bot.store.sealed.groups import Group
from bot.store.sealed.polls import Counted
from bot.store.seasons import rule_of_season
from bot.store.shadow_tables import ShadowSeason, ShadowTurn, TurnState
from bot.store.tables import DeliveryKind, DeliveryState, Schedule
from bot.store.together import Together

FEWEST = 2
TOLD = (DeliveryState.SENDING, DeliveryState.SENT)
log = structlog.get_logger("shadowing")


@dataclass(frozen=True, slots=True)
class Shadowing:
    """Take seasons through their turns; every step is one transaction and safe to repeat."""

    database: Database
    schedules: ScheduleRepository
    kept: Together
    members: MemberRepository
    outbox: Outbox
    audience: Audience
    clock: Clock
    shuffler: random.Random
    delay: float

    async def take_turn(self, season: ShadowSeason) -> bool:
        """Bring a workspace's volunteers together when its season's turn has come."""
        schedule = await self.schedule_of(season)
        if schedule is None:
            return False
        now, calendar = self.clock.now(), calendar_of(schedule)
        last = await self.kept.seasons.last(season.team_id)
        due = rule_of_season(season, schedule).due(calendar, now, last)
        if due is None:
            return False
        people = await self._willing(season.team_id, now)
        turn = self._turn(season, schedule, due[0], len(people))
        groups = await self._groups(turn, people, season.size, calendar)
        async with self.database.write() as session:
            if not await self.kept.seasons.begin(session, turn):
                return False
            await self.kept.groups.form(session, groups)
            await self.outbox.owe(session, list(self._owed(turn, groups, people, calendar)))
        log.info("turn_taken", count=len(groups))
        return True

    async def count(self, turn: ShadowTurn) -> None:
        """Count what became of a turn, as far as it may be shown."""
        before = [one.id for one in await self.kept.seasons.turns(turn.team_id, TurnState.COUNTED)]

        async def noted(session: AsyncSession, _counted: Counted) -> None:
            await self.kept.seasons.counted(session, turn.id)

        await self.kept.polls.count(turn.id, turn.k, FOLLOWED, before, noted)

    async def step_out(self, team: str, user: str, turn_id: str) -> bool:
        """Let a member out of a turn and tell whom they would have followed; False when it is too late."""
        turn = await self.kept.seasons.turn(turn_id)
        if turn is None or turn.team_id != team or turn.asks_at <= self.clock.now():
            return False
        async with self.database.write() as session:
            left = await self.kept.groups.step_out(session, turn_id, user)
            if left is not None:
                await self._tell(session, turn, left, len(left.gone))
        return left is not None

    async def stop(self, team: str, user: str) -> bool:
        """Let a volunteer follow nobody any more; False when they were none."""
        running = await self._running(team)
        async with self.database.write() as session:
            was_one = await self.kept.volunteers.leave(session, team, user)
            for turn in running:
                left = await self.kept.groups.step_out(session, turn.id, user)
                if left is not None:
                    await self._tell(session, turn, left, len(left.gone))
        await self.database.truncate_journal()
        return was_one

    async def forget(self, session: AsyncSession, team: str, user: str) -> None:
        """Delete a member from every group, inside the caller's transaction; tell who is left alone."""
        await self.kept.volunteers.leave(session, team, user)
        running = {turn.id: turn for turn in await self._running(team)}
        for left in await self.kept.groups.forget(session, team, lambda one: one == user):
            if left.turn in running:
                await self._tell(session, running[left.turn], left, 0)

    async def schedule_of(self, season: ShadowSeason) -> Schedule | None:
        """Return the schedule by whose working days a season goes; another one when it was deleted."""
        found = await self.schedules.get(season.schedule_id)
        if found is not None and not found.deleted:
            return found
        return next(iter(await self.schedules.all(season.team_id)), None)

    async def _running(self, team: str) -> list[ShadowTurn]:
        now = self.clock.now()
        return [one for one in await self.kept.seasons.turns(team, TurnState.OPEN) if one.asks_at > now]

    async def _willing(self, team: str, now: datetime) -> dict[str, tuple[Willing, Available]]:
        """Return the volunteers who are there and want messages."""
        wishes = await self.kept.volunteers.all(team)
        present = await self.audience.present(team, list(wishes))
        chosen = await self.members.many(team, list(wishes))
        silent = await self.members.silent(team)
        return {
            one.user: (
                Willing(one.user, wishes[one.user].team),
                Available(ZoneInfo(one.zone), hours_of(chosen.get(one.user))),
            )
            for one in present
            if one.user not in silent and not in_peace(chosen.get(one.user), now)
        }

    def _turn(self, season: ShadowSeason, schedule: Schedule, named: date, people: int) -> ShadowTurn:
        asks_at = self.clock.now() + ASKED_AFTER
        return ShadowTurn(
            id=new_id(),
            team_id=season.team_id,
            schedule_id=schedule.id,
            named_on=named,
            # Without two people there is nothing to ask about, and so nothing to count.
            state=TurnState.OPEN if people >= FEWEST else TurnState.COUNTED,
            k=schedule.k,
            people=people,
            asks_at=asks_at,
            counts_at=asks_at + COUNTED_AFTER + timedelta(seconds=self.shuffler.uniform(0, self.delay)),
        )

    async def _groups(
        self,
        turn: ShadowTurn,
        people: dict[str, tuple[Willing, Available]],
        size: int,
        calendar: WorkCalendar,
    ) -> list[Group]:
        met = await self.kept.groups.met(turn.team_id)
        willing = [one for one, _ in people.values()]
        now = self.clock.now()

        rank = partial(self.kept.groups.rank, turn.team_id)

        def formed() -> list[Group]:
            return [
                Group(
                    turn.team_id,
                    turn.id,
                    group,
                    tuple(meeting_times([people[user][1] for user in sorted(group)], calendar, now)),
                )
                for group in divide(willing, met, size, self.shuffler, rank)
            ]

        # Whoever presses a button meanwhile is not kept waiting.
        return await asyncio.to_thread(formed)

    def _owed(
        self,
        turn: ShadowTurn,
        groups: Sequence[Group],
        people: dict[str, tuple[Willing, Available]],
        calendar: WorkCalendar,
    ) -> Iterator[Owed]:
        """Owe everybody the introduction and, later, the question; no row says who follows whom."""
        now = self.clock.now()
        for user in sorted(one for group in groups for one in group.members):
            when = people[user][1]
            for kind, at in ((DeliveryKind.SHADOW, now), (DeliveryKind.SHADOW_BACK, turn.asks_at)):
                yield _message(turn, kind, user, next_allowed(at, when.zone, when.hours, calendar))

    async def _tell(self, session: AsyncSession, turn: ShadowTurn, left: Group, number: int) -> None:
        """Tell those who are left, as far as they know already whom they would have followed."""
        for user in left.members:
            introduced = await self.outbox.find(f"{turn.id}:{DeliveryKind.SHADOW}:{user}")
            if introduced is not None and introduced.state in TOLD:
                told = _message(turn, DeliveryKind.SHADOW_OFF, user, self.clock.now(), str(number))
                await self.outbox.owe(session, [told])


def _message(turn: ShadowTurn, kind: DeliveryKind, user: str, due_at: datetime, once: str = "") -> Owed:
    return Owed(
        key=f"{turn.id}:{kind}{once}:{user}",
        team=turn.team_id,
        kind=kind,
        target=user,
        due_at=due_at,
        schedule_id=turn.schedule_id,
        note=turn.id,
    )
