"""`lardom move` says what it did, or in one line why it did nothing."""

from __future__ import annotations

import pytest

from bot.store.database import Locations
from bot.store.lock import alone
from tests.e2e.test_command_line import lardom
from tests.integration.test_relocating import filled, held


@pytest.fixture
async def sqlite(tmp_path) -> Locations:
    found = Locations.parse(f"sqlite:///{tmp_path}/var/data/lardom.db")
    await filled(found, 3)
    return found


async def test_it_says_what_was_moved_and_what_to_do_next(sqlite, tmp_path, fresh_postgres):
    to = fresh_postgres()
    keys = sorted(tmp_path.rglob("keys/**"))
    code, output, errors = await lardom("move", "--to", to, place=tmp_path)
    assert (code, errors) == (0, "")
    assert "Every table holds the same on both sides." in output and "DATABASE_URL" in output
    assert held(sqlite) == held(Locations.parse(to))
    assert sorted(tmp_path.rglob("keys/**")) == keys, "keys stay as they are"
    code, output, errors = await lardom("move", "--to", to, place=tmp_path)
    assert code == 1 and "There is data in the new database already" in errors


async def test_while_lardom_runs_nothing_is_moved(sqlite, tmp_path, fresh_postgres):
    with alone(sqlite.file):
        for command in (("move", "--to", fresh_postgres()), ("migrate",)):
            code, _, errors = await lardom(*command, place=tmp_path)
            assert code == 1 and "Another Lärdom already works on" in errors and "Traceback" not in errors


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("sqlite:///var/other.db", "--to must begin with postgresql://"),
        ("mysql://x/y", "--to must begin with"),
        ("postgresql://nobody@127.0.0.1:9/none", "cannot be used: it does not answer"),
    ],
)
async def test_a_place_that_cannot_be_moved_to_is_said_in_one_line(sqlite, tmp_path, to, sentence):
    code, _, errors = await lardom("move", "--to", to, place=tmp_path)
    assert code == 1 and sentence in errors and "Traceback" not in errors
