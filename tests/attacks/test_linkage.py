"""Attacks on what is stored, each beside a leak that it must find."""

from __future__ import annotations

import os
import random
import sqlite3
import uuid
from pathlib import Path

import pytest
from bot.audit.attacks import (
    Plan,
    journal_linkage,
    residue,
    sealed_before_mix,
    storage_linkage,
)
from sqlalchemy import create_engine, text

from bot.audit.crowd import Truth, sentence
from bot.audit.linkage import Target, best, equal_values, journal, lengths, storage
from bot.audit.report import confirmed
from bot.audit.traces import database_files, holding, tables
from bot.store.database import Locations

PEOPLE, SEEDS = 30, int(os.environ.get("LARDOM_ATTACK_SEEDS", "4"))
LEAK = Target("answer", "text", "seen", "member")


@pytest.fixture(params=["sqlite", "postgresql"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Plan:
    numbers = iter(range(10_000))
    if request.param == "sqlite":
        return Plan(PEOPLE, SEEDS, lambda _: f"sqlite:///{tmp_path}/{next(numbers)}/data/x.db", tmp_path)
    fresh = request.getfixturevalue("fresh_postgres")
    return Plan(PEOPLE, SEEDS, lambda _: fresh(), tmp_path)


@pytest.fixture
def sqlite_plan(tmp_path: Path) -> Plan:
    numbers = iter(range(10_000))
    return Plan(PEOPLE, SEEDS, lambda _: f"sqlite:///{tmp_path}/{next(numbers)}/data/x.db", tmp_path)


def crowd(seed: int, longest: int | None = None) -> Truth:
    chance = random.Random(seed)
    members = tuple(chance.sample([f"U{number:05d}" for number in range(PEOPLE)], PEOPLE))
    return Truth("r", members, tuple(sentence(number, chance)[:longest] for number in range(PEOPLE)))


async def test_storage_links_nobody_better_than_chance(plan):
    finding = await confirmed(storage_linkage, plan)
    assert finding.success <= finding.limit, finding


async def test_the_journal_links_nobody_better_than_chance(sqlite_plan):
    finding = await confirmed(journal_linkage, sqlite_plan)
    assert finding.success > 0, "the attack found something to work on"
    assert finding.success <= finding.limit, finding


async def test_a_withdrawn_text_is_in_no_file(sqlite_plan):
    assert (await residue(sqlite_plan)).success == 0


async def test_before_the_mix_no_file_holds_a_text_or_its_author(sqlite_plan):
    assert (await sealed_before_mix(sqlite_plan)).success == 0


@pytest.mark.parametrize(
    ("schema", "by"),
    [
        ("(id TEXT PRIMARY KEY, text TEXT)", "rowid"),
        ("(id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID", "bytes"),
    ],
)
def test_a_table_written_live_is_found_out_in_sqlite(tmp_path, schema, by):
    # Short texts: one page holds them all, and new ones are laid below older ones.
    truth = crowd(1, longest=40)
    file = tmp_path / "leak.db"
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE answer {schema}")
        connection.execute("CREATE TABLE seen (member TEXT PRIMARY KEY)")
        for member, words in truth.pairs():
            connection.execute("INSERT INTO answer VALUES (?, ?)", (str(uuid.uuid4()), words))
            connection.execute("INSERT INTO seen VALUES (?)", (member,))
    found = storage(Locations.parse(f"sqlite:///{file}"), truth, LEAK)
    assert max(success for name, success in found.items() if by in name) == 1.0


@pytest.mark.parametrize("one_transaction", [True, False])
def test_a_table_written_live_is_found_out_in_postgresql(fresh_postgres, one_transaction):
    truth = crowd(2)
    locations = Locations.parse(fresh_postgres())
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE answer (id TEXT PRIMARY KEY, text TEXT)"))
        connection.execute(text("CREATE TABLE seen (member TEXT PRIMARY KEY)"))
    if one_transaction:
        with engine.begin() as connection:
            _write(connection, truth.pairs())
    else:
        for pair in truth.pairs():
            with engine.begin() as connection:
                _write(connection, [pair])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL answer"))
    engine.dispose()
    assert best(storage(locations, truth, LEAK))[1] == 1.0


def _write(connection, pairs) -> None:
    for member, words in pairs:
        values = {"id": str(uuid.uuid4()), "text": words, "member": member}
        connection.execute(text("INSERT INTO answer VALUES (:id, :text)"), values)
        connection.execute(text("INSERT INTO seen VALUES (:member)"), values)


def test_a_pseudonym_shared_by_two_tables_is_found_out():
    truth = crowd(3)
    keys = {member: f"p{number}" for number, member in enumerate(truth.members)}
    rows = {
        "answer": [{"who": keys[member], "text": words} for member, words in truth.pairs()],
        "member": [{"pseudonym": key, "user": member} for member, key in keys.items()],
    }
    assert equal_values(rows, truth) == 1.0


def test_ciphertexts_as_long_as_their_texts_are_found_out():
    truth = crowd(4)
    rows = {
        "intake": [{"user": member, "sealed": bytes(len(words.encode()))} for member, words in truth.pairs()]
    }
    assert lengths(rows, truth) > 0.3


def test_texts_first_written_in_the_clear_are_found_in_the_journal(tmp_path):
    truth = crowd(5)
    file = tmp_path / "leak.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE answer (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
    for _, words in truth.pairs():
        with connection:
            connection.execute("INSERT INTO answer VALUES (?, ?)", (str(uuid.uuid4()), words))
    found = journal([file.with_name("leak.db-wal")], truth)
    connection.close()
    assert best(found)[1] == 1.0


def test_a_deleted_text_without_secure_deletion_is_found_in_the_file(tmp_path):
    file = tmp_path / "leak.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE answer (id TEXT PRIMARY KEY, text TEXT)")
    with connection:
        connection.execute("INSERT INTO answer VALUES ('1', 'ett svar som togs tillbaka')")
    with connection:
        connection.execute("DELETE FROM answer")
    connection.close()
    locations = Locations.parse(f"sqlite:///{file}")
    assert tables(locations)["answer"] == []
    assert holding(database_files(locations), "ett svar som togs tillbaka") == [file]
