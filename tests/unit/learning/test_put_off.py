"""A question that is put off comes back when it was promised."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.moments import AllowedHours
from bot.learning.put_off import in_an_hour, tomorrow_morning

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CALENDAR = WorkCalendar(HolidayPolicy())


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        (local(2026, 11, 25, 14, 30), local(2026, 11, 26, 8)),
        (local(2026, 11, 27, 14, 30), local(2026, 11, 30, 8)),  # a Friday
        (local(2026, 12, 23, 9, 0), local(2026, 12, 28, 8)),  # before Christmas
        (local(2026, 4, 1, 23, 59), local(2026, 4, 2, 8)),
        (local(2026, 4, 2, 10, 0), local(2026, 4, 7, 8)),  # before Easter
        (local(2026, 6, 18, 10, 0), local(2026, 6, 22, 8)),  # before Midsummer
        (local(2027, 3, 26, 10, 0), local(2027, 3, 30, 8)),  # over the change to summer time
    ],
)
def test_tomorrow_morning_is_the_next_working_morning_at_eight(now, comes):
    assert tomorrow_morning(now, STOCKHOLM, AllowedHours(), CALENDAR) == comes


@pytest.mark.parametrize(
    ("hours", "comes"),
    [
        (AllowedHours(time(10), time(15), frozenset({5, 6})), local(2026, 11, 28, 10)),
        (AllowedHours(time(22), time(6), frozenset({4})), local(2026, 11, 27, 22)),
        (AllowedHours(time(5), time(7, 30), frozenset({4, 5})), local(2026, 11, 28, 5)),
    ],
)
def test_whoever_has_hours_of_their_own_is_asked_within_them(hours, comes):
    assert tomorrow_morning(local(2026, 11, 26, 14, 30), STOCKHOLM, hours, CALENDAR) == comes


@given(now=st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)))
def test_it_is_never_today_always_a_working_day_and_never_early(now):
    comes = tomorrow_morning(now, STOCKHOLM, AllowedHours(), CALENDAR).astimezone(STOCKHOLM)
    assert comes.date() > now.astimezone(STOCKHOLM).date()
    assert CALENDAR.is_workday(comes.date()) and comes.time() == time(8)
    skipped = (comes.date() - now.astimezone(STOCKHOLM).date()).days
    between = [now.astimezone(STOCKHOLM).date() + timedelta(days=n) for n in range(1, skipped)]
    assert not any(CALENDAR.is_workday(day) for day in between)


def test_an_hour_is_an_hour_also_when_the_clock_changes():
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert in_an_hour(before) - before == timedelta(hours=1)
