"""A database that moves to PostgreSQL gains no order; a leak beside it shows that one would be found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.audit.crowd import Truth, play, staged
from bot.audit.findings import Finding, Plan, Tally
from bot.audit.linkage import Target, in_order_of, storage
from bot.audit.report import confirmed
from bot.audit.server import Server
from bot.audit.traces import places
from bot.store.database import Locations
from bot.store.relocating import carry_over

PEOPLE = 30


class InOrderOf(random.Random):
    """A shuffler that shuffles nothing: rows stay in the order in which the source gives them."""

    def shuffle(self, x) -> None:
        """Leave everything as it is."""


async def moved(url: str, to: str, place: Path, seed: int, shuffler: random.Random) -> dict[str, float]:
    """Play a round on SQLite, carry it over, and attack what lies at the target and in its journal."""
    source, target = Locations.parse(url), Locations.parse(to)
    async with staged(url, place) as stage:
        truth = await play(stage, PEOPLE, random.Random(seed))
    server = Server.of(target)
    start = server.now()
    carry_over(source, target, shuffler)
    found = storage(target, truth, Target())
    return found | in_order_of([], truth, places("journal", server.since(start), truth.texts))


async def test_what_was_mixed_has_no_order_at_the_target_either(fresh_postgres, sqlite_plan):
    async def attack(plan: Plan) -> list[Finding]:
        tally = Tally.of_guesses("operator", "a database that has moved", PEOPLE, plan.seeds)
        for seed in range(plan.seeds):
            here = plan.place / f"{random.SystemRandom().getrandbits(48):012x}"
            url = f"sqlite:///{here}/data/x.db"
            tally.add(await moved(url, fresh_postgres(), here, seed, random.SystemRandom()))
        return [tally.finding()]

    (finding,) = await confirmed(attack, sqlite_plan)
    assert finding.success is not None and finding.holds, finding


@pytest.mark.parametrize("table", ["reflection", "participation"])
async def test_rows_that_were_moved_as_they_lie_keep_the_order_of_their_keys(fresh_postgres, tmp_path, table):
    """Rows copied without shuffling keep the source's order; so it is the shuffling that hides it."""
    url, to = f"sqlite:///{tmp_path}/data/x.db", fresh_postgres()
    async with staged(url, tmp_path) as stage:
        await play(stage, PEOPLE, random.Random(1))
    source, target = Locations.parse(url), Locations.parse(to)
    carry_over(source, target, InOrderOf())
    before, after = (stored(one, table) for one in (source, target))
    assert after == before


def stored(locations: Locations, table: str) -> list[str]:
    """Return a table's keys in the order in which they lie."""
    column = "id" if table == "reflection" else "user_id"
    order = "" if locations.file is not None else " ORDER BY ctid"
    engine = create_engine(locations.sync_url)
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {column} FROM {table}{order}")).scalars().all()
    engine.dispose()
    return list(rows)


async def test_an_order_that_the_copy_keeps_is_found_out(fresh_postgres, tmp_path):
    class ByArrival(random.Random):
        """Put rows in the order in which people were active, as a copy by time of arrival would."""

        truth: Truth

        def shuffle(self, x) -> None:
            """Sort texts as their authors came."""
            if x and isinstance(x[0], dict) and x[0].get("text") in self.truth.texts:
                x.sort(key=lambda row: self.truth.texts.index(row["text"]))

    url, to = f"sqlite:///{tmp_path}/data/x.db", fresh_postgres()
    async with staged(url, tmp_path) as stage:
        truth = await play(stage, PEOPLE, random.Random(2))
    target = Locations.parse(to)
    leaky = ByArrival()
    leaky.truth = truth
    start = Server.of(target).now()
    carry_over(Locations.parse(url), target, leaky)
    assert max(storage(target, truth, Target()).values()) == 1.0
    journal = places("journal", Server.of(target).since(start), truth.texts)
    assert max(in_order_of([], truth, journal).values()) == 1.0
