"""`lardom audit` says what was tried, with what success, and fails when a limit is passed."""

from __future__ import annotations

import json
import uuid

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine, event, make_url, text
from typer.testing import CliRunner

from bot.audit import report
from bot.audit.findings import Finding
from bot.audit.grounds import Scratch
from bot.cli import app
from bot.store.database import Locations

IN_TABLES_ALONE = ("one person's choices", "who follows whom")
SMALL = ["--people", "12", "--seeds", "3"]


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)


def audited(*arguments: str):
    return CliRunner().invoke(app, ["audit", *arguments])


def rows_of(result) -> list[dict]:
    return json.loads(result.stdout.splitlines()[-1])


def databases(server: str) -> set[str]:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        found = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
    engine.dispose()
    return {name for name in found if name.startswith("lardom_audit_")}


@pytest.fixture
def role(postgres):
    """Return a function that makes a role with the rights given and returns the address for it."""

    def make(rights: str) -> str:
        name = f"r{uuid.uuid4().hex[:8]}"
        address = make_url(postgres).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE ROLE {name} LOGIN {rights}"))
        engine.dispose()
        return make_url(postgres).set(username=name).render_as_string(hide_password=False)

    return make


def test_without_any_configuration_the_promise_is_attacked_on_sqlite(tmp_path):
    result = audited(*SMALL, "--json")
    rows = rows_of(result)
    assert result.exit_code == 0, rows
    assert {row["verdict"] for row in rows} == {"holds"}
    assert set(rows[0]) == {"adversary", "tried", "success", "chance", "limit", "verdict", "not_tried"}
    assert {row["adversary"] for row in rows} == {
        "operator with the database",
        "operator with journal and snapshots",
        "leader or curator",
        "colleague",
        "workspace admin",
        "reader of logs",
    }
    assert not any(row["not_tried"] for row in rows)
    assert list(tmp_path.iterdir()) == [], "nothing is left where it was started"


@pytest.mark.parametrize("by", ["option", "environment", "file"])
def test_a_postgresql_address_is_attacked_there_and_left_clean(postgres, monkeypatch, tmp_path, by):
    played: list[str] = []

    async def attack(plan) -> list[Finding]:
        played.append(plan.fresh(0))
        assert len(databases(postgres)) == 1
        return [Finding("operator with the database", "nothing", 0.0, 0.03, 0.06)]

    monkeypatch.setattr(report, "ATTACKS", (attack,))
    if by == "environment":
        monkeypatch.setenv("DATABASE_URL", postgres)
    if by == "file":
        (tmp_path / ".env").write_text(f"DATABASE_URL={postgres}\n")
    result = audited(*SMALL, *(["--database", postgres] if by == "option" else []))
    assert result.exit_code == 0, result.output
    assert make_url(played[0]).database.startswith("lardom_audit_")
    assert databases(postgres) == set()


def test_scratch_databases_go_even_when_an_attack_breaks(postgres, monkeypatch):
    async def broken(plan) -> list[Finding]:
        plan.fresh(0)
        raise RuntimeError

    monkeypatch.setattr(report, "ATTACKS", (broken,))
    assert isinstance(audited("--database", postgres).exception, RuntimeError)
    assert databases(postgres) == set()


def test_a_role_that_may_not_create_databases_is_told_what_to_do(role):
    address = role("")
    result = audited("--database", address)
    assert result.exit_code == 2
    assert f'ALTER ROLE "{make_url(address).username}" CREATEDB' in result.stderr


def test_what_cannot_be_tried_is_named_and_never_left_out(role):
    result = audited("--people", "12", "--seeds", "1", "--database", role("CREATEDB"), "--json")
    rows = rows_of(result)
    before = next(row for row in rows if "before the mix" in row["tried"])
    assert before["verdict"] == "not tried here" and before["success"] is None
    operators = [row for row in rows if row["adversary"].startswith("operator")]
    in_tables = [row for row in operators if any(words in row["tried"] for words in IN_TABLES_ALONE)]
    assert len(in_tables) == 3 and not any(row["not_tried"] for row in in_tables), "they need no files"
    needing_files = [row for row in operators if row not in in_tables]
    assert len(needing_files) > 4
    assert all("files of the PostgreSQL server" in row["not_tried"][0] for row in needing_files)
    storage = next(row for row in rows if "storage after the mix" in row["tried"])
    assert storage["success"] is not None, "what needs no files was tried"


def test_a_database_that_a_plain_role_may_not_force_away_is_dropped_when_the_server_has_left_it(
    postgres, role
):
    scratch = Scratch(Locations.parse(role("CREATEDB")).sync_url)
    name = make_url(scratch.create()).database
    server = create_engine(make_url(postgres).set(drivername="postgresql+psycopg", database=name))
    tidying = server.connect()  # the server's own worker, whom a plain role may not end
    tidying.execute(text("SELECT 1"))
    said, refused = [], []

    @event.listens_for(scratch._engine, "before_cursor_execute")
    def yields_to_a_plain_drop(_connection, _cursor, statement, *_more):
        said.append(statement)
        if "FORCE" not in statement:
            tidying.close()
            server.dispose()

    @event.listens_for(scratch._engine, "handle_error")
    def noted(context):
        refused.append(type(context.original_exception))

    scratch.close()
    assert refused == [InsufficientPrivilege], "it was not allowed to"
    assert len(said) == 2 and "FORCE" in said[0] and "FORCE" not in said[1]
    assert databases(postgres) == set()


def test_the_table_names_what_was_not_tried(monkeypatch):
    async def half(_plan) -> list[Finding]:
        return [Finding("operator", "the disk", None, 0.03, 0.06, ("files",))]

    monkeypatch.setattr(report, "ATTACKS", (half,))
    monkeypatch.setenv("COLUMNS", "200")
    result = audited(*SMALL)
    assert result.exit_code == 0 and "not tried here: files" in result.stdout


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", "postgresql://nobody@127.0.0.1:1/none"])
def test_an_address_that_leads_nowhere_ends_with_one_sentence(address):
    result = audited("--database", address)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1 and "Traceback" not in result.output


def test_a_leak_ends_with_one_and_is_named(monkeypatch):
    tries: list[int] = []

    async def leaky(_plan) -> list[Finding]:
        tries.append(1)
        return [
            Finding("operator with the database", "rows by rowid", 1.0, 0.03, 0.06),
            Finding("colleague", "luck", 0.5 if len(tries) == 1 else 0.0, 0.03, 0.06),
        ]

    monkeypatch.setattr(report, "ATTACKS", (leaky,))
    result = audited("--people", "12", "--seeds", "1", "--json")
    assert result.exit_code == 1
    assert [row["verdict"] for row in rows_of(result)] == ["LEAKS", "holds"]
    assert len(tries) == report.TRIES, "it was tried again before it was called a leak"
