"""Settle what was sent and take what is sent next, for many lanes in one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Table, bindparam, tuple_, update
from sqlmodel import SQLModel

from bot.store.database import Database
from bot.store.gathered import Gathered
from bot.store.lanes import LANE
from bot.store.leases import free, lease_end
from bot.store.tables import DeliveryState

DELIVERY: Table = SQLModel.metadata.tables["delivery"]


@dataclass(frozen=True, slots=True)
class Settled:
    """Hold where a message that was sent stands; `alike` when its row must not tell whether it was."""

    id: str
    fence: int
    due_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None

    @property
    def alike(self) -> bool:
        """Tell whether the row is to look like one that did not go out."""
        return self.ts is None


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold what one lane asks for: its last message settled, its next one taken."""

    team: str
    lane_fence: int
    now: datetime
    lease: timedelta
    settled: Settled | None = None
    following: str | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """Say whether the lane is still this process's, and under which fence its next message was taken."""

    held: bool
    fence: int | None = None


class Ledger:
    """Write many lanes' turns together: a commit costs the same for one and for fifty."""

    def __init__(self, database: Database) -> None:
        """Use the database that holds the outbox."""
        self._database = database
        self._turns = Gathered[Turn, Turned](self._write)

    async def turn(self, turn: Turn) -> Turned:
        """Settle and take for one lane; both are durable when this returns."""
        return await self._turns(turn) or Turned(held=False)

    async def _write(self, turns: Sequence[Turn]) -> Mapping[Turn, Turned]:
        held, fences = await self._database.change(partial(self._written, turns))
        return {turn: Turned(turn.team in held, fences.get(turn.following or "")) for turn in turns}

    def _written(self, turns: Sequence[Turn], connection: Connection) -> tuple[set[str], dict[str, int]]:
        held = self._renew(connection, turns)
        _settle(connection, [turn.settled for turn in turns if turn.settled is not None])
        return held, self._take(connection, [turn for turn in turns if turn.team in held])

    def _renew(self, connection: Connection, turns: Sequence[Turn]) -> set[str]:
        """Renew the lanes that this process still holds, and say which these are."""
        last = max(turns, key=lambda turn: turn.now)
        held = sorted((turn.team, turn.lane_fence) for turn in turns)
        renewed = connection.execute(
            update(LANE)
            .where(tuple_(LANE.c.team_id, LANE.c.fence).in_(held))
            .values(lease_until=lease_end(self._database, last.now, last.lease))
            .returning(LANE.c.team_id)
        )
        return set(renewed.scalars())

    def _take(self, connection: Connection, turns: Sequence[Turn]) -> dict[str, int]:
        wanted = sorted(turn.following for turn in turns if turn.following is not None)
        if not wanted:
            return {}
        last = max(turns, key=lambda turn: turn.now)
        taken = connection.execute(
            update(DELIVERY)
            .where(DELIVERY.c.id.in_(wanted), DELIVERY.c.state == DeliveryState.WAITING)
            .where(DELIVERY.c.due_at <= last.now)
            .where(free(self._database, DELIVERY.c.lease_until, last.now))
            .values(
                state=DeliveryState.SENDING,
                fence=DELIVERY.c.fence + 1,
                attempts=DELIVERY.c.attempts + 1,
                lease_until=lease_end(self._database, last.now, last.lease),
            )
            .returning(DELIVERY.c.id, DELIVERY.c.fence)
        )
        return {row[0]: row[1] for row in taken}


def _settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Record what was sent, each only under the fence with which it was taken."""
    mine = update(DELIVERY).where(
        DELIVERY.c.id == bindparam("row"), DELIVERY.c.fence == bindparam("taken_under")
    )
    sent = mine.values(state=DeliveryState.SENT, reason="", lease_until=None)
    in_order = sorted(settled, key=lambda one: one.id)
    if shown := [one for one in in_order if not one.alike]:
        place: dict[str, object] = {
            "channel": bindparam("in_channel"),
            "ts": bindparam("at_ts"),
            "due_at": bindparam("sent_at"),
        }
        connection.execute(
            sent.values(**place),
            [
                {
                    "row": one.id,
                    "taken_under": one.fence,
                    "in_channel": one.channel,
                    "at_ts": one.ts,
                    "sent_at": one.due_at,
                }
                for one in shown
            ],
        )
    if alike := [one for one in in_order if one.alike]:
        connection.execute(
            sent.values(attempts=0, fence=0), [{"row": one.id, "taken_under": one.fence} for one in alike]
        )
