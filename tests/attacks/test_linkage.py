"""Attacks on what is stored, each beside a leak that it must find."""

from __future__ import annotations

import random
import sqlite3
import uuid
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text

from bot.audit.crowd import Arrivals, Truth, member_ids, play, sentence
from bot.audit.day import by_statement
from bot.audit.findings import best
from bot.audit.linkage import Target, equal_values, in_order_of, journal, lengths, storage
from bot.audit.records import changed_rows
from bot.audit.report import confirmed
from bot.audit.round import mixed, one_round, sealed, sent
from bot.audit.server import Server
from bot.audit.stages import watched
from bot.audit.traces import database_files, holding, places, tables
from bot.store.database import Locations

PEOPLE = 30
LEAK = Target("answer", "text", "seen", "member")


def crowd(seed: int, longest: int | None = None) -> Truth:
    chance = random.Random(seed)
    members = tuple(chance.sample(member_ids(PEOPLE), PEOPLE))
    return Truth("r", members, tuple(sentence(number, chance)[:longest] for number in range(PEOPLE)))


async def test_a_round_gives_nobody_away_better_than_chance(plan):
    findings = await confirmed(one_round, plan)
    assert len(findings) == 8
    assert not any(one.not_tried or one.success is None for one in findings), (
        "the server's files are in reach"
    )
    assert all(one.holds for one in findings), findings
    for one in findings:
        if one.limit:
            assert one.success > 0 or "(repeated)" in one.tried, (
                f"the attack found something to work on: {one}"
            )


async def test_a_text_that_lies_open_before_the_mix_is_found(plan):
    async with watched(plan, 0) as here:
        truth = await play(here.stage, 5, random.Random(0), mix=False)
        assert set(sealed(here, truth)[0].values()) == {0.0}
        async with here.stage.database.write() as session:
            await session.execute(
                text("CREATE TABLE draft AS SELECT CAST(:t AS TEXT) AS t"), {"t": truth.texts[0]}
            )
        assert max(sealed(here, truth)[0].values()) > 0


async def test_texts_mixed_in_the_order_of_their_sealed_rows_are_found_out(plan):
    rows: list[str] = []

    async def by_row(here, truth) -> None:
        for number, (_, words) in enumerate(truth.sorted_by(rows).pairs()):
            async with here.stage.database.write() as session:
                await session.execute(
                    text(
                        "INSERT INTO reflection (id, round_id, token_hash, text, state, masked)"
                        " VALUES (:id, :round, :hash, :text, 'pending', false)"
                    ),
                    {
                        "id": str(uuid.uuid4()),
                        "round": truth.round_id,
                        "hash": str(number),
                        "text": words,
                    },
                )

    async with watched(plan, 0) as here:
        truth = await play(here.stage, PEOPLE, random.Random(0), mix=False, words=brief)
        rows += [uuid.uuid4().hex for _ in truth.members]
        start = 0 if here.server is None else here.server.now()
        await by_row(here, truth)
        await here.stage.database.truncate_journal()
        found, untried = mixed(here, truth, rows, start)
    assert not untried
    assert max(success for name, success in found.items() if "sealed rows" in name) == 1.0


async def test_rows_sent_in_the_order_in_which_they_are_read_are_found_out(plan, monkeypatch):
    monkeypatch.setattr("bot.store.sealed.batch.sorted", lambda rows, key: rows, raising=False)
    async with watched(plan, 0) as here:
        arrivals = Arrivals(here.stage)
        truth = await play(here.stage, PEOPLE, random.Random(0), mix=False, watch=arrivals.look)
        here.statements.clear()
        await here.stage.mixer.mix(truth.round_id)
    assert best(sent(here.statements, truth, arrivals.order))[1] == 1.0


def brief(number: int, chance: random.Random) -> str:
    return sentence(number, chance)[:40]


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


@pytest.fixture
def leaky_postgres(fresh_postgres):
    locations = Locations.parse(fresh_postgres())
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE answer (id TEXT PRIMARY KEY, text TEXT)"))
        connection.execute(text("CREATE TABLE seen (member TEXT PRIMARY KEY)"))
    yield locations, engine
    engine.dispose()


def test_texts_written_in_the_clear_are_found_in_postgresqls_journal(leaky_postgres):
    truth, (locations, engine) = crowd(6), leaky_postgres
    server = Server.of(locations)
    start = server.now()
    for pair in truth.pairs():
        with engine.begin() as connection:
            _write(connection, [pair])
    found = in_order_of([], truth, places("journal", server.since(start), truth.texts))
    assert best(found)[1] == 1.0


@pytest.mark.parametrize("statement", ["DELETE FROM answer", "UPDATE answer SET text = 'borta'"])
def test_rows_changed_one_after_the_other_are_found_in_postgresqls_journal(leaky_postgres, statement):
    truth, (locations, engine) = crowd(7), leaky_postgres
    server = Server.of(locations)
    with engine.begin() as connection:
        _write(connection, sorted(truth.pairs()))
        rows = connection.execute(text("SELECT ctid::text, text FROM answer")).all()
    lay = {tuple(map(int, where.strip("()").split(","))): words for where, words in rows}
    start = server.now()
    with engine.begin() as connection:
        for words in truth.texts:
            connection.execute(text(f"{statement} WHERE text = :t"), {"t": words})
    changed = [
        lay[place] for place in changed_rows(server.since(start), server.node("answer")) if place in lay
    ]
    assert changed == list(truth.texts)
    assert by_statement(server.table("answer").read_bytes(), truth.texts) == list(truth.texts)


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


def test_no_database_writes_a_members_id_by_itself(tmp_path):
    """What an attack finds must come from the app, not from how a database says that a UUID follows."""
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE pair (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID")
        for number in range(PEOPLE):
            names = f"{number:05d}{uuid.uuid4()}"[:36], str(uuid.uuid4())
            database.execute("INSERT INTO pair VALUES (?, ?)", names)
    raw = file.read_bytes()
    digits_alone = [f"U{number:05d}" for number in range(PEOPLE)]
    assert all(one.encode() in raw for one in digits_alone), "ids like these would be found in it"
    assert not any(one.encode() in raw for one in member_ids(PEOPLE))
