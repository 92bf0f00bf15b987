"""A text that is gone is in no file, and the search for it does find what is not gone."""

from __future__ import annotations

import random
import string

from sqlalchemy import create_engine, text

from bot.audit.crowd import long_text
from bot.audit.report import confirmed
from bot.audit.residue import remembered, residue, standing
from bot.audit.server import Server
from bot.store.database import Locations


async def test_a_text_that_is_gone_is_in_no_file(plan):
    (finding,) = await confirmed(residue, plan)
    assert finding.success == 0 and not finding.not_tried, finding


async def test_nothing_is_gone_while_nobody_cleans(plan, monkeypatch):
    async def idle(_cleaner) -> None:
        return

    monkeypatch.setattr("bot.store.sealed.cleaning.Cleaner.clean", idle)
    monkeypatch.setattr("bot.store.database.SQLITE_PRAGMAS", ("PRAGMA journal_mode=WAL",))
    (finding,) = await residue(plan)
    assert finding.success > 0.5 and not finding.holds


def test_a_file_that_went_meanwhile_ends_no_search(tmp_path):
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.write_text("ett svar som står kvar")
    assert standing([gone, here], ["ett svar som står kvar", "ett annat"]) == 0.5


def test_a_long_text_is_found_in_toast_after_its_row_is_deleted(fresh_postgres):
    locations = Locations.parse(fresh_postgres())
    words = long_text(1, random.Random(1))
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE answer (text TEXT)"))
        connection.execute(text("INSERT INTO answer VALUES (:t)"), {"t": words})
        toast = connection.execute(
            text("SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'answer'")
        ).scalar_one()
        assert connection.execute(text(f"SELECT count(*) FROM {toast}")).scalar_one() > 0
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM answer"))
    engine.dispose()
    assert standing(Server.of(locations).files(), [words]) == 1.0


def test_a_text_that_the_planner_remembers_is_found(fresh_postgres):
    locations = Locations.parse(fresh_postgres())
    words = [letter * 30 for letter in string.ascii_lowercase]
    engine = create_engine(locations.sync_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE answer (text TEXT)"))
        for one in words:
            connection.execute(text("INSERT INTO answer VALUES (:t)"), {"t": one})
        connection.execute(text("ANALYZE answer"))
        connection.execute(text("DELETE FROM answer"))
    engine.dispose()
    assert remembered(locations, words) == 1.0
