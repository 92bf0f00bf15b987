"""A mix looks at its own round only, however much history there is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, text

from bot.store.sealed.seal import Share
from bot.store.tables import DeliveryKind
from tests.integration.conftest import TEAM, Store

GROWING = (
    "reflection",
    "participation",
    "named_reflection",
    "private_note",
    "intake",
    "delivery",
    "unanswered",
)
SEEDED = (
    "SELECT * FROM reflection WHERE text = 'x'",
    "SELECT count(*) FROM participation WHERE user_id = 'U1'",
    "SELECT * FROM intake WHERE sealed = x'00'",
)


async def scans(store: Store, statements: list[tuple[str, object]]) -> list[str]:
    """Return the steps of statements that walk through a whole table that grows with history."""
    found = []
    async with store.database.read() as session:
        connection = await session.connection()
        for statement, parameters in statements:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for step in plan.all():
                name = re.match(r"SCAN (\w+)", step.detail)
                if name and name[1] in GROWING:
                    found.append(f"{step.detail}: {statement[:80]}")
    return found


async def listened(store: Store, round_id: str) -> list[tuple[str, object]]:
    """Mix a round and return every statement with its parameters."""
    heard: list[tuple[str, object]] = []

    def hear(_connection, _cursor, statement, parameters, _context, executemany) -> None:
        if statement.split(maxsplit=1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            heard.append((statement, parameters[0] if executemany else parameters))

    engine = store.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        assert (await store.mixer.mix(round_id)).enough
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return heard


async def test_no_statement_of_a_mix_walks_through_history(store):
    if not store.database.is_sqlite:
        pytest.skip("PostgreSQL scans small tables whatever indexes there are; bench/mix.py measures it")
    round_id = await store.open_round(k=3)
    async with store.database.write() as session:
        prompts = [store.owed(f"p{n}", DeliveryKind.PROMPT, f"U{n}", round_id) for n in range(1, 9)]
        await store.outbox.owe(session, prompts)
        await session.execute(
            text("UPDATE delivery SET state = 'sent' WHERE round_id = :round"), {"round": round_id}
        )
    for number in range(1, 5):
        await store.submit(round_id, f"U{number}", "text")
    await store.submit(round_id, "U5", "named", Share.NAMED)
    await store.submit(round_id, "U6", "private", Share.PRIVATE)
    await store.intake.skip(TEAM, "U7", round_id)
    await store.close(round_id)
    heard = await listened(store, round_id)
    written = {name for name in GROWING if any(f"INSERT INTO {name} " in one for one, _ in heard)}
    assert {"reflection", "participation", "named_reflection", "private_note", "unanswered"} <= written
    assert await scans(store, heard) == []


async def test_a_statement_that_walks_through_history_would_be_found(store):
    if not store.database.is_sqlite:
        pytest.skip("EXPLAIN QUERY PLAN is SQLite's")
    assert len(await scans(store, [(statement, ()) for statement in SEEDED])) == len(SEEDED)
