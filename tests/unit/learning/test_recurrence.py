"""On which dates a schedule comes round."""

from __future__ import annotations

import datetime as dt
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.recurrence import Frequency, PlannedDate, Rule, Weekday, occurrences, planned_dates

AT = dt.time(14, 30)
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
DAY = dt.timedelta(days=1)


@given(anchor=DATES, after=DATES, weekday=st.sampled_from(Weekday), interval=st.integers(1, 12))
def test_every_n_weeks_keeps_its_weekday_and_its_beat(anchor, after, weekday, interval):
    rule = Rule(Frequency.WEEKLY, AT, anchor, interval=interval, weekday=weekday)
    found = list(islice(occurrences(rule, after), 5))
    assert len(found) == 5 and found[0] > after
    assert {day.weekday() for day in found} == {weekday}
    assert {(b - a).days for a, b in pairwise(found)} == {7 * interval}


@given(anchor=DATES, weekday=st.sampled_from(Weekday), nth=st.sampled_from([1, 2, 3, 4, -1]))
def test_the_nth_weekday_of_a_month_agrees_with_counting_by_hand(anchor, weekday, nth):
    rule = Rule(Frequency.MONTHLY_NTH, AT, anchor, weekday=weekday, nth=nth)
    for day in islice(occurrences(rule, anchor), 6):
        first = day.replace(day=1)
        month = [first + DAY * n for n in range(31) if (first + DAY * n).month == day.month]
        same = [one for one in month if one.weekday() == weekday]
        assert day == same[nth - 1 if nth > 0 else -1]


@given(anchor=DATES)
def test_the_last_workday_is_the_last_monday_to_friday_of_its_month(anchor):
    rule = Rule(Frequency.MONTHLY_LAST_WORKDAY, AT, anchor)
    for day in islice(occurrences(rule, anchor), 6):
        following = [day + DAY * n for n in range(1, 4)]
        rest = [one for one in following if one.month == day.month]
        assert day.weekday() < 5 and all(one.weekday() >= 5 for one in rest)


@given(day=DATES)
def test_a_single_date_comes_once(day):
    rule = Rule(Frequency.ONCE, AT, day, date=day)
    assert list(occurrences(rule, day - DAY)) == [day]
    assert list(occurrences(rule, day)) == []


def test_dates_on_holidays_are_named_and_skipped():
    rule = Rule(Frequency.WEEKLY, AT, dt.date(2026, 12, 1), weekday=Weekday.THURSDAY)
    calendar = WorkCalendar(HolidayPolicy())
    found = list(islice(planned_dates(rule, calendar, dt.date(2026, 12, 16)), 3))
    assert [(one.date.day, one.skipped) for one in found] == [
        (17, None),
        (24, "julafton"),
        (31, "nyårsafton"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": Frequency.WEEKLY},
        {"frequency": Frequency.WEEKLY, "weekday": Weekday.MONDAY, "interval": 0},
        {"frequency": Frequency.WEEKLY, "weekday": Weekday.MONDAY, "interval": 13},
        {"frequency": Frequency.MONTHLY_NTH, "weekday": Weekday.MONDAY, "nth": 5},
        {"frequency": Frequency.ONCE},
    ],
)
def test_a_rule_from_which_no_date_follows_is_refused(wrong):
    with pytest.raises(ValueError):
        Rule(time=AT, anchor=dt.date(2026, 1, 1), **wrong)


def test_the_last_workday_is_one_that_is_worked():
    rule = Rule(Frequency.MONTHLY_LAST_WORKDAY, AT, dt.date(2026, 12, 1))
    calendar = WorkCalendar(HolidayPolicy())
    (first,) = islice(planned_dates(rule, calendar, dt.date(2026, 12, 1)), 1)
    assert first == PlannedDate(dt.date(2026, 12, 30)), "the 31st is New Year's Eve"
    (following,) = islice(planned_dates(rule, calendar, first.date), 1)
    assert following == PlannedDate(dt.date(2027, 1, 29)), "and it does not come twice"
    without_eves = WorkCalendar(HolidayPolicy(eves=False))
    (plain,) = islice(planned_dates(rule, without_eves, dt.date(2026, 12, 1)), 1)
    assert plain.date == dt.date(2026, 12, 31)


def test_the_last_workday_follows_the_countrys_weekend():
    rule = Rule(Frequency.MONTHLY_LAST_WORKDAY, AT, dt.date(2026, 1, 1))
    israel = WorkCalendar(HolidayPolicy(country="IL"))
    after = dt.date(2026, 5, 30)
    (found,) = islice(planned_dates(rule, israel, after), 1)
    assert found == PlannedDate(dt.date(2026, 5, 31)), "a Sunday, though its last Friday was before"
    dates = [one.date for one in islice(planned_dates(rule, israel, dt.date(2026, 1, 1)), 24)]
    assert len(set(dates)) == 24 and dates == sorted(dates), "every month once"
