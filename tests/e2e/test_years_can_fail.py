"""The judge of the years sees what is wrong: every rule of time is broken once, and it says which."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import firing
from bot.delivery.firing import Firing
from bot.delivery.lifecycle import Lifecycle
from bot.learning.calendar import WorkCalendar
from bot.slack import reach
from bot.slack.courier import SlackCourier
from bot.slack.reach import Reach
from bot.store.members import MemberRepository
from bot.store.schedules import moment_of
from bot.store.tables import DeliveryKind
from tests.e2e.test_years import walked
from tests.support.theatre import TUESDAY
from tests.support.years.plan import HOME, Edit, Hours, Line, Member, Plan


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=HOME)


LONG_AGO = at(2025, 1, 1)
PLAN = Plan(
    lines=(
        Line("weekly", time(14, 30), weekday=3),
        Line("weekly", time(15, 0), weekday=3),
    ),
    members=(
        Member("U0KARIN", ((LONG_AGO, HOME.key), (at(2026, 12, 3, 11), "America/New_York"))),
        Member("U0TOM", ((LONG_AGO, "Asia/Tokyo"),), hours=Hours(time(10), time(12))),
        Member("U0MAJA", ((LONG_AGO, HOME.key),), away=((at(2026, 12, 9), at(2026, 12, 11, 11)),)),
        Member("U0ELIN", ((LONG_AGO, HOME.key),), answers=False),
        Member(
            "U0JUSSI",
            ((LONG_AGO, "Asia/Kolkata"),),
            disturbed=((at(2026, 12, 3, 9), at(2026, 12, 3, 11, 30)),),
        ),
    ),
    begins=TUESDAY + timedelta(minutes=5),
    days=32,
    outages=((at(2026, 12, 10, 6), at(2026, 12, 11, 9)),),
    edits=(Edit(at(2026, 12, 3, 17), 0, time(18, 0)),),
)


async def test_the_app_as_it_is_breaks_no_rule():
    judge = await walked(PLAN)
    assert judge.violations() == []
    assert judge.due() > 20


def no_holidays(patch) -> None:
    patch.setattr(WorkCalendar, "holiday", lambda *_: None)


def no_quiet_hours(patch) -> None:
    for module in (firing, reach):
        patch.setattr(module, "next_allowed", lambda moment, *_: moment)


def no_look_before_sending(patch) -> None:
    async def nothing_in_the_way(*_) -> None:
        return None

    patch.setattr(Reach, "obstacle", nothing_in_the_way)


def no_counting_to_one(patch) -> None:
    once = SlackCourier._post

    async def twice(self, delivery, message):
        if delivery.kind is DeliveryKind.PROMPT:
            await once(self, delivery, message)
        return await once(self, delivery, message)

    patch.setattr(SlackCourier, "_post", twice)


def no_late_rounds(patch) -> None:
    async def too_late(self, _schedule, first) -> bool:
        return self.clock.now() > first + timedelta(hours=2)

    patch.setattr(Lifecycle, "_overlaps", too_late)


def no_zones_but_one(patch) -> None:
    for module in (firing, reach):
        patch.setattr(module, "moment_of", lambda schedule, day, _: moment_of(schedule, day, HOME))


def no_moving_house(patch) -> None:
    async def where_they_were(*_) -> None:
        return None

    patch.setattr(Reach, "_moved", where_they_were)


def no_silence(patch) -> None:
    async def nobody(*_) -> set:
        return set()

    patch.setattr(MemberRepository, "silent", nobody)


def no_noise_budget(patch) -> None:
    patch.setattr(reach, "next_with_room", lambda moment, *_: moment)


def no_last_member(patch) -> None:
    whole = Firing.moments

    async def all_but_one(self, *given) -> list:
        return [one for one in await whole(self, *given) if one.user != "U0JUSSI"]

    patch.setattr(Firing, "moments", all_but_one)


def an_hour_early(patch) -> None:
    def early(schedule, day, zone: ZoneInfo) -> datetime:
        return moment_of(schedule, day, zone) - timedelta(hours=1)

    for module in (firing, reach):
        patch.setattr(module, "moment_of", early)


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (no_holidays, "forbidden"),
        (no_quiet_hours, "forbidden"),
        (no_look_before_sending, "forbidden"),
        (no_counting_to_one, "twice"),
        (no_late_rounds, "missing"),
        (no_zones_but_one, "late"),
        (no_moving_house, "forbidden"),
        (no_silence, "silence"),
        (no_noise_budget, "budget"),
        (no_last_member, "missing"),
        (an_hour_early, "forbidden"),
    ],
)
async def test_a_rule_that_is_broken_is_seen(broken, what, monkeypatch):
    broken(monkeypatch)
    found = {one.what for one in (await walked(PLAN)).violations()}
    assert what in found
