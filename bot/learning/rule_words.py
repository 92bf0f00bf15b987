"""Swedish and English words of a schedule's typed rule, without accents and in lower case."""

from __future__ import annotations

from bot.learning.recurrence import Weekday

DAYS = {
    Weekday.MONDAY: "mon monday mondays man mand mandag mandagar mandagen",
    Weekday.TUESDAY: "tue tues tuesday tuesdays tis tisd tisdag tisdagar tisdagen",
    Weekday.WEDNESDAY: "wed wednesday wednesdays ons onsd onsdag onsdagar onsdagen",
    Weekday.THURSDAY: "thu thur thurs thursday thursdays tor tors torsd torsdag torsdagar torsdagen",
    Weekday.FRIDAY: "fri friday fridays fre fred fredag fredagar fredagen",
    Weekday.SATURDAY: "sat saturday saturdays lor lord lordag lordagar lordagen",
    Weekday.SUNDAY: "sun sunday sundays son sond sondag sondagar sondagen",
}
WEEKDAYS = {name: day for day, names in DAYS.items() for name in names.split()}
MONTH_NAMES = (
    "jan january januari",
    "feb february februari",
    "mar march mars",
    "apr april",
    "may maj",
    "jun june juni",
    "jul july juli",
    "aug august augusti",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december",
)
MONTHS_BY_NAME = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
NUMBERS = {
    "annan": 2,
    "tredje": 3,
    "fjarde": 4,
    "femte": 5,
    "sjatte": 6,
    "attonde": 8,
    "second": 2,
    "other": 2,
    "third": 3,
    "fourth": 4,
}
PLACES = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "forsta": 1,
    "andra": 2,
    "tredje": 3,
    "fjarde": 4,
    "sista": -1,
}
LAST = {"last", "sista"}
WORKDAYS = {"workday", "weekday", "vardag", "vardagen", "arbetsdag", "arbetsdagen"}
WEEKLY = {"weekly", "veckovis"}
FORTNIGHTLY = {"fortnightly", "biweekly", "varannanvecka"}
MONTHLY = {"monthly", "manadsvis"}
QUARTERLY = {"quarterly", "kvartalsvis"}
EVERY = {"every", "varje", "var"}
WEEKS = {"week", "weeks", "vecka", "veckor", "veckan"}
MONTHS = {"month", "months", "manad", "manader"}
HALVES = {"am": 0, "a.m": 0, "fm": 0, "pm": 12, "p.m": 12, "em": 12}
"""Halves of the day, and the hours that they add."""

SMALL = {"at", "on", "kl", "klockan", "den", "i", "in", "the", "till", "to", "of", "manaden"}
