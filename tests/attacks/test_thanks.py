"""A count of thanks names nobody, though whoever thanks often writes a plan at once, under their own name."""

from __future__ import annotations

import random

from bot.audit.crowd import TEAM, THEN, Stage, Truth, member_ids
from bot.audit.findings import Finding, Tally, best
from bot.audit.findings import Plan as Audited
from bot.audit.linkage import in_order_of
from bot.audit.report import confirmed
from bot.audit.stages import Watched, watched
from bot.audit.traces import byte_order, database_files, row_orders
from bot.learning.plans import Plan
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.thanks import ThanksKind, ThanksRepository

SERVER_KEY = bytes(range(32))
PLAN = Plan("När mötet börjar", "ska jag fråga en gång till.")


async def thanked(stage: Stage, chance: random.Random, people: int) -> Truth:
    """Let people thank for one lesson each and plan to try it, one after the other."""
    thanks, plans = ThanksRepository(stage.database, SERVER_KEY), PlanRepository(stage.database, SERVER_KEY)
    members = member_ids(people)
    lessons = [f"lesson{chance.getrandbits(64):016x}" for _ in members]
    chance.shuffle(members)
    for member, lesson in zip(members, lessons, strict=True):
        await thanks.give(TEAM, member, "round", lesson, ThanksKind.TRY)
        await plans.make(TEAM, member, PLAN, THEN.date())
    return Truth("round", tuple(members), tuple(lessons))


def guessed(here: Watched, truth: Truth) -> dict[str, float]:
    """Put thanks beside plans in every order that the database keeps of both."""
    lessons = row_orders(here.locations, "thanks", "highlight_id")
    people = row_orders(here.locations, "member_plan", "user_id")
    found = in_order_of([], truth, {f"thanks by {name}": order for name, order in lessons.items()})
    for name, order in lessons.items():
        users = people[name]
        if sorted(users) == sorted(truth.members):
            found[f"plans and thanks by {name}"] = truth.success(dict(zip(users, order, strict=True)))
    files = database_files(here.locations)
    if files:
        written, named = byte_order(files, truth.texts), byte_order(files, truth.members)
        for name, order in written.items():
            found |= in_order_of([], truth, {f"thanks in {name}": order})
            if name in named:
                guess = dict(zip(named[name], order, strict=True))
                found[f"plans and thanks in {name}"] = truth.success(guess)
    return found


async def attacked(plan: Audited, *, nights: bool) -> Tally:
    tally = Tally.of_guesses("operator with the database", "thanks and plans", plan.people, plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            truth = await thanked(here.stage, random.Random(seed), plan.people)
            if nights:
                await Cleaner(here.stage.database).clean()
            else:
                await here.stage.database.truncate_journal()
            tally.add(guessed(here, truth))
    return tally


async def test_after_the_night_nobody_tells_whose_thanks_stands_under_which_lesson(plan):
    async def one_night(plan: Audited) -> list[Finding]:
        return [(await attacked(plan, nights=True)).finding()]

    (finding,) = await confirmed(one_night, plan)
    assert finding.success and finding.holds, finding


async def test_thanks_and_plans_in_the_order_of_writing_are_found_out(plan):
    assert best((await attacked(plan, nights=False)).means)[1] > 0.9
