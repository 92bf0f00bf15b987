"""Everything goes along to PostgreSQL, nothing is changed on the way, and half a move is none."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text

from bot.store import relocating
from bot.store.copying import TargetNotEmpty, contents, is_empty
from bot.store.database import Database, Locations
from bot.store.every_table import every_table
from bot.store.lock import AlreadyRunning, alone
from bot.store.migrate import migrate
from bot.store.relocating import NotMoved, carry_over
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.mix import Mixer
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Round, RoundState, Schedule
from tests.integration.conftest import NOW, TEAM
from tests.support.rows import fill

SEVERAL = 260
"""More rows than are copied at a time."""


@pytest.fixture
def places(tmp_path, fresh_postgres) -> tuple[Locations, Locations]:
    return Locations.parse(f"sqlite:///{tmp_path}/data/lardom.db"), Locations.parse(fresh_postgres())


async def filled(locations: Locations, workspaces: int = SEVERAL) -> None:
    """Put rows of many workspaces into every table, with values that are hard to carry."""
    migrate(locations)
    database = Database(locations)
    async with database.write() as session:
        for number in range(workspaces):
            await fill(session, f"Tå{number}🌊")
        odd = {"country": None, "name": "Fre'dag \\ % ‮\n\tÅÄÖ \U0001f9ef"}
        await session.execute(every_table_named("schedule").update().values(**odd))
        late = NOW + timedelta(microseconds=123_457)
        await session.execute(every_table_named("round").update().values(closes_at=late, mix_at=None))
        await session.execute(every_table_named("intake").update().values(sealed=bytes(range(256))))
    await database.close()


def every_table_named(name: str):
    return next(table for table in every_table() if table.name == name)


def held(locations: Locations) -> dict:
    engine = create_engine(locations.sync_url)
    with engine.connect() as connection:
        found = contents(connection)
    engine.dispose()
    return found


async def test_every_row_of_every_table_is_the_same_on_the_other_side(places):
    source, target = places
    await filled(source)
    before = held(source)
    assert all(content.rows >= 1 for content in before.values()), "no table is left out of this test"
    assert max(content.rows for content in before.values()) == SEVERAL
    moved = carry_over(source, target, random.SystemRandom())
    assert moved == held(target) == before == held(source)


async def test_every_table_of_a_database_is_one_that_is_copied(places):
    source, _ = places
    migrate(source)
    engine = create_engine(source.sync_url)
    with engine.connect() as connection:
        assert relocating.unknown_tables(connection) == []
        connection.execute(text("CREATE TABLE forgotten (id TEXT PRIMARY KEY) WITHOUT ROWID"))
        assert relocating.unknown_tables(connection) == ["forgotten"]
    engine.dispose()


async def test_a_database_with_a_table_that_nobody_knows_stays_where_it_is(places):
    source, target = places
    await filled(source, 1)
    engine = create_engine(source.sync_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE forgotten (id TEXT PRIMARY KEY) WITHOUT ROWID"))
    engine.dispose()
    with pytest.raises(NotMoved, match="knows nothing of forgotten"):
        carry_over(source, target, random.SystemRandom())
    assert is_untouched(target)


def is_untouched(locations: Locations) -> bool:
    engine = create_engine(locations.sync_url)
    with engine.connect() as connection:
        untouched = is_empty(connection)
    engine.dispose()
    return untouched


async def test_a_target_with_data_is_refused_and_left_as_it_is(places):
    source, target = places
    await filled(source, 2)
    await filled(target, 1)
    before = held(target)
    with pytest.raises(TargetNotEmpty):
        carry_over(source, target, random.SystemRandom())
    assert held(target) == before


async def test_a_move_that_breaks_off_has_moved_nothing_and_can_be_made_again(places, monkeypatch):
    source, target = places
    await filled(source, 3)
    copy = relocating.copy_all

    def breaks(old, new, shuffler) -> int:
        copy(old, new, shuffler)
        raise ConnectionError("the power went")

    monkeypatch.setattr(relocating, "copy_all", breaks)
    with pytest.raises(ConnectionError):
        carry_over(source, target, random.SystemRandom())
    assert is_untouched(target)
    monkeypatch.setattr(relocating, "copy_all", copy)
    carry_over(source, target, random.SystemRandom())
    assert held(source) == held(target)


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM term WHERE team_id = (SELECT min(team_id) FROM term)",
        "UPDATE member SET stopped = NOT stopped",
        "UPDATE reflection SET text = text || ' '",
    ],
)
async def test_a_copy_that_lacks_or_changes_a_row_is_noticed_and_undone(places, monkeypatch, spoil):
    source, target = places
    await filled(source, 3)
    copy = relocating.copy_all

    def lossy(old, new, shuffler) -> int:
        copied = copy(old, new, shuffler)
        new.execute(text(spoil))
        return copied

    monkeypatch.setattr(relocating, "copy_all", lossy)
    with pytest.raises(NotMoved, match=r"differs in (term|member|reflection)"):
        carry_over(source, target, random.SystemRandom())
    assert is_untouched(target)


async def test_only_a_sqlite_database_that_exists_moves_and_only_to_postgresql(places, tmp_path):
    source, target = places
    with pytest.raises(NotMoved, match="no database at"):
        carry_over(source, target, random.SystemRandom())
    await filled(source, 1)
    with pytest.raises(NotMoved, match="must begin with postgresql"):
        carry_over(source, Locations.parse(f"sqlite:///{tmp_path}/x/y.db"), random.SystemRandom())
    with pytest.raises(NotMoved, match="names PostgreSQL already"):
        carry_over(target, target, random.SystemRandom())


async def test_a_database_that_somebody_works_on_is_locked_against_a_move(places):
    source, _ = places
    await filled(source, 1)
    with alone(source.file), pytest.raises(AlreadyRunning), alone(source.file):
        pass


async def test_answers_that_were_sealed_before_the_move_are_mixed_after_it(places, tmp_path):
    source, target = places
    migrate(source)
    database, keys = Database(source), PoolKeys(tmp_path / "keys" / "pool")
    intake = IntakeRepository(database, keys)
    rounds = RoundRepository(database, intake)
    round_id = await open_round(database, rounds)
    people = [f"U{number}" for number in range(6)]
    for user in people:
        await intake.submit(TEAM, round_id, Submission(user, Share.ANONYMOUS, f"Ord av {user}."))
    token = intake.token(TEAM, "U3", round_id)
    await database.close()

    carry_over(source, target, random.SystemRandom())

    moved = Database(target)
    intake = IntakeRepository(moved, keys)
    assert intake.token(TEAM, "U3", round_id) == token, "receipts go on working"
    assert await intake.answered(round_id) == set(people)
    rounds = RoundRepository(moved, intake)
    async with moved.write() as session:
        await rounds.close(session, await session.get(Round, round_id), NOW, NOW)
    await Mixer(moved, keys, random.SystemRandom()).mix(round_id)
    queue = await TextRepository(moved, random.SystemRandom()).queue(round_id)
    assert sorted(one.text for one in queue) == sorted(f"Ord av {user}." for user in people)
    await moved.close()


async def open_round(database: Database, rounds: RoundRepository) -> str:
    schedule = Schedule(
        team_id=TEAM,
        name="Fredag",
        name_key="fredag",
        frequency="weekly",
        weekday=4,
        anchor=date(2026, 11, 24),
        at_time="14:30",
        home_zone="Europe/Stockholm",
        audience="C1",
        channel="C1",
        created_by="UADMIN",
    )
    async with database.write() as session:
        await ScheduleRepository(database).add(session, schedule, [])
        planned = await rounds.plan(session, schedule, date(2026, 11, 27))
        planned.state, planned.opens_at = RoundState.OPEN, NOW
    return planned.id
