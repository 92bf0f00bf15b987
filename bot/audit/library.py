"""Attack the library's index: what its order tells, and what stays in it of lessons that are gone."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from bot.audit.crowd import TEAM, THEN, Arrivals, Stage, Truth, play, sentence
from bot.audit.findings import Blind, Finding, Plan, Tally
from bot.audit.linkage import in_order_of
from bot.audit.residue import standing
from bot.audit.round import DISK, JOURNAL
from bot.audit.server import FILES
from bot.audit.stages import Watched, watched
from bot.audit.traces import content, database_files, places, row_orders
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.seal import token_hash

TABLES = {
    True: ("library_entry", "library_words", "library_words_content"),
    False: ("library_entry",),
}
"""What is read row by row, on SQLite and on PostgreSQL."""

POSTGRESQL_FILES = ("library_entry", "ix_library_entry_words")
MARK = 10
"""Characters at the end of a text's first word, which is nowhere else; an index shortens beginnings."""

Publish = Callable[[Stage, Truth], Awaitable[None]]


def told(number: int, chance: random.Random) -> str:
    """Return a text whose first word is nowhere else, and is one word to every database."""
    return f"q{sentence(number, chance)[1:]}"


def mark(text: str) -> str:
    """Return by what a text is known in an index, which holds words and no texts."""
    return text.split()[0][-MARK:].casefold()


async def by_the_app(stage: Stage, truth: Truth) -> None:
    """Publish a round the way the app does."""
    async with stage.database.write() as session:
        await stage.texts.approve_all(session, truth.round_id)
        await stage.texts.publish(session, truth.round_id, masked_too=True)


async def the_library(plan: Plan, publish: Publish = by_the_app) -> list[Finding]:
    """Attack the index after publication, through its journal, and after lessons have gone."""
    on_disk = Tally.of_guesses(DISK, "the library's index", plan.people, plan.seeds)
    in_journal = Tally.of_guesses(JOURNAL, "the library's index", plan.people, plan.seeds)
    left = Tally(DISK, "words left behind in the library's index", plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            unseen = () if here.has_files else (FILES,)
            arrivals = Arrivals(here.stage)
            truth = await play(
                here.stage, plan.people, random.Random(seed), mix=False, watch=arrivals.look, words=told
            )
            tokens = {one: here.stage.intake.token(TEAM, one, truth.round_id) or b"" for one in truth.members}
            await here.stage.mixer.mix(truth.round_id)
            start = 0 if here.server is None else here.server.now()
            await publish(here.stage, truth)
            await here.stage.database.truncate_journal()
            known = Truth(truth.round_id, truth.members, tuple(map(mark, truth.texts)))
            on_disk.add(in_order_of(arrivals.order, known, orders(here, truth)), unseen)
            in_journal.add(in_order_of(arrivals.order, known, journal(here, known.texts, start)), unseen)
            left.add(await _left(here, truth, tokens, plan.batch, seed), unseen)
    return [one.finding() for one in (on_disk, in_journal, left)]


def orders(here: Watched, truth: Truth) -> dict[str, list[str]]:
    """Return the texts' marks in every order that the index keeps them in."""
    sqlite = here.locations.file is not None
    found: dict[str, list[str]] = {}
    ids = _marks_by_id(here, truth)
    for table in TABLES[sqlite]:
        for name, order in row_orders(here.locations, table, _column(table)).items():
            found[f"{table} by {name}"] = [ids[one] for one in order if one in ids]
    for file in index_files(here):
        found |= places(file.suffix or "index", content(file), [mark(one) for one in truth.texts])
    return found


def journal(here: Watched, marks: Sequence[str], start: int) -> dict[str, list[str]]:
    """Return the marks in the order in which a journal speaks of them."""
    if here.server is not None:
        raw = here.server.since(start)
        return {} if raw is None else places("journal", raw, marks)
    found: dict[str, list[str]] = {}
    for log in here.logs():
        found |= places("log", content(log), marks)
    return found


def index_files(here: Watched) -> list[Path]:
    """Return the files in which the index lies."""
    if here.server is None:
        return database_files(here.locations)
    return [here.server.table(name) for name in POSTGRESQL_FILES]


async def _left(
    here: Watched, truth: Truth, tokens: Mapping[str, bytes], batch: int, seed: int
) -> dict[str, float]:
    stage, chance = here.stage, random.Random(seed)
    if not here.has_files:
        return {}
    if standing(index_files(here), [mark(one) for one in truth.texts]) < 1:
        raise Blind("The search for words in the library's index does not find those that stand in it.")
    gone = truth.pairs()[: 2 * batch]
    for number, (member, _) in enumerate(gone):
        key = token_hash(tokens[member], "text")
        if number % 3 == 0:
            await stage.changes.withdraw_now(key, THEN.date())
        elif number % 3 == 1:
            await stage.changes.request(TEAM, key, ChangeKind.WITHDRAW)
        else:
            await stage.changes.request(TEAM, key, ChangeKind.EDIT, told(number, chance))
    await stage.daily_hour()
    marks = [mark(words) for _, words in gone]
    found = {}
    if here.locations.file is not None:
        found["after withdrawals and edits"] = standing(here.files(), marks)
    await Cleaner(stage.database).clean()
    found["after withdrawals, edits and the night"] = standing(here.files(), marks)
    return found


def _marks_by_id(here: Watched, truth: Truth) -> dict[str, str]:
    by_text = row_orders(here.locations, "reflection", "text")["as the table scans"]
    by_id = row_orders(here.locations, "reflection", "id")["as the table scans"]
    wanted = set(truth.texts)
    return {item: mark(words) for item, words in zip(by_id, by_text, strict=True) if words in wanted}


def _column(table: str) -> str:
    return "c0" if table.endswith("_content") else "item_id"
