"""Working days, holidays, eves and bridge days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.holiday_books import countries

DATES = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 1))


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (dt.date(2026, 12, 25), "juldagen", "Christmas Day"),
        (dt.date(2026, 12, 24), "julafton", "Christmas Eve"),
        (dt.date(2026, 6, 19), "midsommarafton", "Midsummer Eve"),
        (dt.date(2026, 5, 14), "Kristi himmelsfärdsdag", "Ascension Day"),
    ],
)
def test_swedish_days_off_have_names_in_both_languages(day, sv, en):
    calendar = WorkCalendar(HolidayPolicy())
    assert calendar.holiday(day, "sv") == sv
    assert calendar.holiday(day, "en") == en


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 4, 4), "påskafton"),
        (dt.date(2026, 5, 23), "pingstafton"),
        (dt.date(2026, 6, 19), "midsommarafton"),
        (dt.date(2026, 12, 24), "julafton"),
        (dt.date(2026, 12, 31), "nyårsafton"),
    ],
)
def test_swedish_eves_are_off_by_choice(day, name):
    assert WorkCalendar(HolidayPolicy()).holiday(day) == name
    assert WorkCalendar(HolidayPolicy(eves=False)).holiday(day) is None


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (dt.date(2026, 1, 5), "trettondagsafton", "Twelfth Night"),
        (dt.date(2026, 4, 2), "skärtorsdagen", "Maundy Thursday"),
        (dt.date(2026, 4, 30), "valborgsmässoafton", "Walpurgis Night"),
        (dt.date(2026, 10, 30), "allhelgonaafton", "All Saints' Eve"),
    ],
)
def test_the_afternoons_of_swedish_half_days_are_off_by_choice(day, sv, en):
    calendar = WorkCalendar(HolidayPolicy(half_days=True))
    assert calendar.is_workday(day), "its morning is worked"
    assert calendar.off(day, "sv", dt.time(11, 59)) is None
    assert calendar.off(day, "sv", dt.time(12)) == f"{sv}, halvdag"
    assert calendar.off(day, "en", dt.time(14)) == f"{en}, half-day"
    assert WorkCalendar(HolidayPolicy()).off(day, "sv", dt.time(14)) is None


@pytest.mark.parametrize(
    ("country", "day", "sv"),
    [
        ("NO", dt.date(2026, 5, 17), "Grunnlovsdag"),
        ("DK", dt.date(2026, 4, 2), "Skærtorsdag"),
        ("FI", dt.date(2026, 6, 19), "Midsommarafton"),
        ("DE", dt.date(2026, 10, 3), "German Unity Day"),
        ("US", dt.date(2026, 11, 26), "Thanksgiving Day"),
        ("NO", dt.date(2026, 12, 24), "julafton"),
    ],
)
def test_every_country_has_its_own_days_off(country, day, sv):
    assert WorkCalendar(HolidayPolicy(country=country)).holiday(day, "sv") == sv


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_country_that_can_be_chosen_has_a_book_and_its_days_have_names(language):
    year = [dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    for country in countries():
        calendar = WorkCalendar(HolidayPolicy(country=country, bridge_days=True, half_days=True))
        names = [calendar.off(day, language, dt.time(15)) for day in year]
        assert all(name is None or name.strip() for name in names)
        assert sum(calendar.is_workday(day) for day in year) > 180, country


def test_a_country_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no holidays"):
        WorkCalendar(HolidayPolicy(country="XX")).holiday(dt.date(2026, 1, 1))


def test_a_weekend_is_the_countrys_own():
    friday, saturday, sunday = (dt.date(2026, 11, day) for day in (27, 28, 29))
    israel = WorkCalendar(HolidayPolicy(country="IL"))
    assert [israel.is_workday(day) for day in (friday, saturday, sunday)] == [False, False, True]
    hong_kong = WorkCalendar(HolidayPolicy(country="HK"))
    assert [hong_kong.is_workday(day) for day in (friday, saturday, sunday)] == [True, False, False]


def test_an_ordinary_sunday_is_no_holiday_but_no_workday_either():
    calendar = WorkCalendar(HolidayPolicy())
    assert calendar.holiday(dt.date(2026, 11, 22)) is None
    assert not calendar.is_workday(dt.date(2026, 11, 22))


def test_eves_and_bridge_days_are_choices():
    eve, bridge = dt.date(2026, 12, 24), dt.date(2026, 5, 15)
    assert WorkCalendar(HolidayPolicy(eves=False)).holiday(eve) is None
    assert WorkCalendar(HolidayPolicy()).holiday(bridge) is None
    assert WorkCalendar(HolidayPolicy(bridge_days=True)).holiday(bridge) == "klämdag"


@pytest.mark.parametrize(
    ("country", "day", "eves"),
    [
        ("SE", dt.date(2026, 5, 15), True),  # after Ascension Day
        ("SE", dt.date(2026, 1, 5), True),  # Monday before Epiphany
        ("SE", dt.date(2024, 12, 23), True),  # Monday before Christmas Eve
        ("SE", dt.date(2024, 12, 27), False),  # Friday after the second day of Christmas
        ("NO", dt.date(2029, 5, 18), True),  # Friday after Constitution Day
        ("US", dt.date(2026, 11, 27), True),  # the day after Thanksgiving
        ("IL", dt.date(2026, 4, 9), False),  # Thursday between a holiday and the Israeli weekend
    ],
)
def test_a_bridge_day_is_one_working_day_between_days_off_of_its_country(country, day, eves):
    policy = HolidayPolicy(country=country, eves=eves, bridge_days=True)
    assert WorkCalendar(policy).holiday(day, "en") == "bridge day"
    assert WorkCalendar(replace(policy, bridge_days=False)).holiday(day) is None


def test_what_lies_between_days_that_are_worked_is_no_bridge():
    without_eves = HolidayPolicy(eves=False, bridge_days=True)
    assert WorkCalendar(without_eves).holiday(dt.date(2024, 12, 23)) is None, "Christmas Eve is worked"
    two_days = (dt.date(2026, 12, 28), dt.date(2026, 12, 30))
    assert [WorkCalendar(HolidayPolicy(bridge_days=True)).holiday(day) for day in two_days] == [None, None]


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
