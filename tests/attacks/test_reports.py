"""Reports one after the other: what changes between two of them is about no fewer than k people."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.audit.crowd import TEAM, Stage, Truth, play, staged
from bot.learning.report import Deed, Report, first_of
from bot.slack.reporting import gathered
from bot.store.figures import FigureReader
from bot.store.sealed.tallies import TallyRepository
from bot.store.tables import Round

K = 5
BEGIN = date(2026, 9, 1)
STEPS = 40
Figures = dict[tuple[str, ...], int]


@dataclass
class Judge:
    """Know who did what, and so how many people a change of a figure can be about."""

    rounds: list[tuple[date, Truth, int]] = field(default_factory=list)
    done: list[tuple[date, Deed, str]] = field(default_factory=list)
    seen_rounds: int = 0
    seen_done: dict[Deed, int] = field(default_factory=lambda: defaultdict(int))
    changes: int = 0
    singled_out: int = 0

    def compare(self, before: Figures, after: Figures) -> None:
        """Count the figures that changed, and those that fewer than k people can have changed."""
        for key in sorted({*before, *after}):
            if before.get(key) == after.get(key):
                continue
            self.changes += 1
            self.singled_out += len(self._behind(key)) < K
            if key[0] == "deed":
                self.seen_done[Deed(key[2])] = len(self.done)
        self.seen_rounds = len(self.rounds)

    def _behind(self, key: tuple[str, ...]) -> set[str]:
        if key[0] == "rate":
            new = self.rounds[self.seen_rounds :]
            return {one for day, truth, _ in new if str(first_of(day)) == key[1] for one in truth.members}
        deed = Deed(key[2])
        return {user for _, of, user in self.done[self.seen_done[deed] :] if of is deed}


def figures(report: Report) -> Figures:
    """Return every figure of a report that speaks of people."""
    rates = {("rate", str(one.first)): one.rate for one in report.months if one.rate is not None}
    return rates | {("deed", str(one.month), one.deed.value): one.people for one in report.deeds}


Look = Callable[[Stage, Judge, date], Awaitable[Figures]]


async def shown(stage: Stage, _judge: Judge, day: date) -> Figures:
    """Look at the report as it is."""
    tallies = TallyRepository(stage.database, stage.keys)
    return figures(await gathered(FigureReader(stage.database), tallies, TEAM, day))


async def attacked(plan, seed: int, look: Look) -> Judge:
    """Let a random quarter pass, and compare every two consecutive reports."""
    chance, judge, day = random.Random(seed), Judge(), BEGIN
    place = plan.place / f"reports-{seed}-{random.SystemRandom().getrandbits(32):08x}"
    url = plan.fresh(seed)
    try:
        async with staged(url, place) as stage:
            tallies = TallyRepository(stage.database, stage.keys)
            before: Figures = {}
            for _ in range(STEPS):
                await something(stage, tallies, judge, chance, day)
                day += timedelta(days=chance.randint(0, 6))
                await tallies.close_day(TEAM, day, K)
                after = await look(stage, judge, day)
                judge.compare(before, after)
                before = after
    finally:
        plan.drop(url)
        shutil.rmtree(place, ignore_errors=True)
    return judge


async def something(stage: Stage, tallies: TallyRepository, judge: Judge, chance: random.Random, day: date):
    """Let a round of any size be mixed, or a few people do something with a lesson."""
    if chance.random() < 0.3:
        truth = await play(stage, chance.choice((1, 2, 4, 5, 9, 14)), chance)
        async with stage.database.write() as session:
            found = await session.get(Round, truth.round_id)
            found.asked, found.occurrence = 15, day
        judge.rounds.append((day, truth, len(truth.members)))
        return
    for user in chance.sample(range(15), chance.randint(1, 4)):
        deed = chance.choice(list(Deed))
        await tallies.note(TEAM, f"U{user:05d}", deed, day)
        judge.done.append((day, deed, f"U{user:05d}"))


async def test_no_two_consecutive_reports_differ_by_fewer_than_k_people(plan):
    judges = [await attacked(plan, seed, shown) for seed in range(plan.seeds)]
    assert sum(one.changes for one in judges) > 3 * plan.seeds, "something must change, or nothing is shown"
    assert sum(one.singled_out for one in judges) == 0


async def test_a_report_that_counts_as_things_happen_is_found_out(sqlite_plan):
    async def live(_stage: Stage, judge: Judge, _day: date) -> Figures:
        people: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for day, deed, user in judge.done:
            people["deed", str(first_of(day)), deed.value].add(user)
        return {key: len(found) for key, found in people.items()}

    judge = await attacked(sqlite_plan, 1, live)
    assert judge.singled_out == judge.changes > 10


async def test_a_report_whose_rates_take_in_rounds_below_k_is_found_out(sqlite_plan):
    async def every_round(_stage: Stage, judge: Judge, _day: date) -> Figures:
        answered: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for day, _, count in judge.rounds:
            answered["rate", str(first_of(day))].append(count)
        return {key: round(100 * sum(counts) / (15 * len(counts))) for key, counts in answered.items()}

    judge = await attacked(sqlite_plan, 1, every_round)
    assert judge.singled_out > 0
