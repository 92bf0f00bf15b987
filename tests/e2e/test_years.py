"""Years of random members, zones, holidays and outages: one question each, at a right time, none missing."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.demo.once import ADMIN, CHANNEL
from bot.learning.moments import AllowedHours
from tests.support.scenes import until
from tests.support.theatre import TUESDAY, opened
from tests.support.years import NEVER, Member, Plan, Walk, dates, forbidden

USERS = ("U0KARIN", "U0TOM", "U0MAJA", "U0ELIN")
ZONES = (
    "Europe/Stockholm",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
DAYS = ("mån", "tis", "ons", "tors", "fre")
LENGTH = int(os.environ.get("LARDOM_YEARS_DAYS", "140"))
EXAMPLES = int(os.environ.get("LARDOM_YEARS", "3"))
START = TUESDAY.date()
SWEDISH_EVES = {(12, 24), (12, 31)}


def days_off() -> set[date]:
    """Return the days on which nobody in Sweden is asked, from another source than the app's own."""
    off = set(holidays.country_holidays("SE", years=range(2026, 2030), include_sundays=False))
    for year in range(2026, 2030):
        off |= {date(year, month, day) for month, day in SWEDISH_EVES}
        off |= {d for d in dates(date(year, 6, 19), 1, date(year, 6, 25)) if d.weekday() == 4}
    return off


OFF = days_off()


@st.composite
def members(draw: st.DrawFn) -> tuple[Member, ...]:
    found = []
    for user in USERS:
        zones = [(date(2026, 1, 1), draw(st.sampled_from(ZONES)))]
        if draw(st.booleans()):
            moves = START + timedelta(days=draw(st.integers(10, LENGTH)))
            zones.append((moves, draw(st.sampled_from(ZONES))))
        hours = draw(
            st.sampled_from(
                (
                    None,
                    None,
                    AllowedHours(time(10), time(15), frozenset({0, 2, 4})),
                    AllowedHours(time(8), time(12), frozenset({1, 3})),
                )
            )
        )
        away = None
        if draw(st.booleans()):
            leaves = TUESDAY.astimezone(UTC) + timedelta(hours=draw(st.integers(1, LENGTH * 24)))
            away = (leaves, leaves + timedelta(hours=draw(st.integers(5, 24 * 21))))
        found.append(Member(user, tuple(zones), hours, away))
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, int, int]:
    """Draw a plan, with the weekday and the days between two occurrences."""
    weekday, every = draw(st.integers(0, 4)), draw(st.sampled_from((1, 2)))
    at = f"{draw(st.integers(0, 23)):02d}:{draw(st.sampled_from((0, 15, 30))):02d}"
    outages = []
    for _ in range(draw(st.integers(0, 4))):
        begins = TUESDAY.astimezone(UTC) + timedelta(hours=draw(st.integers(2, LENGTH * 24)))
        outages.append((begins, begins + timedelta(hours=draw(st.integers(1, 24 * 9)))))
    line = f"{'varje' if every == 1 else 'varannan'} vecka {DAYS[weekday]} {at}"
    return Plan(line, draw(members()), tuple(outages), LENGTH), weekday, every * 7


def undisturbed(day: date, plan: Plan, member: Member) -> bool:
    """Tell whether nothing stood in the way of asking a member in the window of a date."""
    first = datetime.combine(day - timedelta(days=2), time(0), UTC)
    last = first + timedelta(days=9)
    moves = any(day - timedelta(days=3) <= since <= day + timedelta(days=6) for since, _ in member.zones)
    near_off = any(day + timedelta(days=n) in OFF for n in range(-1, 7))
    away = member.away is not None and member.away[0] < last and member.away[1] > first
    down = any(start < last and stop > first for start, stop in plan.outages)
    return not (moves or near_off or away or down)


@pytest.mark.timeout(120 + 30 * EXAMPLES)
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(plans())
def test_years_go_by(drawn):
    with tempfile.TemporaryDirectory(prefix="lardom-years-") as place:
        asyncio.run(_years(Path(place), *drawn))


async def _years(place: Path, plan: Plan, weekday: int, every: int) -> None:
    async with opened(place, tick=NEVER) as stage:
        walk = Walk(stage, plan)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schema ny {plan.line} #larande")
        await until(lambda: _saved(stage))
        await walk.through()
    by_user = {one.user: one for one in plan.members}
    twice = Counter((one.user, one.occurrence) for one in walk.asked)
    assert set(twice.values()) <= {1}, "at most one prompt a member and occurrence"
    wrong = [(one, why) for one in walk.asked if (why := forbidden(one, by_user[one.user], OFF))]
    assert wrong == [], "none at a forbidden time"
    assert all(one.occurrence.weekday() == weekday for one in walk.asked)
    first = START + timedelta(days=1)
    while first.weekday() != weekday:
        first += timedelta(days=1)
    due = [
        (member.user, day)
        for day in dates(first, every, START + timedelta(days=plan.days - 10))
        for member in plan.members
        if day > START + timedelta(days=3) and undisturbed(day, plan, member)
    ]
    missing = [one for one in due if one not in twice]
    assert missing == [], "none missing that was due"
    assert due, "something was due"


async def _saved(stage) -> bool:
    return bool(await stage.app.services.schedules.all())
