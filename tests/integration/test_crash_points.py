"""Power goes at the worst moment: nothing is lost, nothing is readable that should not be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from bot.store.sealed.intake import IntakeRepository, Taken
from bot.store.sealed.keys import KeyGone
from bot.store.sealed.mix import YOUNG
from bot.store.sealed.seal import Share, Submission, intake_id
from bot.store.tables import RoundState
from tests.integration.conftest import TEAM
from tests.integration.test_intake_and_mix import FIVE, filled

ROOT = Path(__file__).resolve().parents[2]
PRELUDE = """
import asyncio, os, random, signal, sys
from pathlib import Path
from datetime import date
from bot.store.database import Database, Locations
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.mix import Mixer

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

url, place, given = sys.argv[1:]
database = Database(Locations.parse(url))
keys = PoolKeys(Path(place) / "keys" / "pool")
"""


def killed_process(store, script: str, given: str) -> None:
    """Run a script that kills itself with SIGKILL at its point."""
    url = store.database.locations.url.render_as_string(hide_password=False)
    if store.database.is_sqlite:
        url = f"sqlite:///{store.database.locations.file}"
    else:
        url = url.replace("postgresql+psycopg", "postgresql")
    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(script), url, str(store.place), given],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-500:]


async def test_killed_between_a_mix_and_the_unlinking_of_its_key(store):
    round_id = await filled(store)
    await store.close(round_id)
    killed_process(
        store,
        """
        PoolKeys.destroy = killed
        asyncio.run(Mixer(database, keys, random.SystemRandom()).mix(given))
        """,
        round_id,
    )
    assert store.keys.ids() == {round_id, *await planned_ids(store)}, "the key was left behind"
    queue = await store.texts.queue(round_id)
    assert sorted(one.text for one in queue) == sorted(f"Ord av {user}, hemliga." for user in FIVE)
    assert await store.mixer.mix(round_id) is None, "once only"
    await store.mixer.sweep()
    assert round_id not in store.keys.ids()
    assert len(await store.texts.queue(round_id)) == 5


async def test_killed_before_a_mix_commits(store):
    round_id = await filled(store)
    await store.close(round_id)
    killed_process(
        store,
        """
        async def killed_at_the_end(self, session, found, entries):
            await real(self, session, found, entries)
            killed()
        real, Mixer._write_anonymous = Mixer._write_anonymous, killed_at_the_end
        asyncio.run(Mixer(database, keys, random.SystemRandom()).mix(given))
        """,
        round_id,
    )
    assert await store.texts.queue(round_id) == []
    await store.mixer.sweep()
    assert (await store.mixer.mix(round_id)).anonymous == 5


async def test_killed_between_a_new_key_and_the_pool_it_is_for(store):
    schedule = await store.schedule()
    planned = await store.rounds.planned(schedule.id)
    killed_process(
        store,
        """
        async def opened():
            async with database.write() as session:
                schedule = await ScheduleRepository(database).get(given)
                intake = IntakeRepository(database, keys)
                await intake.open_pool(session, "left-behind", schedule.team_id)
                await session.flush()
                killed()
        asyncio.run(opened())
        """,
        schedule.id,
    )
    assert store.keys.ids() == {planned.id, "left-behind"}
    await store.mixer.sweep()
    assert "left-behind" in store.keys.ids(), "another process may be about to commit it"
    old = time.time() - YOUNG - 1
    for file in (store.place / "keys" / "pool").iterdir():
        os.utime(file, (old, old))
    await store.mixer.sweep()
    assert store.keys.ids() == {planned.id}, "a pool that exists keeps its key, however old"


class Remembering:
    """Keys of a replica that has read them and asks the directory no more."""

    def __init__(self, keys) -> None:
        self._keys, self._known = keys, {}

    def read(self, pool: str) -> bytes:
        if pool not in self._known:
            self._known[pool] = self._keys.read(pool)
        return self._known[pool]


@pytest.mark.parametrize("moment", ["closed", "mixed"])
async def test_a_replica_with_the_key_in_memory_writes_nothing_once_the_pool_is_closed(store, moment):
    round_id = await filled(store)
    replica = IntakeRepository(store.database, Remembering(store.keys))
    assert (await replica.own(TEAM, "U1", round_id)).text == "Ord av U1, hemliga."
    await store.close(round_id)
    if moment == "mixed":
        await store.mixer.mix(round_id)
    late = Submission("U9", Share.ANONYMOUS, "För sent, hemliga.")
    assert await replica.submit(TEAM, round_id, late) is Taken.CLOSED
    key = replica._keys.read(round_id)
    assert intake_id(key, TEAM, "U9", round_id) not in await store.dump()
    if moment == "mixed":
        with pytest.raises(KeyGone):
            store.keys.read(round_id)
        assert await replica.own(TEAM, "U1", round_id) is None, "an old key finds nothing to open"


async def planned_ids(store) -> set[str]:
    return {one.id for one in await store.rounds.in_state((RoundState.PLANNED,))}
