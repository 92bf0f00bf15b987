"""Turn the wheels: the jobs that look for what is due, on one in-memory scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.delivery.changing import Changing
from bot.delivery.lifecycle import Lifecycle
from bot.delivery.publishing import Publishing
from bot.delivery.pump import Pump
from bot.store.members import MemberRepository
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.retention import RECEIPTS, Retention
from bot.store.tables import RoundState

SWEEP_TICKS = 12
"""How many turns of the others go by between two looks for keys left behind."""

CHANGES_AT = time(16, 0)
CLEANING_AT = time(3, 0)
log = structlog.get_logger("clockwork")


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Look for due work every few seconds; the rows say what is due, not the scheduler."""

    lifecycle: Lifecycle
    publishing: Publishing
    changing: Changing
    members: MemberRepository
    pump: Pump
    clock: Clock
    zone: str
    tick_seconds: float
    cleaner: Cleaner
    retention: Retention
    _cleaned_on: list[date] = field(default_factory=list)
    _idle: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def settled(self) -> None:
        """Wait until the job that runs now has ended."""
        async with self._idle:
            return

    def scheduler(self) -> AsyncIOScheduler:
        """Build the scheduler with its jobs; the caller starts and stops it."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        jobs: tuple[Callable[[], Awaitable[None]], ...] = (
            self.fire,
            self.close,
            self.mix,
            self.publish,
            self.changes,
            self.clean,
            self.sweep,
        )
        for job in jobs:
            options: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
            every = self.tick_seconds * (SWEEP_TICKS if job == self.sweep else 1)
            scheduler.add_job(
                self._guarded, "interval", seconds=every, args=[job], id=job.__name__, **options
            )
        return scheduler

    async def fire(self) -> None:
        """Open rounds that are due, and go on with openings that were interrupted."""
        for found in await self.lifecycle.rounds.in_state((RoundState.OPENING,)):
            await self.lifecycle.resume_opening(found)
        for schedule in await self.lifecycle.schedules.all():
            if not schedule.paused and await self.lifecycle.fire_due(schedule):
                self.pump.wake()

    async def close(self) -> None:
        """Close rounds whose window has ended."""
        now = self.clock.now()
        for found in await self.lifecycle.rounds.in_state((RoundState.OPEN,)):
            if found.closes_at is not None and found.closes_at <= now:
                schedule = await self.lifecycle.schedules.get(found.schedule_id)
                if schedule is not None:
                    await self.lifecycle.close_now(schedule)

    async def mix(self) -> None:
        """Mix closed rounds after their random delay."""
        now = self.clock.now()
        for found in await self.lifecycle.rounds.in_state((RoundState.CLOSED,)):
            if found.mix_at is not None and found.mix_at <= now:
                await self.lifecycle.mix(found)
                self.pump.wake()

    async def publish(self) -> None:
        """Publish mixed rounds at their time, and what became ready after a digest was posted."""
        now = self.clock.now()
        for found in await self.lifecycle.rounds.in_state((RoundState.MIXED,)):
            if found.publish_at is not None and found.publish_at <= now:
                await self.publishing.publish_due(found)
                self.pump.wake()
        for found in await self.lifecycle.rounds.masked_due(now):
            await self.publishing.publish_later(found)

    async def changes(self) -> None:
        """Apply authors' changes once a day, at a fixed time."""
        local = self.clock.now().astimezone(ZoneInfo(self.zone))
        if local.time() < CHANGES_AT:
            return
        for workspace in await self.members.workspaces():
            if workspace.changes_applied_on != local.date():
                await self.changing.daily(workspace.team_id, local.date())
                await self.members.changes_applied(workspace.team_id, local.date())

    async def clean(self) -> None:
        """Let go of what is past its date and clear what deletion left behind, once a night."""
        local = self.clock.now().astimezone(ZoneInfo(self.zone))
        if not self._cleaned_on:
            self._cleaned_on.append(local.date())
        if local.time() >= CLEANING_AT and self._cleaned_on[-1] != local.date():
            self._cleaned_on[:] = [local.date()]
            await self.retention.let_go(self.clock.now())
            await self.lifecycle.strip_receipts(self.clock.now() - RECEIPTS)
            await self.cleaner.clean()
            self.pump.wake()

    async def sweep(self) -> None:
        """Destroy what keys a process left that died between a mix and the end of its key."""
        await self.lifecycle.mixer.sweep()

    async def _guarded(self, job: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._idle:
                await job()
        except Exception as problem:  # noqa: BLE001 - one failing job must not end the others
            log.error("job_failed", job=getattr(job, "__name__", "job"), error=type(problem).__name__)
