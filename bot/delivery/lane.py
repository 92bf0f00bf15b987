"""Send one workspace's messages one after the other, each prepared while the one before is on its way."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery.pacing import Paces
from bot.store.ledger import Ledger, Settled, Turn
from bot.store.outbox import Leased, Outbox
from bot.store.ports import Alike, AssumedSent, Courier, Outcome, Parcel, Rest, Sent, TryLater, Undeliverable
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from bot.store.trouble import patiently, trouble_of

LEASE = timedelta(seconds=60)
AHEAD = 25
AHEAD_SECONDS = 5.0
"""So many messages are looked at ahead, and for so long; who owes more urgent ones meanwhile waits for it."""

STALE_SECONDS = 2.0
"""What was prepared longer ago is prepared anew: a member may have paused or gone on holiday since."""

LONGEST_TURN = 10.0
"""Seconds after which a workspace with much to send gives way, when others wait that have no room."""

SHORT_REST = 5.0
NEVER_TWICE = (DeliveryKind.DIGEST, DeliveryKind.EXAMPLE, DeliveryKind.REPORT)
"""What a whole channel reads."""

PREPARED_AHEAD = frozenset({DeliveryKind.WELCOME, DeliveryKind.PROMPT, DeliveryKind.REMINDER})
"""Messages to one member about one round; all others show what is true when they are sent."""

log = structlog.get_logger("delivery")


@dataclass
class Shared:
    """Hold what the lanes of one process share."""

    outbox: Outbox
    ledger: Ledger
    courier: Courier
    clock: Clock
    slots: asyncio.Semaphore
    paces: Paces
    stopping: asyncio.Event
    waiting: int = 0
    """How many lanes do nothing but wait for their pace."""

    crowded: bool = False
    """Whether workspaces wait for which there is no room."""


@dataclass
class LaneWorker:
    """Send what a lane owes until nothing is due; the lane is held under a fence."""

    shared: Shared
    team: str
    fence: int
    settle: Callable[[Leased, Outcome], Awaitable[None]]
    _ahead: deque[Delivery] = field(default_factory=deque)
    _looked_at: float = 0.0
    _settled: Settled | None = None
    _settled_for: str = ""
    _prepared: dict[str, tuple[float, asyncio.Task[Parcel | Outcome]]] = field(default_factory=dict)
    _lost: bool = False
    gave_way: bool = False

    async def run(self) -> datetime | None:
        """Send; return until when the lane has to rest, if it has to."""
        began = time.monotonic()
        try:
            while not self._lost and not self.shared.stopping.is_set():
                if self.shared.crowded and time.monotonic() - began > LONGEST_TURN:
                    self.gave_way = True
                    break
                delivery = await self._next()
                if delivery is None:
                    break
                outcome = await self._one(delivery)
                if isinstance(outcome, Rest):
                    # What was prepared is not sent soon.
                    self._ahead.clear()
                    if rests_until := await self._rest(outcome):
                        return rests_until
            return None
        finally:
            self._forget_prepared()
            self.shared.paces.leaves(self.team)
            await self._turn(None)

    async def _next(self) -> Delivery | None:
        if not self._ahead or time.monotonic() - self._looked_at > AHEAD_SECONDS:
            now = self.shared.clock.now()
            found = await patiently(lambda: self.shared.outbox.lanes.ahead(self.team, now, AHEAD))
            self._ahead, self._looked_at = deque(found), time.monotonic()
        return self._ahead.popleft() if self._ahead else None

    async def _one(self, delivery: Delivery) -> Outcome | None:
        if delivery.state is DeliveryState.SENDING:
            return await self._taken_over()
        if self._settled_for == delivery.target:
            # Whether one more message to a member is too many shows only when the one before is settled.
            await self._turn(None)
        ready = await self._ready(delivery)
        if callable(ready) and self._wait() > 0:
            # There is time: who answers at once, and who takes over after a crash, finds it on record.
            await self._turn(None)
            if not await self._sleep(self._wait()):
                return None
            ready = await self._ready(delivery)
        if self.shared.slots.locked():
            # Others are before us; what is sent is not left unsettled meanwhile.
            await self._turn(None)
        async with self.shared.slots:
            leased = await self._turn(delivery)
            if leased is None:
                # It was dropped, moved or taken meanwhile.
                self._ahead.clear()
                return None
            outcome = await self._sent(leased, ready)
        await self._note(leased, outcome)
        return outcome

    async def _taken_over(self) -> Outcome | None:
        """Go on with a message at which another sender died."""
        await self._turn(None)
        self._ahead.clear()
        now = self.shared.clock.now
        leased = await patiently(lambda: self.shared.outbox.take(self.team, self.fence, now(), LEASE))
        if leased is None:
            return None
        outcome: Outcome
        if leased.taken_over and leased.delivery.kind in NEVER_TWICE:
            # A process died while posting. A second post is worse than asking an admin to look.
            outcome = Undeliverable("unsure")
        elif leased.twice:
            # It went out twice or less; a third copy would be noise. A reminder follows who has not answered.
            outcome = AssumedSent()
        else:
            await self._sleep(self._wait())
            async with self.shared.slots:
                outcome = await self._sent(leased, await self._prepare(leased.delivery))
        await self._note(leased, outcome)
        return outcome

    async def _sent(self, leased: Leased, ready: Parcel | Outcome) -> Outcome:
        if not callable(ready):
            return ready
        paces = self.shared.paces
        paces.begins(self.team, time.monotonic())
        self._prepare_following(leased.delivery)
        try:
            outcome = await self.shared.courier.carry(leased.delivery, ready)
        except Exception as problem:  # noqa: BLE001 - one message that cannot be sent must not end its lane
            return _failed(leased.delivery, problem)
        if isinstance(outcome, Sent | Alike):
            paces.accepted(self.team)
        return outcome

    async def _note(self, leased: Leased, outcome: Outcome) -> None:
        """Keep what is settled with the next turn; whatever else became of a message is settled at once."""
        self._settled_for = leased.delivery.target
        if isinstance(outcome, Sent):
            # From here on its time says when it went out, which the noise budget goes by.
            sent_at = max(self.shared.clock.now(), leased.delivery.due_at)
            self._settled = Settled(leased.delivery.id, leased.fence, sent_at, outcome.channel, outcome.ts)
        elif isinstance(outcome, Alike):
            self._settled = Settled(leased.delivery.id, leased.fence)
        else:
            await patiently(lambda: self.settle(leased, outcome))

    async def _turn(self, following: Delivery | None) -> Leased | None:
        """Settle the message before and take the next one, in one commit with other lanes."""
        if following is None and self._settled is None:
            return None
        turn = Turn(
            self.team,
            self.fence,
            self.shared.clock.now(),
            LEASE,
            self._settled,
            following.id if following else None,
        )
        turned = await patiently(lambda: self.shared.ledger.turn(turn))
        self._settled = None
        self._lost = not turned.held
        if following is None or turned.fence is None:
            return None
        following.state, following.fence = DeliveryState.SENDING, turned.fence
        following.attempts += 1
        return Leased(following, turned.fence)

    async def _ready(self, delivery: Delivery) -> Parcel | Outcome:
        """Return what was prepared while the message before was on its way, unless that is long ago."""
        known = self._prepared.get(delivery.id)
        if known is None or time.monotonic() - known[0] > STALE_SECONDS:
            self._prepare_now(delivery)
        return await self._prepared[delivery.id][1]

    def _prepare_now(self, delivery: Delivery) -> None:
        self._forget_prepared()
        self._prepared[delivery.id] = (time.monotonic(), asyncio.create_task(self._prepare(delivery)))

    async def _prepare(self, delivery: Delivery) -> Parcel | Outcome:
        try:
            return await self.shared.courier.prepare(delivery)
        except Exception as problem:  # noqa: BLE001 - one message that cannot be made must not end its lane
            return _failed(delivery, problem)

    def _prepare_following(self, sending: Delivery) -> None:
        self._forget_prepared()
        following = self._ahead[0] if self._ahead else None
        if following is None or following.kind not in PREPARED_AHEAD:
            return
        # Whether a second message to a member is too many is known only when the first has gone out.
        if following.target != sending.target and following.state is DeliveryState.WAITING:
            self._prepare_now(following)

    def _forget_prepared(self) -> None:
        for _, task in self._prepared.values():
            task.cancel()
        self._prepared.clear()

    def _wait(self) -> float:
        return self.shared.paces.wait(self.team, time.monotonic())

    async def _rest(self, rest: Rest) -> datetime | None:
        """Rest as long as the platform asks; return until when, if somebody else may go on after that."""
        seconds = rest.seconds
        if rest.too_fast:
            seconds = self.shared.paces.refused(self.team, time.monotonic(), rest.seconds)
        if rest.too_fast and seconds <= SHORT_REST:
            await self._sleep(seconds)
            return None
        return self.shared.clock.now() + timedelta(seconds=seconds)

    async def _sleep(self, seconds: float) -> bool:
        """Wait; False when the app stops meanwhile."""
        self.shared.waiting += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.shared.stopping.wait()
            return not self.shared.stopping.is_set()
        finally:
            self.shared.waiting -= 1


def _failed(delivery: Delivery, problem: Exception) -> Outcome:
    ails = trouble_of(problem) or "fault"
    log.error("not_carried", kind=delivery.kind.value, error=type(problem).__name__)
    return TryLater(str(ails))
