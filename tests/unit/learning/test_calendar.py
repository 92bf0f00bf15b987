"""Working days, holidays, eves and bridge days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar

DATES = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 1))


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (dt.date(2026, 12, 25), "Juldagen", "Christmas Day"),
        (dt.date(2026, 12, 24), "julafton", "Christmas Eve"),
        (dt.date(2026, 6, 19), "midsommarafton", "Midsummer Eve"),
        (dt.date(2026, 5, 14), "Kristi himmelsfärdsdag", "Ascension Day"),
    ],
)
def test_swedish_days_off_have_names_in_both_languages(day, sv, en):
    calendar = WorkCalendar(HolidayPolicy())
    assert calendar.holiday(day, "sv") == sv
    assert calendar.holiday(day, "en") == en


def test_an_ordinary_sunday_is_no_holiday_but_no_workday_either():
    calendar = WorkCalendar(HolidayPolicy())
    assert calendar.holiday(dt.date(2026, 11, 22)) is None
    assert not calendar.is_workday(dt.date(2026, 11, 22))


def test_eves_and_bridge_days_are_choices():
    eve, bridge = dt.date(2026, 12, 24), dt.date(2026, 5, 15)
    assert WorkCalendar(HolidayPolicy(eves=False)).holiday(eve) is None
    assert WorkCalendar(HolidayPolicy()).holiday(bridge) is None
    assert WorkCalendar(HolidayPolicy(bridge_days=True)).holiday(bridge) == "klämdag"


def test_without_a_country_only_weekends_are_off():
    calendar = WorkCalendar(HolidayPolicy(country=None))
    assert calendar.is_workday(dt.date(2026, 12, 25))


def test_quiet_months_are_left_out():
    calendar = WorkCalendar(HolidayPolicy(quiet_months=frozenset({7})))
    assert calendar.off(dt.date(2026, 7, 8)) is not None
    assert calendar.off(dt.date(2026, 8, 5)) is None


@given(day=DATES, count=st.integers(0, 15))
def test_adding_workdays_agrees_with_walking(day, count):
    calendar = WorkCalendar(HolidayPolicy())
    end = calendar.add_workdays(day, count)
    walked = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(calendar.is_workday(one) for one in walked) == count
