"""What the outbox needs from whoever finds recipients and carries messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.store.tables import Delivery, Schedule


@dataclass(frozen=True, slots=True)
class Recipient:
    """Hold one member who may be asked."""

    user: str
    zone: str


class Audience(Protocol):
    """Find out who is asked."""

    async def of(self, schedule: Schedule) -> list[Recipient]:
        """Return the members of a schedule's audience: no bots, no guests, nobody who left."""
        ...

    async def known(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return those of some members who may be asked."""
        ...

    async def present(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return those among some members who may be asked and do not say that they are away."""
        ...

    async def admins(self, team: str) -> list[str]:
        """Return a workspace's own admins and owners."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """Say where a message went."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Say that this message can never be sent, and why in one word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Say that a channel does not take messages until somebody mends it, and why in one word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Say that the whole lane has to rest; in seconds."""

    seconds: float
    too_fast: bool = True
    """Say that it was sent to faster than the platform allows, rather than something being the matter."""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Say that this attempt failed before anything was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Say that the message may or may not have been sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Say that this is no moment for the message, when the next one is, and why in one word."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Say that the message is not sent at all, and why in one word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Say that the message is done with, and that its row must not tell whether it was sent."""


@dataclass(frozen=True, slots=True)
class AssumedSent:
    """Say that two senders died at the message, so that nobody knows how often it came, if at all."""


Outcome = (
    AssumedSent | Sent | Undeliverable | Blocked | Rest | TryLater | Unsure | Postponed | Dropped | Alike
)


Parcel = Callable[[], Awaitable[Outcome]]
"""What is ready to be sent; never raises for what the platform answers."""


class Courier(Protocol):
    """Carry deliveries."""

    async def prepare(self, delivery: Delivery) -> Parcel | Outcome:
        """Render a message, or say what becomes of it without being sent."""
        ...

    async def carry(self, delivery: Delivery, parcel: Parcel) -> Outcome:
        """Send what was prepared."""
        ...
