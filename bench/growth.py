"""Measure what a longer history and a larger workspace cost: mixing, digest, search, Home tab, redaction."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.machine import rss
from bench.names import team_id, user
from bench.ours import Delivering, delivering
from bench.results import Report, Size, exponent
from bench.slackside import SlackSide, slack_side
from bench.stage import NOW, weekly
from bench.standin import Orders
from bench.submissions import TEXT
from bot.content.words import load_words
from bot.learning.language import Language
from bot.learning.library.query import understood
from bot.learning.redaction import NameIndex, PersonName, Redactor
from bot.slack.cards import digest_card
from bot.slack.home import home_view
from bot.store.library.searching import Wanted
from bot.store.sealed.seal import Share, Submission, intake_id, seal_submission
from bot.store.sealed.tables import Intake
from bot.store.tables import Round, RoundState, Schedule

ANSWERS = 10
"""Answers in each weekly round of the history."""

CHUNK = 2_000


async def measure(size: Size) -> Report:
    """Let the number of members grow, and then the years."""
    report = Report("growth", "What a larger workspace and a longer history cost")
    members = {
        Size.TINY: [100, 300],
        Size.SHORT: [1_000, 10_000],
        Size.LONG: [1_000, 10_000, 100_000],
    }[size]
    weeks = [2, 4] if size is Size.TINY else [52, 260]
    redacting(report, members)
    async with slack_side() as slack:
        await mixing(report, slack, members)
        await years(report, slack, weeks, size.pick(1, 5, 15))
    return report


def redacting(report: Report, sizes: list[int]) -> None:
    """Redact one text beside directories of different size."""
    words, took = load_words(), []
    for size in sizes:
        before = rss()
        names = NameIndex(
            [
                PersonName(f"Förnamn{n} Efternamn{n % 997}", f"Förnamn{n}", f"Efternamn{n % 997}")
                for n in range(size)
            ]
        )
        report.read(f"index of {size:,} names", "MB", max(0.0, rss() - before))
        redactor, seconds = Redactor(names, [], words), []
        for _ in range(20):
            began = time.perf_counter()
            redactor.redact(TEXT, Language.SV)
            seconds.append(time.perf_counter() - began)
        took.append(statistics.median(seconds))
        report.read(f"redaction, {size:,} names", "ms", [one * 1000 for one in seconds])
    report.aim("redaction: exponent over members", "", 1.1, exponent(sizes, took))


async def mixing(report: Report, slack: SlackSide, sizes: list[int]) -> None:
    """Mix pools in which everybody answered."""
    took = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
            async with delivering(slack.api_url, Path(place)) as app:
                found = await opened(app, await scheduled(app), 0)
                await answered(app, found.id, size)
                await closed(app, found.id)
                took.append(await timed(lambda app=app, found=found: app.app.lifecycle.mixer.mix(found.id)))
        report.read(f"mix of {size:,} answers", "s", took[-1])
    report.aim("mixing: exponent over members", "", 1.1, exponent(sizes, took))


async def years(report: Report, slack: SlackSide, weeks: list[int], turns: int) -> None:
    """Play weekly rounds to their digests, and look at the same things after one year and after five."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="lardom-bench-") as place:
        async with delivering(slack.api_url, Path(place)) as app:
            await slack.order(Orders(members=ANSWERS))
            schedule = await scheduled(app)
            played = 0
            for until in weeks:
                while played < until:
                    last = await published(app, schedule, played)
                    played += 1
                for name, act in looked_at(app, schedule, last).items():
                    # The first look loads calendars and catalogues, once in a process.
                    await act()
                    seconds = [await timed(act) for _ in range(turns)]
                    report.read(f"{name}, {until} weekly rounds", "ms", [one * 1000 for one in seconds])
                    found.setdefault(name, []).append(statistics.median(seconds))
    for name, medians in found.items():
        report.aim(f"{name}: exponent over rounds", "", 1.1, exponent(weeks, medians))


def looked_at(app: Delivering, schedule: Schedule, last: Round) -> dict[str, Callable[[], Awaitable[object]]]:
    """Return what is measured, by name."""
    services = app.app.services
    query = understood("ritningen borrade", services.library.stems, frozenset())
    wanted = Wanted(team_id(0), [schedule.id], query)

    async def home() -> None:
        visitor = await services.visitor(team_id(0), user(1))
        await home_view(services, await services.clients.of(team_id(0)), visitor)

    async def digest() -> None:
        await digest_card(services, last, services.catalogue[Language.SV])

    return {"Home tab": home, "digest": digest, "library search": lambda: services.library.search(wanted)}


async def scheduled(app: Delivering) -> Schedule:
    """Install the app in one workspace and make a schedule."""
    await app.install(0)
    schedule = weekly(team=team_id(0))
    async with app.database.write() as session:
        await app.app.services.schedules.add(session, schedule, [])
    return schedule


async def opened(app: Delivering, schedule: Schedule, week: int) -> Round:
    """Open one of the weekly rounds."""
    services = app.app.services
    when = NOW + timedelta(weeks=week - 300)
    async with app.database.write() as session:
        found = await services.rounds.plan(session, schedule, when.date())
        found.state, found.opens_at = RoundState.OPEN, when
        found.prompt_id = next(iter(services.prompts.builtin)).id
    return found


async def answered(app: Delivering, round_id: str, members: int) -> None:
    """Seal an answer of every member, as submissions do, many in one statement."""
    key = app.app.services.intake._keys.read(round_id)
    for start in range(0, members, CHUNK):
        rows = []
        for number in range(start, min(start + CHUNK, members)):
            row = intake_id(key, team_id(0), user(number), round_id)
            sealed = seal_submission(key, row, Submission(user(number), Share.ANONYMOUS, f"{TEXT} {number}"))
            rows.append({"id": row, "pool_id": round_id, "sealed": sealed})
        async with app.database.write() as session:
            await session.execute(insert(Intake), rows)


async def closed(app: Delivering, round_id: str) -> None:
    """Close a round."""
    async with app.database.write() as session:
        found = await session.get_one(Round, round_id)
        await app.app.services.rounds.close(session, found, found.opens_at or NOW, NOW)


async def published(app: Delivering, schedule: Schedule, week: int) -> Round:
    """Play a round to its published digest."""
    services = app.app.services
    found = await opened(app, schedule, week)
    await answered(app, found.id, ANSWERS)
    await closed(app, found.id)
    await app.app.lifecycle.mixer.mix(found.id)
    async with app.database.write() as session:
        await services.texts.approve_all(session, found.id)
        await services.texts.publish(session, found.id, masked_too=False)
        current = await session.get_one(Round, found.id)
        current.state = RoundState.PUBLISHED
    return current


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began
