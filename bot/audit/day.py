"""Attack the daily hour: who knows when members were active tries to find what each of them changed."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from bot.audit.crowd import TEAM, Arrivals, Stage, Truth, play, sentence
from bot.audit.findings import Finding, Plan, Tally
from bot.audit.frames import vanishing
from bot.audit.linkage import in_order_of
from bot.audit.records import changed_rows
from bot.audit.round import JOURNAL
from bot.audit.server import FILES, Server, versions
from bot.audit.stages import Watched, watched
from bot.audit.traces import places, row_orders
from bot.audit.watching import digest_orders, mask, shown
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.seal import token_hash

TWINS = ("ctid", "cmin")
"""Orders that are the scan's, or another one's read backwards."""
Apply = Callable[[Stage], Awaitable[None]]
Found = tuple[dict[str, float], tuple[str, ...]]


async def by_the_app(stage: Stage) -> None:
    """Apply a day's changes the way the app does."""
    await stage.daily_hour()


async def one_day(plan: Plan, apply: Apply = by_the_app) -> list[Finding]:
    """Attack four daily hours: vetoes of masked texts, letters to leaders, edits, withdrawals.

    The last three are about published texts; letters change nothing that colleagues see.
    """
    kinds = ("vetoes", "letters", "edits", "withdrawals")
    tallies = {kind: Tally.of_guesses(JOURNAL, f"a day's {kind}", plan.batch, plan.seeds) for kind in kinds}
    digests = Tally.of_guesses("colleague", "digests before and after a day", plan.batch, plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            chance = random.Random(seed)
            truth = await play(here.stage, plan.people, chance, mix=False)
            keys = {
                member: token_hash(here.stage.intake.token(TEAM, member, truth.round_id) or b"", "text")
                for member in truth.members
            }
            await here.stage.mixer.mix(truth.round_id)
            groups = _groups(truth, plan.batch, chance)
            masked = await mask(here.stage, groups[0])
            tallies["vetoes"].add(*await Day(here, masked, keys, apply).withdraw())
            await digest_orders(here.stage, truth)
            await here.stage.ask(truth.round_id, groups[1].texts)
            tallies["letters"].add(*await Day(here, groups[1], keys, apply).write(chance))
            for kind, group in zip(kinds[2:], groups[1:], strict=True):
                before = await shown(here.stage, truth.round_id)
                day = Day(here, group, keys, apply)
                tallies[kind].add(*await (day.edit(chance) if kind == "edits" else day.withdraw()))
                left = set(await shown(here.stage, truth.round_id))
                gone = [one for one in before if one not in left]
                digests.add(in_order_of([], group, {f"what {kind} took away": gone}))
    return [one.finding() for one in (*tallies.values(), digests)]


@dataclass(frozen=True, slots=True)
class Day:
    """Hold a watched store, who is active today in their order, and how the changes are applied."""

    here: Watched
    truth: Truth
    keys: dict[str, str]
    apply: Apply

    async def withdraw(self) -> Found:
        """Let everybody withdraw, and use what can be seen."""
        return await self._attacked(dict.fromkeys(self.truth.members), self.truth, ChangeKind.WITHDRAW)

    async def edit(self, chance: random.Random) -> Found:
        """Let everybody edit, and use what can be seen of old and of new texts."""
        new = self._new_words(chance)
        return await self._attacked(dict(new.pairs()), new, ChangeKind.EDIT)

    async def write(self, chance: random.Random) -> Found:
        """Let everybody answer a leader's question, and use what can be seen of the letters."""
        new = self._new_words(chance)
        return await self._attacked(dict(new.pairs()), new, ChangeKind.LETTER)

    def _new_words(self, chance: random.Random) -> Truth:
        words = tuple(sentence(number, chance) for number in range(len(self.truth.members)))
        return Truth(self.truth.round_id, self.truth.members, words)

    async def _attacked(self, wanted: Mapping[str, str | None], new: Truth, kind: ChangeKind) -> Found:
        stage, server = self.here.stage, self.here.server
        await stage.database.truncate_journal()
        before = b"" if self.here.locations.file is None else self.here.locations.file.read_bytes()
        rows_before = located(self.here) if server is not None else {}
        arrivals = Arrivals(stage)
        await arrivals.look()
        known = len(arrivals.order)
        start = 0 if server is None else server.now()
        for member, words in wanted.items():
            await stage.changes.request(TEAM, self.keys[member], kind, words or "")
            await arrivals.look()
        rows = arrivals.order[known:]
        self.here.statements.clear()
        await self.apply(stage)
        table = "letter" if kind is ChangeKind.LETTER else "reflection"
        found = {} if new is self.truth else in_order_of(rows, new, self._as_stored(table, new))
        said = "\n".join(self.here.statements).encode()
        found |= in_order_of(rows, new, places("values sent", said, new.texts))
        if not self.here.has_files:
            return found, (FILES,)
        if server is None:
            for log in self.here.logs():
                raw = log.read_bytes()
                gone = vanishing(before, raw, self.truth.texts)
                found |= in_order_of(rows, self.truth, {"log, what vanished": gone})
                found |= in_order_of(rows, new, places("log", raw, new.texts))
            return found, ()
        return self._on_postgresql(server, start, rows, rows_before, new, found, table)

    def _as_stored(self, table: str, new: Truth) -> dict[str, list[str]]:
        wanted = set(new.texts)
        orders = row_orders(self.here.locations, table, "text")
        return {
            f"rows by {name}": [one for one in order if one in wanted]
            for name, order in orders.items()
            if not name.startswith(TWINS)
        }

    def _on_postgresql(
        self,
        server: Server,
        start: int,
        rows: list[str],
        rows_before: dict[tuple[int, int], str],
        new: Truth,
        found: dict[str, float],
        table: str,
    ) -> Found:
        raw = server.since(start)
        if raw is None:
            return found, ("journal that the server has already reused",)
        mine = set(self.truth.texts)
        changed = [rows_before.get(place, "") for place in changed_rows(raw, server.node(table))]
        orders = {"journal, changed rows": _once(one for one in changed if one in mine)}
        heap = server.table(table).read_bytes()
        orders["heap, removed rows"] = by_statement(heap, self.truth.texts)
        found |= in_order_of(rows, self.truth, orders)
        after = places("journal", raw, new.texts)
        if new is not self.truth:
            after["heap, written rows"] = by_statement(heap, new.texts)
        return found | in_order_of(rows, new, after), ()


def located(here: Watched) -> dict[tuple[int, int], str]:
    """Return the texts of a PostgreSQL table by page and place, as a copy of the database tells them."""
    engine = create_engine(here.locations.sync_url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT ctid::text, text FROM reflection")).all()
    finally:
        engine.dispose()
    return {_place(str(where)): str(words) for where, words in rows}


def by_statement(heap: bytes, texts: Iterable[str]) -> list[str]:
    """Return texts in the order of the statements that last touched their rows, as the heap keeps it."""
    wanted = {one.encode(): one for one in texts}
    touched: dict[str, tuple[int, int, int]] = {}
    for number, version in enumerate(versions(heap)):
        for raw, one in wanted.items():
            if raw in version.content:
                key = (max(version.born, version.died), version.statement, number)
                touched[one] = max(touched.get(one, key), key)
    return sorted(touched, key=touched.__getitem__)


def _groups(truth: Truth, size: int, chance: random.Random) -> list[Truth]:
    pairs = truth.pairs()
    chance.shuffle(pairs)
    parts = [pairs[start : start + size] for start in (0, size, 2 * size)]
    return [
        Truth(truth.round_id, tuple(one for one, _ in part), tuple(words for _, words in part))
        for part in parts
    ]


def _once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _place(where: str) -> tuple[int, int]:
    page, place = where.strip("()").split(",")
    return int(page), int(place)
