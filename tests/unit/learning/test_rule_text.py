"""One typed line, in Swedish or English."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.recurrence import Frequency, Weekday
from bot.learning.rule_text import RuleProblem, RuleProblemKind, parse_rule

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "frequency", "interval", "weekday", "nth", "at"),
    [
        ("weekly fri 14:30", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("varje vecka fre 14:30", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("Veckovis Fredag kl 14.30", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("varje fredag 9:05", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "09:05"),
        ("every 2 weeks tue 09:00", Frequency.WEEKLY, 2, Weekday.TUESDAY, None, "09:00"),
        ("varannan vecka tis 09", Frequency.WEEKLY, 2, Weekday.TUESDAY, None, "09:00"),
        ("var tredje vecka lördag 10:00", Frequency.WEEKLY, 3, Weekday.SATURDAY, None, "10:00"),
        ("monthly first mon 10:00", Frequency.MONTHLY_NTH, 1, Weekday.MONDAY, 1, "10:00"),
        ("månadsvis sista sön 10:00", Frequency.MONTHLY_NTH, 1, Weekday.SUNDAY, -1, "10:00"),
        ("monthly last workday 15:00", Frequency.MONTHLY_LAST_WORKDAY, 1, None, None, "15:00"),
        ("månadsvis sista vardagen 15:00", Frequency.MONTHLY_LAST_WORKDAY, 1, None, None, "15:00"),
        ("weekly 14:30 fri", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("varje fredag kl. 14.30", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("fortnightly tue 09:00", Frequency.WEEKLY, 2, Weekday.TUESDAY, None, "09:00"),
        ("första måndagen i månaden 10:00", Frequency.MONTHLY_NTH, 1, Weekday.MONDAY, 1, "10:00"),
        ("first monday of the month at 10:00", Frequency.MONTHLY_NTH, 1, Weekday.MONDAY, 1, "10:00"),
        ("sista vardagen varje månad 15:00", Frequency.MONTHLY_LAST_WORKDAY, 1, None, None, "15:00"),
        ("andra tisdagen varannan månad kl 9.15", Frequency.MONTHLY_NTH, 2, Weekday.TUESDAY, 2, "09:15"),
        ("last workday every 3 months 15:00", Frequency.MONTHLY_LAST_WORKDAY, 3, None, None, "15:00"),
        ("fredagar 14:30", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("on Fridays at 2:30 pm", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:30"),
        ("every week fri 2pm", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "14:00"),
        ("every friday 12 am", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "00:00"),
        ("every friday 12 p.m.", Frequency.WEEKLY, 1, Weekday.FRIDAY, None, "12:00"),
        ("varje tors. kl 9", Frequency.WEEKLY, 1, Weekday.THURSDAY, None, "09:00"),
        ("biweekly thurs 9:00", Frequency.WEEKLY, 2, Weekday.THURSDAY, None, "09:00"),
        ("quarterly first mon 10:00", Frequency.MONTHLY_NTH, 3, Weekday.MONDAY, 1, "10:00"),
        ("kvartalsvis sista vardagen 10:00", Frequency.MONTHLY_LAST_WORKDAY, 3, None, None, "10:00"),
        ("en gång 4 december kl 13", Frequency.ONCE, 1, None, None, "13:00"),
        ("once 13:00 2026-12-04", Frequency.ONCE, 1, None, None, "13:00"),
        ("once 2026-12-04 13:00", Frequency.ONCE, 1, None, None, "13:00"),
        ("en gång 2026-12-04 13:00", Frequency.ONCE, 1, None, None, "13:00"),
    ],
)
def test_a_right_line_is_understood(line, frequency, interval, weekday, nth, at):
    found = parse_rule(f"{line} <#C123|larande>", TODAY)
    rule = found.rule
    assert (rule.frequency, rule.interval, rule.weekday, rule.nth) == (frequency, interval, weekday, nth)
    assert f"{rule.time:%H:%M}" == at and found.channel == "C123"


@pytest.mark.parametrize(
    ("line", "kind", "word"),
    [
        ("", RuleProblemKind.EMPTY, ""),
        ("sometimes fri 14:30", RuleProblemKind.UNKNOWN_FREQUENCY, "sometimes"),
        ("weekly 14:30", RuleProblemKind.MISSING_WEEKDAY, ""),
        ("weekly fryday 14:30", RuleProblemKind.BAD_WEEKDAY, "fryday"),
        ("weekly fri", RuleProblemKind.MISSING_TIME, ""),
        ("weekly fri 24:00", RuleProblemKind.BAD_TIME, "24:00"),
        ("once 13:00", RuleProblemKind.BAD_DATE, "13:00"),
        ("once 2026-02-30 13:00", RuleProblemKind.BAD_DATE, "2026-02-30"),
        ("once 2026-11-23 13:00", RuleProblemKind.PAST_DATE, "2026-11-23"),
        ("en gång 23 nov 2026 13:00", RuleProblemKind.PAST_DATE, "23 nov 2026"),
        ("once 31 november 13:00", RuleProblemKind.BAD_DATE, "31"),
        ("once 4 13:00", RuleProblemKind.BAD_DATE, "4"),
        ("weekly fri 13 pm", RuleProblemKind.BAD_TIME, "13pm"),
        ("every 40 weeks fri 13:00", RuleProblemKind.BAD_INTERVAL, "40"),
        ("weekly fri 13:00 please", RuleProblemKind.TOO_MANY_WORDS, "please"),
        ("weekly fri 13:00 #nowhere", RuleProblemKind.UNKNOWN_CHANNEL, "#nowhere"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_and_at_which_word(line, kind, word):
    with pytest.raises(RuleProblem) as caught:
        parse_rule(line, TODAY)
    assert (caught.value.kind, caught.value.word) == (kind, word)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("en gång 4 december 13:00", dt.date(2026, 12, 4)),
        ("once 4 Dec 2027 13:00", dt.date(2027, 12, 4)),
        ("once Dec 4th at 1 pm", dt.date(2026, 12, 4)),
        ("en gång den 3:e mars 13:00", dt.date(2027, 3, 3)),
        ("once 13:00 2026-12-04", dt.date(2026, 12, 4)),
        ("once 24 november 13:00", TODAY),
    ],
)
def test_a_date_is_understood_as_people_write_it(line, day):
    assert parse_rule(line, TODAY).rule.date == day


@pytest.mark.parametrize("form", ["wide", "abbreviated"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_weekday_and_month_is_understood_in_both_languages(language, form):
    for number, name in get_day_names(form, locale=language).items():
        assert (
            parse_rule(f"{'varje' if language == 'sv' else 'every'} {name} 9:00", TODAY).rule.weekday
            == number
        )
    for number, name in get_month_names(form, locale=language).items():
        assert parse_rule(f"once 2 {name} 2027 9:00", TODAY).rule.date == dt.date(2027, number, 2)


@given(st.text(max_size=60))
def test_no_line_is_answered_with_anything_but_a_rule_or_a_problem(line):
    try:
        parse_rule(line, TODAY)
    except RuleProblem as problem:
        assert problem.kind in RuleProblemKind
