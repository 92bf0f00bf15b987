"""Local times across clock changes, and the next moment a person may be asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.learning.moments import AllowedHours, instant, next_allowed
from bot.learning.windows import closing, publication, reminder

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = st.sampled_from(sorted(zone for zone in available_timezones() if "/" in zone)).map(ZoneInfo)
DATES = st.dates(date(2024, 1, 1), date(2030, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def test_in_the_autumn_hour_the_first_counts():
    assert instant(date(2026, 10, 25), time(2, 30), STOCKHOLM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_in_the_spring_gap_the_first_minute_after_counts():
    found = instant(date(2026, 3, 29), time(2, 30), STOCKHOLM)
    assert found.astimezone(STOCKHOLM).time() == time(3, 0)


@given(day=DATES, at=TIMES, zone=ZONES)
def test_every_local_time_is_one_instant_on_its_own_date_or_just_after_a_gap(day, at, zone):
    local = instant(day, at, zone).astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert wanted <= local <= wanted + timedelta(hours=24, minutes=1)


@given(moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), zone=ZONES)
def test_the_next_allowed_moment_is_never_earlier_always_allowed_and_final(moment, zone):
    calendar, hours = WorkCalendar(HolidayPolicy()), AllowedHours()
    found = next_allowed(moment, zone, hours, calendar)
    local = found.astimezone(zone)
    assert found >= moment
    assert calendar.is_workday(local.date())
    assert hours.start <= local.time() < hours.end
    assert next_allowed(found, zone, hours, calendar) == found


def test_a_round_closes_three_working_days_after_its_last_opening():
    calendar = WorkCalendar(HolidayPolicy())
    friday = datetime(2026, 11, 27, 14, 30, tzinfo=STOCKHOLM)
    closes = closing(friday, 3, STOCKHOLM, calendar)
    assert closes.astimezone(STOCKHOLM) == datetime(2026, 12, 2, 14, 30, tzinfo=STOCKHOLM)
    published = publication(closes, time(10), STOCKHOLM, calendar)
    assert published.astimezone(STOCKHOLM) == datetime(2026, 12, 4, 10, 0, tzinfo=STOCKHOLM)


def test_a_reminder_comes_at_seventy_per_cent_or_not_at_all():
    calendar = WorkCalendar(HolidayPolicy())
    opens = datetime(2026, 11, 24, 9, 0, tzinfo=STOCKHOLM)
    found = reminder(opens, opens + timedelta(hours=10), STOCKHOLM, calendar)
    assert found == opens + timedelta(hours=7)
    assert reminder(opens, opens + timedelta(hours=5), STOCKHOLM, calendar) is None


def test_a_weekend_that_the_schedule_names_is_asked_on_and_a_holiday_is_not():
    calendar = WorkCalendar(HolidayPolicy())
    hours = AllowedHours()
    saturday = datetime(2026, 11, 28, 10, 0, tzinfo=STOCKHOLM)
    monday = datetime(2026, 11, 30, 7, 0, tzinfo=STOCKHOLM)
    assert next_allowed(saturday, STOCKHOLM, hours, calendar, named=saturday.date()) == saturday
    assert next_allowed(saturday, STOCKHOLM, hours, calendar, named=date(2026, 11, 27)) == monday
    assert next_allowed(saturday, STOCKHOLM, hours, calendar) == monday
    boxing_day = datetime(2026, 12, 26, 10, 0, tzinfo=STOCKHOLM)
    found = next_allowed(boxing_day, STOCKHOLM, hours, calendar, named=boxing_day.date())
    assert found == datetime(2026, 12, 28, 7, 0, tzinfo=STOCKHOLM)
    late = datetime(2026, 11, 28, 22, 0, tzinfo=STOCKHOLM)
    assert next_allowed(late, STOCKHOLM, hours, calendar, named=late.date()) == monday


def test_on_a_half_day_nobody_is_asked_after_noon_but_who_works_shifts():
    calendar = WorkCalendar(HolidayPolicy(half_days=True))
    thursday = datetime(2026, 4, 30, 14, 30, tzinfo=STOCKHOLM)
    monday = datetime(2026, 5, 4, 7, 0, tzinfo=STOCKHOLM)
    assert next_allowed(thursday, STOCKHOLM, AllowedHours(), calendar) == monday
    morning = thursday.replace(hour=11)
    assert next_allowed(morning, STOCKHOLM, AllowedHours(), calendar) == morning
    late = AllowedHours(time(13), time(17))
    assert next_allowed(morning, STOCKHOLM, late, calendar) == datetime(2026, 5, 4, 13, tzinfo=STOCKHOLM)
    shifts = AllowedHours(time(13), time(22), frozenset(range(7)))
    assert next_allowed(thursday, STOCKHOLM, shifts, calendar) == thursday
