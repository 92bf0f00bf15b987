"""A pulse comes once a quarter, on a working day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.pulse import QUARTER, next_pulse

SE = WorkCalendar(HolidayPolicy(quiet_months=frozenset({7})))


def test_the_first_pulse_comes_on_the_day_that_was_wished_for():
    assert next_pulse(SE, date(2026, 11, 24), None) == date(2026, 11, 24)


def test_a_holiday_or_a_month_that_is_left_out_moves_it_on():
    assert next_pulse(SE, date(2026, 12, 25), None) == date(2026, 12, 28)
    assert next_pulse(SE, date(2027, 7, 1), None) == date(2027, 8, 2)


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_a_pulse_never_comes_sooner_than_a_quarter_after_the_last(starts, last):
    day = next_pulse(SE, starts, last)
    assert day >= last + QUARTER and day >= starts and SE.is_workday(day)
