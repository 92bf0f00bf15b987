"""Turn the wheels: the jobs that look for what is due, on one in-memory scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.delivery.changing import Changing
from bot.delivery.lifecycle import Lifecycle
from bot.delivery.publishing import Publishing
from bot.delivery.pulsing import Pulsing
from bot.delivery.pump import Pump
from bot.delivery.shadowing import Shadowing
from bot.store.library.repository import LibraryRepository
from bot.store.members import MemberRepository
from bot.store.pulse_tables import Pulse
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.retention import RECEIPTS, Retention
from bot.store.shadow_tables import ShadowSeason, ShadowTurn
from bot.store.tables import Round, RoundState, Schedule, Workspace
from bot.store.trouble import trouble_of

SWEEP_TICKS = 12
"""How many turns of the others go by between two looks for keys left behind."""

CHANGES_AT = time(16, 0)
CLEANING_AT = time(3, 0)

log = structlog.get_logger("clockwork")
Row = TypeVar("Row", Round, Schedule, Workspace, ShadowSeason, ShadowTurn, Pulse)


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Look for due work every few seconds; the rows say what is due, not the scheduler."""

    lifecycle: Lifecycle
    publishing: Publishing
    changing: Changing
    shadowing: Shadowing
    pulsing: Pulsing
    members: MemberRepository
    pump: Pump
    clock: Clock
    zone: str
    tick_seconds: float
    library: LibraryRepository
    cleaner: Cleaner
    retention: Retention
    away: Callable[[], Awaitable[set[str]]]
    chores: Sequence[Callable[[], Awaitable[None]]] = ()
    _ails: dict[str, str] = field(default_factory=dict)
    _fired_at: list[datetime] = field(default_factory=list)
    _cleaned_on: list[date] = field(default_factory=list)
    _done_on: dict[str, date] = field(default_factory=dict)
    _idle: asyncio.Lock = field(default_factory=asyncio.Lock)
    _rested: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Let no job run while the block does; one that runs now ends first, and a chore too."""
        async with self._idle, self._rested:
            yield

    async def settled(self) -> None:
        """Wait until the job that runs now has ended, and the chore too."""
        async with self.still():
            return

    def scheduler(self) -> AsyncIOScheduler:
        """Build the scheduler with its jobs; the caller starts and stops it."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs():
            options: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
            every = self.tick_seconds * (SWEEP_TICKS if job == self.sweep else 1)
            scheduler.add_job(
                self._guarded, "interval", seconds=every, args=[job], id=job.__name__, **options
            )
        for chore in self.chores:
            # Chores talk to Slack or delete much, and keep no round waiting.
            scheduler.add_job(
                self._guarded,
                "interval",
                seconds=self.tick_seconds * SWEEP_TICKS,
                args=[chore, self._rested],
                id=chore.__name__,
                **options,
            )
        return scheduler

    async def turn(self) -> None:
        """Do at once all that is due and send what it owes, as after a clock was moved."""
        for job in self._jobs():
            await self._guarded(job)
        await self.pump.turn()
        await self.pump.settled()

    def _jobs(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        rounds = (self.fire, self.invite, self.close, self.mix, self.publish)
        together = (self.follow, self.pulse)
        return (*rounds, *together, self.changes, self.clean, self.shelve, self.sweep)

    async def fire(self) -> None:
        """Open rounds that are due, and go on with openings that were interrupted."""
        began, away = self.clock.now(), await self.away()
        # A laptop may fall asleep anywhere in here: each round sees by its own clock how long ago this was.
        looked_at = self._fired_at[-1] if self._fired_at else None
        opening = await self.lifecycle.rounds.in_state((RoundState.OPENING,))
        interrupted = [one for one in opening if one.team_id not in away]
        await self._each(interrupted, lambda one: self.lifecycle.resume_opening(one, looked_at))
        schedules = await self.lifecycle.schedules.all()
        asking = [one for one in schedules if not one.paused and one.team_id not in away]
        await self._each(asking, lambda one: self.lifecycle.fire_due(one, looked_at))
        self._fired_at[:] = [began]

    async def invite(self) -> None:
        """Invite leaders to go first in the rounds that are near."""
        asking = [one for one in await self.lifecycle.schedules.all() if not one.paused]
        await self._each(asking, self.lifecycle.going_first.invite_due)

    async def close(self) -> None:
        """Close rounds whose window has ended."""
        now = self.clock.now()
        running = await self.lifecycle.rounds.in_state((RoundState.OPEN,))
        ended = [one for one in running if one.closes_at is not None and one.closes_at <= now]
        await self._each(ended, self._close)

    async def mix(self) -> None:
        """Mix closed rounds after their random delay."""
        now = self.clock.now()
        closed = await self.lifecycle.rounds.in_state((RoundState.CLOSED,))
        await self._each(
            [one for one in closed if one.mix_at is not None and one.mix_at <= now], self.lifecycle.mix
        )

    async def publish(self) -> None:
        """Publish mixed rounds at their time, and what became ready after a digest was posted."""
        now, away = self.clock.now(), await self.away()
        mixed = await self.lifecycle.rounds.in_state((RoundState.MIXED,))
        due = [one for one in mixed if one.publish_at is not None and one.publish_at <= now]
        await self._each([one for one in due if one.team_id not in away], self.publishing.publish_due)
        masked = await self.lifecycle.rounds.masked_due(now)
        await self._each([one for one in masked if one.team_id not in away], self.publishing.publish_later)

    async def follow(self) -> None:
        """Bring volunteers together, and count what came of it."""
        kept, away = self.shadowing.kept.seasons, await self.away()
        running = [one for one in await kept.all() if one.team_id not in away]
        await self._each(running, self.shadowing.take_turn)
        await self._each(await kept.to_count(self.clock.now()), self.shadowing.count)

    async def pulse(self) -> None:
        """Ask pulses that are due, go on where a process died at it, and count those that have ended."""
        kept, away = self.pulsing.kept.pulses, await self.away()
        asking = [one for one in await kept.asking() if one.team_id not in away]
        await self._each(asking, self.pulsing.resume)
        wanted = [one for one in await kept.wanted() if one.team_id not in away]
        await self._each(wanted, self.pulsing.ask)
        await self._each(await kept.to_count(self.clock.now()), self.pulsing.count)

    async def changes(self) -> None:
        """Apply authors' changes once a day, at a fixed time."""
        local = self.clock.now().astimezone(ZoneInfo(self.zone))
        if local.time() < CHANGES_AT:
            return
        today = local.date()
        behind = [one for one in await self.members.workspaces() if self._done_on.get(one.team_id) != today]
        await self._each(behind, lambda one: self._change(one, today))

    async def clean(self) -> None:
        """Let go of what is past its date at the start and once a night, and then clear what deletion left.

        Who runs it by day only has no night: what is past its date goes all the same.
        """
        local = self.clock.now().astimezone(ZoneInfo(self.zone))
        tonight = local.date() if local.time() >= CLEANING_AT else local.date() - timedelta(days=1)
        if not self._cleaned_on:
            self._cleaned_on.append(tonight)
            await self._let_go()
            await self.lifecycle.database.erase_soon()
        elif self._cleaned_on[-1] != tonight:
            self._cleaned_on[:] = [tonight]
            await self._let_go()
            await self.library.mend()
            await self.cleaner.clean()

    async def _let_go(self) -> None:
        await self.retention.let_go(self.clock.now())
        await self.lifecycle.strip_receipts(self.clock.now() - RECEIPTS)
        self.pump.wake()

    async def shelve(self) -> None:
        """Build the library's index if it is not there yet, or was made by other rules."""
        await self.library.make_whole()

    async def sweep(self) -> None:
        """Destroy keys whose process died after a mix, and do what a deletion still owes the file."""
        await self.lifecycle.mixer.sweep()
        await self.lifecycle.database.settle()

    async def _guarded(
        self, job: Callable[[], Awaitable[None]], one_at_a_time: asyncio.Lock | None = None
    ) -> None:
        name = getattr(job, "__name__", "job")
        try:
            async with one_at_a_time or self._idle:
                await job()
        except Exception as problem:  # noqa: BLE001 - one failing job must not end the others
            self._tell_once(name, problem)
        else:
            self._ails.pop(name, None)

    async def _close(self, found: Round) -> None:
        schedule = await self.lifecycle.schedules.get(found.schedule_id)
        if schedule is not None:
            await self.lifecycle.close_now(schedule)

    async def _change(self, workspace: Workspace, today: date) -> None:
        await self.changing.daily(workspace.team_id, today)
        self._done_on[workspace.team_id] = today

    async def _each(self, items: Iterable[Row], act: Callable[[Row], Awaitable[object]]) -> None:
        """Do something for each row; one that fails must not keep the others waiting."""
        for item in items:
            name = item.team_id if isinstance(item, Workspace | ShadowSeason) else item.id
            try:
                await act(item)
            except Exception as problem:
                if trouble_of(problem):
                    raise
                self._tell_once(name, problem)
            else:
                self._ails.pop(name, None)
                self.pump.wake()

    def _tell_once(self, name: str, problem: Exception) -> None:
        """Log what ails a job or a row when it begins, not at every turn."""
        ails = str(trouble_of(problem) or type(problem).__name__)
        if self._ails.get(name) != ails:
            log.error("job_failed", job=name, error=ails)
        self._ails[name] = ails
