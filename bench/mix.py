"""Measure what a mix costs beside histories of different length: `python -m bench.mix`."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
import uuid
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from bot.audit.crowd import Stage, play, sentence, staged
from bot.audit.grounds import ground
from bot.store.database import Locations
from bot.store.sealed.cleaning import Cleaner

ANSWERS = 30
TIMES = 9
LARGEST = 1_000_000
CHUNK = 10_000


def main() -> None:
    """Print seconds and ratios for each length of history."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", help="the address of a PostgreSQL server; SQLite without it")
    asked.add_argument("--largest", type=int, default=LARGEST, help="the longest history, in reflections")
    given = asked.parse_args()
    sizes = [0, *(size for size in (10_000, 100_000, LARGEST) if size <= given.largest)]
    asyncio.run(measure(given.database, sizes))


async def measure(url: str | None, sizes: list[int]) -> None:
    """Mix beside every history in turn, so that the machine's moods meet all of them alike."""
    with ground(url, ANSWERS, len(sizes)) as plan:
        async with AsyncExitStack() as open_stages:
            stages: dict[int, Stage] = {}
            for number, size in enumerate(sizes):
                address = plan.fresh(number)
                stages[size] = await open_stages.enter_async_context(
                    staged(address, Path(plan.place) / f"keys-{size}")
                )
                lay_history(Locations.parse(address), size)
                await stages[size].database.truncate_journal()
            mixes: dict[int, list[float]] = {size: [] for size in sizes}
            for turn in range(TIMES + 1):
                for size in random.sample(sizes, len(sizes)):
                    seconds = await mix_once(stages[size], turn)
                    # The first turn warms every cache alike and is not counted.
                    mixes[size] += [seconds] if turn else []
            cleanings = {size: await timed(Cleaner(stages[size].database).clean()) for size in sizes}
    kind = "PostgreSQL" if url and url.startswith("postgres") else "SQLite"
    print(f"{kind}: one mix of {ANSWERS} answers, median of {TIMES}, histories in turns; cleaning once")
    print(f"{'history':>10} {'mix ms':>9} {'ratio':>6} {'cleaning s':>11}")
    first = statistics.median(mixes[sizes[0]])
    for size in sizes:
        median = statistics.median(mixes[size])
        print(f"{size:>10} {median * 1000:>9.1f} {median / first:>6.2f} {cleanings[size]:>11.2f}")


async def mix_once(stage: Stage, turn: int) -> float:
    """Fill and close a pool; return the seconds that its mix takes, key and journal included."""
    truth = await play(stage, ANSWERS, random.Random(turn), mix=False)
    return await timed(stage.mixer.mix(truth.round_id))


async def timed(work: Awaitable[object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def lay_history(locations: Locations, size: int) -> None:
    """Write old published reflections and who took part in their rounds."""
    engine = create_engine(locations.sync_url)
    with engine.begin() as connection:
        for start in range(0, size, CHUNK):
            _write(connection, min(CHUNK, size - start), random.Random(start))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _write(connection: Connection, count: int, chance: random.Random) -> None:
    rounds = [str(uuid.uuid4()) for _ in range(count // ANSWERS + 1)]
    texts = [
        {
            "id": str(uuid.uuid4()),
            "round": rounds[number // ANSWERS],
            "hash": uuid.uuid4().hex * 2,
            "text": sentence(number, chance),
        }
        for number in range(count)
    ]
    connection.execute(
        text(
            "INSERT INTO reflection (id, round_id, token_hash, text, state, masked, reported) "
            "VALUES (:id, :round, :hash, :text, 'published', false, '')"
        ),
        texts,
    )
    members = [
        {"round": rounds[number // ANSWERS], "member": f"U{number % ANSWERS:05d}"} for number in range(count)
    ]
    connection.execute(
        text("INSERT INTO participation (round_id, user_id) VALUES (:round, :member)"), members
    )


if __name__ == "__main__":
    main()
