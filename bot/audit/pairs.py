"""Attack who follows whom: by values that rows share, by the order of rows, by reading the files."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.audit.crowd import TEAM, THEN, Stage, member_ids
from bot.audit.findings import Blind, Finding, Plan, Tally
from bot.audit.server import FILES
from bot.audit.stages import Watched, watched
from bot.audit.traces import Rows, holding, row_orders, tables
from bot.delivery.shadowing import Shadowing
from bot.learning.shadow.matching import Willing, divide
from bot.store.outbox import Outbox
from bot.store.ports import Recipient
from bot.store.sealed.volunteers import Wish
from bot.store.shadow_tables import ShadowSeason
from bot.store.tables import Schedule
from bot.store.together import Together

DISK = "operator with the database"
ZONE = "Europe/Stockholm"
Partners = dict[str, frozenset[str]]
Take = Callable[[Stage, Shadowing, ShadowSeason], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Everybody:
    """Say that everybody is there."""

    async def of(self, schedule: Schedule) -> list[Recipient]:
        """Return nobody: only volunteers are brought together."""
        return []

    async def known(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return all of some members."""
        return [Recipient(user, ZONE) for user in users]

    async def present(self, team: str, users: Collection[str]) -> list[Recipient]:
        """Return all of some members."""
        return [Recipient(user, ZONE) for user in sorted(users)]

    async def admins(self, team: str) -> list[str]:
        """Return nobody."""
        return []


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the moment at which the turn comes."""
        return THEN


async def by_the_app(_stage: Stage, shadowing: Shadowing, season: ShadowSeason) -> None:
    """Take a turn the way the app does."""
    await shadowing.take_turn(season)


async def pairs(plan: Plan, take: Take = by_the_app) -> list[Finding]:
    """Attack who follows whom as it lies on the disk, without the server's key."""
    tally = Tally.of_guesses(DISK, "who follows whom", plan.people - 1, plan.seeds)
    files = Tally(DISK, "pairs and wishes in the clear", plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            kept = Together.kept_in(here.stage.database, os.urandom(32), here.stage.intake, here.stage.keys)
            users = member_ids(plan.people)
            random.Random(seed).shuffle(users)
            wishes = [f"§wish{seed:04d}{number:04d}" for number in range(len(users))]
            for user, wish in zip(users, wishes, strict=True):
                await kept.volunteers.sign_up(TEAM, user, Wish(see=wish))
            truth = await _taken(here.stage, kept, take)
            rows = tables(here.locations)
            attempts = {
                "values that rows share": success(by_shared_values(rows, users), truth),
                "the app's own method with names for ranks": success(by_the_method(users), truth),
            }
            orders = row_orders(here.locations, "delivery", "target") | by_column(rows["delivery"])
            for name, order in orders.items():
                guess = neighbours(_once(order, set(users)))
                attempts[f"neighbours by {name}"] = success(guess, truth)
            tally.add(attempts)
            files.add(*_in_files(here, truth, wishes))
    return [tally.finding(), files.finding()]


async def _taken(stage: Stage, kept: Together, take: Take) -> Partners:
    schedule = Schedule(
        team_id=TEAM,
        name="audit",
        name_key="audit",
        frequency="weekly",
        weekday=4,
        anchor=date(2026, 11, 24),
        at_time="14:30",
        home_zone=ZONE,
        audience="C1",
        channel="C1",
        created_by="UADMIN",
    )
    async with stage.database.write() as session:
        await stage.schedules.add(session, schedule, [])
    season = ShadowSeason(
        team_id=TEAM,
        schedule_id=schedule.id,
        every_weeks=2,
        weekday=THEN.weekday(),
        at_time="07:00",
        starts_on=THEN.date(),
        ends_on=date(2027, 12, 31),
    )
    await kept.seasons.set(season)
    shadowing = Shadowing(
        stage.database,
        stage.schedules,
        kept,
        stage.members,
        Outbox(stage.database),
        Everybody(),
        Standing(),
        random.SystemRandom(),
        0.0,
    )
    await take(stage, shadowing, season)
    turn = (await kept.seasons.to_count(datetime.max.replace(tzinfo=THEN.tzinfo)))[0]
    groups = await kept.groups.of_turn(turn.id)
    if not groups:
        raise Blind("Nobody was brought together, so there is nothing to find out.")
    return {user: frozenset(group.others(user)) for group in groups for user in group.members}


def by_shared_values(rows: Rows, users: Collection[str]) -> dict[str, str]:
    """Guess as partners those who share a value that few others have."""
    known, holders = set(users), defaultdict[str, set[str]](set)
    for table in rows.values():
        for row in table:
            named = known & {str(value) for value in row.values()}
            for value in map(str, row.values()):
                if value not in known:
                    holders[value] |= named
    guess: dict[str, str] = {}
    for people in sorted(holders.values(), key=len):
        if 1 < len(people) <= 3:
            for user in people:
                guess.setdefault(user, sorted(people - {user})[0])
    return guess


def by_the_method(users: Collection[str]) -> dict[str, str]:
    """Guess what the app's own way of bringing people together makes of their names."""
    groups = divide([Willing(user) for user in users], {}, 2, random.Random(0), str)
    return {user: next(one for one in group if one != user) for group in groups for user in group}


def by_column(messages: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return whom messages go to, in the order of what they are called and when they are due."""
    return {
        column: [str(row["target"]) for row in sorted(messages, key=lambda row: str(row[column]))]
        for column in ("id", "key", "due_at")
    }


def neighbours(order: list[str]) -> dict[str, str]:
    """Guess as partners those who stand beside each other, two by two."""
    couples = zip(order[::2], order[1::2], strict=False)
    return {one: other for two in couples for one, other in (two, two[::-1])}


def success(guess: Mapping[str, str], truth: Partners) -> float:
    """Return the share of people of whom a partner was guessed right."""
    return sum(guess.get(user) in others for user, others in truth.items()) / len(truth)


def _once(order: list[str], users: set[str]) -> list[str]:
    return list(dict.fromkeys(one for one in order if one in users))


def _in_files(here: Watched, truth: Partners, wishes: list[str]) -> tuple[dict[str, float], tuple[str, ...]]:
    if not here.has_files:
        return {}, (FILES,)
    files = here.files()
    if not holding(files, next(iter(truth))):
        raise Blind("The search for pairs does not even find the people.")
    couples = [f'["{user}", "{other}"' for user, others in truth.items() for other in others]
    return {"reading the files": sum(bool(holding(files, one)) for one in (*couples, *wishes))}, ()
