"""Owe messages: thousands of rows as a few statements, each message once for ever."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import DeliveryKind, DeliveryState

ROWS_PER_STATEMENT = 2000


@dataclass(frozen=True, slots=True)
class Owed:
    """Describe a message to be owed; `key` says what it is once, for ever."""

    key: str
    team: str
    kind: DeliveryKind
    target: str
    due_at: datetime
    round_id: str | None = None
    schedule_id: str | None = None
    note: str = ""


class _Alike(NamedTuple):
    """Hold what rows of one statement have in common."""

    team: str
    kind: DeliveryKind
    round_id: str | None
    schedule_id: str | None
    note: str


_COLUMNS = (
    "id, key, target, due_at, team_id, kind, round_id, schedule_id, note, state, fence, attempts, reason"
)
_ALIKE = f":team, :kind, :round, :schedule, :note, '{DeliveryState.WAITING.value}', 0, 0, ''"
_ON_SQLITE = (
    f"INSERT INTO delivery ({_COLUMNS}) SELECT json_extract(value, '$[0]'), "
    f"json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), {_ALIKE} "
    "FROM json_each(:rows) WHERE true ON CONFLICT (key) DO NOTHING"
)
_ON_POSTGRESQL = (
    f"INSERT INTO delivery ({_COLUMNS}) SELECT value ->> 0, value ->> 1, value ->> 2, "
    f"CAST(value ->> 3 AS timestamptz), {_ALIKE} "
    "FROM jsonb_array_elements(CAST(:rows AS jsonb)) ON CONFLICT (key) DO NOTHING"
)
_DROPPED = f"DELETE FROM delivery WHERE state = '{DeliveryState.DROPPED.value}' AND key IN"
_DROPPED_ON_SQLITE = f"{_DROPPED} (SELECT json_extract(value, '$[1]') FROM json_each(:rows))"
_DROPPED_ON_POSTGRESQL = (
    f"{_DROPPED} (SELECT value ->> 1 FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS given (value))"
)
_LANES_ON_SQLITE = "SELECT value FROM json_each(:teams) WHERE true"
_LANES_ON_POSTGRESQL = "SELECT value FROM jsonb_array_elements_text(CAST(:teams AS jsonb)) AS given (value)"


async def owe(session: AsyncSession, owed: Iterable[Owed]) -> None:
    """Write messages inside the caller's transaction, and their lanes; those owed already stay as they are.

    A welcome that was dropped, since its member was away for a whole round, is owed anew.

    Rows travel as one JSON text: a statement with a parameter for every value costs twenty times as much.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    groups: dict[_Alike, list[Owed]] = {}
    for one in owed:
        alike = _Alike(one.team, one.kind, one.round_id, one.schedule_id, one.note)
        groups.setdefault(alike, []).append(one)
    for alike, some in groups.items():
        for start in range(0, len(some), ROWS_PER_STATEMENT):
            rows = _rows(some[start : start + ROWS_PER_STATEMENT], on_sqlite=on_sqlite)
            if alike.kind is DeliveryKind.WELCOME:
                dropped = _DROPPED_ON_SQLITE if on_sqlite else _DROPPED_ON_POSTGRESQL
                await session.execute(text(dropped), {"rows": rows})
            await session.execute(
                text(_ON_SQLITE if on_sqlite else _ON_POSTGRESQL),
                {
                    "rows": rows,
                    "team": alike.team,
                    "kind": alike.kind.value,
                    "round": alike.round_id,
                    "schedule": alike.schedule_id,
                    "note": alike.note,
                },
            )
    lanes = _LANES_ON_SQLITE if on_sqlite else _LANES_ON_POSTGRESQL
    await session.execute(
        text(
            f"INSERT INTO lane (team_id, fence) SELECT value, 0 FROM ({lanes}) AS teams WHERE true "
            "ON CONFLICT (team_id) DO NOTHING"
        ),
        {"teams": json.dumps(sorted({alike.team for alike in groups}))},
    )


def _rows(owed: Sequence[Owed], *, on_sqlite: bool) -> str:
    """Write rows in the order of their keys, under ids that lie together: pages are filled one by one.

    Scattered over the table, every row would touch a page of its own in every index.
    """
    written: dict[datetime, str] = {}
    rows = []
    for one, row_id in zip(sorted(owed, key=lambda one: one.key), sorted(_ids(len(owed))), strict=True):
        due = written.get(one.due_at)
        if due is None:
            due = written[one.due_at] = _instant(one.due_at, on_sqlite=on_sqlite)
        rows.append((row_id, one.key, one.target, due))
    return json.dumps(rows)


def _ids(count: int) -> list[str]:
    """Return random ids of one beginning; all that they tell is that they were made together."""
    beginning, rest = secrets.token_hex(4), secrets.token_hex(12 * count)
    parts = (rest[start : start + 24] for start in range(0, 24 * count, 24))
    return [f"{beginning}-{one[:4]}-4{one[5:8]}-a{one[9:12]}-{one[12:]}" for one in parts]


def _instant(moment: datetime, *, on_sqlite: bool) -> str:
    """Write an instant as the column does; SQLite compares it as text."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a zone cannot be stored")
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" if on_sqlite else moment.isoformat()
