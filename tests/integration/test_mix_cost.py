"""A mix looks at its own round only, however much history there is."""

from __future__ import annotations

import re

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
WALK = re.compile(
    r"^SCAN (\w+)|Seq Scan on (\w+)|Index (?:Only )?Scan using \w+ on (\w+)(?!.*\n +Index Cond)"
)
SEEDED = (
    "SELECT * FROM reflection WHERE text = 'x'",
    "SELECT count(*) FROM participation",
    "SELECT * FROM delivery WHERE note = 'x'",
)


async def scans(store: Store, statements: list[tuple[str, object]]) -> list[str]:
    """Return the steps of statements that walk through a whole table that grows with history."""
    found = []
    async with store.database.read() as session:
        connection = await session.connection()
        if not store.database.is_sqlite:
            # Small tables are scanned whatever indexes there are, unless the planner is told not to: then it
            # walks through a table only where no index would serve.
            await connection.exec_driver_sql("SET enable_seqscan = off")
            await connection.exec_driver_sql("SET enable_bitmapscan = off")
        for statement, parameters in statements:
            if store.database.is_sqlite:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps = [step.detail for step in plan.all()]
            else:
                plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters or None)
                steps = ["\n".join(row[0] for row in plan.all())]
            names = [name for step in steps for pair in WALK.findall(step) for name in pair]
            walked = [name for name in names if name in GROWING]
            found += [f"{name}: {statement[:80]}" for name in walked]
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
    assert len(await scans(store, [(statement, ()) for statement in SEEDED])) == len(SEEDED)
