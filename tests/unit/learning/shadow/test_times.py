"""Proposed times suit everybody, by everybody's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.moments import AllowedHours
from bot.learning.shadow.times import LENGTH, Available, meeting_times

SE = WorkCalendar(HolidayPolicy())
STOCKHOLM, LONDON, NEW_YORK = map(ZoneInfo, ("Europe/Stockholm", "Europe/London", "America/New_York"))
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=STOCKHOLM)


def usual(zone: str | ZoneInfo) -> Available:
    return Available(ZoneInfo(str(zone)), AllowedHours())


def local(times, zone) -> list[str]:
    return [f"{one.astimezone(zone):%a %d %H:%M}" for one in times]


def test_two_in_one_town_get_three_ordinary_times_on_three_days():
    times = meeting_times([usual(STOCKHOLM), usual(STOCKHOLM)], SE, TUESDAY)
    assert local(times, STOCKHOLM) == ["Thu 26 10:00", "Mon 30 14:00", "Wed 02 09:00"]


def test_across_the_sea_the_times_lie_where_both_days_meet():
    times = meeting_times([usual(STOCKHOLM), usual(NEW_YORK)], SE, TUESDAY)
    assert len(times) == 3
    for one in times:
        assert 14 <= one.astimezone(STOCKHOLM).hour <= 17 and 8 <= one.astimezone(NEW_YORK).hour <= 12


def test_where_hours_never_meet_nothing_is_proposed():
    assert meeting_times([usual(STOCKHOLM), usual("Pacific/Auckland")], SE, TUESDAY) == []


def test_holidays_and_eves_of_the_country_are_left_alone():
    before_christmas = datetime(2026, 12, 21, 9, tzinfo=STOCKHOLM)
    days = {one.date().isoformat() for one in meeting_times([usual(STOCKHOLM)] * 2, SE, before_christmas)}
    assert days == {"2026-12-23", "2026-12-28", "2026-12-30"}


def test_own_hours_and_own_days_count():
    nights = AllowedHours(time(22, 0), time(6, 0), frozenset({5, 6}))
    times = meeting_times([Available(STOCKHOLM, nights)] * 2, SE, TUESDAY)
    assert times and all(one.astimezone(STOCKHOLM).hour in (22, 23, 0, 1, 2, 3, 4, 5) for one in times)
    assert meeting_times([Available(STOCKHOLM, nights), usual(STOCKHOLM)], SE, TUESDAY) == []


zones = st.sampled_from(
    [
        "Europe/Stockholm",
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "Asia/Kolkata",
        "Asia/Tokyo",
    ]
)
hours = st.builds(
    lambda start, long, days: AllowedHours(time(start), time((start + long) % 24), days),
    st.integers(0, 23),
    st.integers(2, 12),
    st.one_of(st.none(), st.frozensets(st.integers(0, 6), min_size=1)),
)


@given(
    st.lists(
        st.builds(lambda zone, own: Available(ZoneInfo(zone), own), zones, hours), min_size=2, max_size=3
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_zones_and_hours_nobody_is_asked_to_come_outside_their_own(people, naive):
    after = naive.replace(tzinfo=UTC)
    times = meeting_times(people, SE, after)
    assert len(times) <= 3 and times == sorted(set(times))
    first = people[0].zone
    assert len({one.astimezone(first).date() for one in times}) == len(times)
    for one in times:
        assert one > after + timedelta(days=1)
        for person in people:
            for moment in (one, one + LENGTH - timedelta(minutes=1)):
                inside = person.hours.window(moment.astimezone(person.zone).date(), person.zone)
                night = person.hours.window(
                    moment.astimezone(person.zone).date() - timedelta(days=1), person.zone
                )
                assert inside[0] <= moment < inside[1] or night[0] <= moment < night[1]
