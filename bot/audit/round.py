"""Play rounds and attack each one from every side: disk, journal, review, digest, messages."""

from __future__ import annotations

import random

from bot.audit.crowd import Arrivals, Truth, play
from bot.audit.export import left_in_messages
from bot.audit.findings import Finding, Plan, Tally
from bot.audit.linkage import Target, in_order_of, journal, storage
from bot.audit.server import FILES
from bot.audit.stages import Watched, watched
from bot.audit.traces import content, places
from bot.audit.watching import Curator, digest_orders, seen_by
from bot.content.texts import load_catalogue

DISK, JOURNAL = "operator with the database", "operator with journal and snapshots"
LOGS = "reader of logs"


async def one_round(plan: Plan) -> list[Finding]:
    """Attack what lies on the disk, what went through the journal, and what people are shown."""

    def guesses(adversary: str, attack: str) -> Tally:
        return Tally.of_guesses(adversary, attack, plan.people, plan.seeds)

    before = Tally(DISK, "texts and members before the mix", plan.seeds)
    on_disk = guesses(DISK, "storage after the mix")
    in_journal = guesses(JOURNAL, "the mix")
    in_statements = guesses(LOGS, "statements of the mix, if the server logs them")
    curators = guesses("leader or curator", "watching the queue")
    digest = guesses("colleague", "the digest's order")
    timing = Tally("colleague", "the digest's time after each answer", plan.seeds)
    messages = Tally("workspace admin", "export of direct messages", plan.seeds)
    catalogue = load_catalogue()
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            arrivals, curator = Arrivals(here.stage), Curator(here.stage)

            async def look(arrivals: Arrivals = arrivals, curator: Curator = curator) -> None:
                await arrivals.look()
                await curator.look()

            truth = await play(here.stage, plan.people, random.Random(seed), mix=False, watch=look)
            before.add(*sealed(here, truth))
            export = await left_in_messages(here.stage, truth, catalogue)
            start = 0 if here.server is None else here.server.now()
            here.statements.clear()
            await here.stage.mixer.mix(truth.round_id)
            in_journal.add(*mixed(here, truth, arrivals.order, start))
            in_statements.add(sent(here.statements, truth, arrivals.order))
            await curator.look()
            on_disk.add(storage(here.locations, truth, Target()), () if here.has_files else (FILES,))
            curators.add(seen_by(curator.views, truth))
            timing.add(curator.moved())
            messages.add(await export(here.stage))
            digest.add(await digest_orders(here.stage, truth))
    tallies = (before, on_disk, in_journal, in_statements, curators, digest, timing, messages)
    return [one.finding() for one in tallies]


def sealed(here: Watched, truth: Truth) -> tuple[dict[str, float], tuple[str, ...]]:
    """Look for texts and members in every file while they are sealed."""
    if not here.has_files:
        return {}, (FILES,)
    found: dict[str, float] = {}
    for file in here.files():
        raw = content(file)
        for kind, needles in (("texts", truth.texts), ("members", truth.members)):
            name = f"{kind} in {file.suffix or 'a file of the server'}"
            share = sum(one.encode() in raw for one in needles) / len(needles)
            found[name] = max(found.get(name, 0.0), share)
    return found, ()


def mixed(
    here: Watched, truth: Truth, rows: list[str], start: int
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Use the journal of the mix, by itself and against when each sealed row had appeared."""
    if not here.has_files:
        return {}, (FILES,)
    if here.server is None:
        found = journal(here.logs(), truth)
        for file in here.logs():
            found |= in_order_of(rows, truth, places("log", file.read_bytes(), truth.texts))
        return found, ()
    raw = here.server.since(start)
    if raw is None:
        return {}, ("journal that the server has already reused",)
    found = in_order_of(rows, truth, places("journal", raw, truth.texts))
    people = places("journal", raw, truth.members)
    for name, order in places("journal", raw, truth.texts).items():
        if name in people:
            found[f"{name} of people and texts"] = truth.success(dict(zip(people[name], order, strict=True)))
    return found, ()


def sent(statements: list[str], truth: Truth, rows: list[str]) -> dict[str, float]:
    """Use the order in which texts and members were sent to the database."""
    raw = "\n".join(statements).encode()
    orders = places("values", raw, truth.texts)
    people = places("values", raw, truth.members)
    found = in_order_of(rows, truth, orders)
    for name, order in orders.items():
        for other, users in people.items():
            guess = dict(zip(users, order, strict=True))
            found[f"{other} of people, {name} of texts"] = truth.success(guess)
    return found
