"""Send what is owed: one message in flight per workspace, many workspaces at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery import lane
from bot.delivery.lane import NEVER_TWICE, LaneWorker, Shared
from bot.delivery.missing import DOWN, tell_of_late_questions
from bot.delivery.pacing import Paces
from bot.store.ledger import Ledger
from bot.store.outbox import Leased, Outbox
from bot.store.ports import (
    AssumedSent,
    Blocked,
    Courier,
    Dropped,
    Outcome,
    Postponed,
    Rest,
    TryLater,
    Undeliverable,
    Unsure,
)
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from bot.store.trouble import patiently, trouble_of

AT_ONCE = 64
"""So many messages are in flight at most, and so many lanes are begun in one turn: others want some too."""

MOST_LANES = 512
"""So many workspaces take their turns in those messages, each one at a time."""

SOON = 0.1
MOST_ATTEMPTS = 8
log = structlog.get_logger("delivery")


@dataclass
class Pump:
    """Take free lanes and send their messages until nothing is due."""

    outbox: Outbox
    courier: Courier
    clock: Clock
    on_failure: Sequence[Callable[[AsyncSession, Delivery, str], Awaitable[None]]] = ()
    idle_seconds: float = 1.0
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _gave_way: dict[str, float] = field(default_factory=dict)
    _looked_at: datetime | None = None
    _ails: str = ""
    is_running: bool = False
    _shared: Shared = field(init=False)

    def __post_init__(self) -> None:
        """Build what the lanes share."""
        self._shared = Shared(
            self.outbox,
            Ledger(self.outbox.database),
            self.courier,
            self.clock,
            asyncio.Semaphore(AT_ONCE),
            Paces(),
            asyncio.Event(),
        )

    def wake(self) -> None:
        """Look for due messages now rather than at the next turn."""
        self._wake.set()

    async def run(self) -> None:
        """Pump until cancelled; a message in flight is settled first."""
        self._shared.stopping.clear()
        self.is_running = True
        try:
            while True:
                self._wake.clear()
                more = await self._turn_or_wait()
                # Not wait_for: on Python 3.11 it can lose a cancellation that comes with the wake-up.
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(SOON, self.idle_seconds) if more else self.idle_seconds):
                        await self._wake.wait()
        finally:
            self.is_running = False
            self._shared.stopping.set()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _turn_or_wait(self) -> bool:
        more = False
        try:
            more = await self.turn()
        except Exception as problem:  # noqa: BLE001 - the pump outlives whatever ails the database
            reason = trouble_of(problem) or type(problem).__name__
            if reason != self._ails:
                log.error("pump_waits", reason=str(reason))
            self._ails = str(reason)
        else:
            self._ails = ""
        return more

    async def turn(self) -> bool:
        """Start a worker for every lane that has something due; tell whether some have to wait."""
        shared, now = self._shared, self.clock.now()
        if self._looked_at is None or now - self._looked_at > DOWN:
            await self._tell_of_late_questions(now)
        self._looked_at = now
        due = [team for team in await self.outbox.lanes_due(now) if team not in self._lanes]
        # Whoever gave way comes after those for whom it did.
        due.sort(key=lambda team: self._gave_way.get(team, 0.0))
        # Slots go round: a workspace that owes one message waits for one of each other, not for all of them.
        # A lane that waits for its pace takes no room.
        room = max(0, MOST_LANES - (len(self._lanes) - shared.waiting))
        shared.crowded = len(due) > room
        if not shared.crowded:
            self._gave_way.clear()
        begun = due[: min(room, AT_ONCE)]
        for team in begun:
            task = asyncio.create_task(self._drain(team))
            self._lanes[team] = task
            task.add_done_callback(lambda done, team=team: self._finished(team, done))  # type: ignore[misc]
        return len(due) > len(begun)

    async def _tell_of_late_questions(self, now: datetime) -> None:
        try:
            await tell_of_late_questions(self.outbox, now)
        except Exception as problem:
            if trouble_of(problem):
                raise
            # To be told that questions are late is worth less than the questions.
            log.error("late_questions_untold", error=type(problem).__name__)

    async def settled(self) -> None:
        """Wait until every worker of this process has nothing left to do."""
        while self._lanes:
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    def _finished(self, team: str, done: asyncio.Task[None]) -> None:
        self._lanes.pop(team, None)
        if not done.cancelled() and (problem := done.exception()):
            log.error("lane_failed", team=team, error=type(problem).__name__)

    async def _drain(self, team: str) -> None:
        fence = await self.outbox.lanes.lease(team, self.clock.now(), lane.LEASE)
        if fence is None:
            return
        rests_until = None
        try:
            worker = LaneWorker(self._shared, team, fence, self._settle)
            rests_until = await worker.run()
            if worker.gave_way:
                self._gave_way[team] = time.monotonic()
                self.wake()
        finally:
            await patiently(lambda: self.outbox.lanes.release(team, fence, rests_until))

    async def _settle(self, leased: Leased, outcome: Outcome) -> None:
        settle, failed = self.outbox.settle, self._failed
        match outcome:
            case AssumedSent() if leased.delivery.kind in (DeliveryKind.REMINDER, DeliveryKind.LATER):
                await self.outbox.settle_alike(leased)
            case AssumedSent():
                log.warning("sent_or_not", kind=leased.delivery.kind.value)
                sent_at = max(self.clock.now(), leased.delivery.due_at)
                await settle(leased, DeliveryState.SENT, reason="unsure", due_at=sent_at)
            case Undeliverable(reason) | Blocked(reason):
                await failed(leased, reason)
            case Postponed(until, reason):
                await settle(leased, DeliveryState.WAITING, reason=reason, due_at=until, attempts=0)
            case Dropped(reason):
                await settle(leased, DeliveryState.DROPPED, reason=reason)
            case Rest(seconds) if leased.delivery.kind is DeliveryKind.REMINDER:
                # Its time stays as it is: it must not tell that this one was tried.
                await settle(leased, DeliveryState.WAITING)
            case Rest(seconds):
                due = self.clock.now() + timedelta(seconds=seconds)
                await settle(leased, DeliveryState.WAITING, reason="ratelimited", due_at=due)
            case TryLater(reason) | Unsure(reason) if leased.delivery.attempts < MOST_ATTEMPTS:
                if isinstance(outcome, Unsure) and leased.delivery.kind in NEVER_TWICE:
                    await failed(leased, "unsure")
                    return
                due = self.clock.now() + timedelta(seconds=min(300, 2**leased.delivery.attempts))
                await settle(leased, DeliveryState.WAITING, reason=reason, due_at=due)
            case TryLater(reason) | Unsure(reason):
                await failed(leased, reason)

    async def _failed(self, leased: Leased, reason: str) -> None:
        async def told(session: AsyncSession) -> None:
            for tell in self.on_failure:
                await tell(session, leased.delivery, reason)

        if await self.outbox.settle(leased, DeliveryState.FAILED, reason=reason, also=told):
            log.warning("undeliverable", kind=leased.delivery.kind.value, reason=reason)
