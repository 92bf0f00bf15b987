"""Tell working days from days off, with the names of holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import holidays

SATURDAY = 5
DAY = dt.timedelta(days=1)
SUPPORTED_LANGUAGES = {"sv": "sv", "en": "en_US"}
EVES = {(12, 24): ("julafton", "Christmas Eve"), (12, 31): ("nyårsafton", "New Year's Eve")}
MIDSUMMER_EVE = ("midsommarafton", "Midsummer Eve")
"""The eves that Swedish workplaces take off whole; midsummer eve is found by its weekday."""

BRIDGE = ("klämdag", "bridge day")
QUIET = ("månaden är undantagen", "the month is left out")


@dataclass(frozen=True, slots=True)
class HolidayPolicy:
    """Hold which days a schedule leaves out; no country means weekends only."""

    country: str | None = "SE"
    eves: bool = True
    bridge_days: bool = False
    quiet_months: frozenset[int] = frozenset()


@dataclass(slots=True)
class WorkCalendar:
    """Answer whether a day is worked, under a policy."""

    policy: HolidayPolicy
    _books: dict[str, Any] = field(default_factory=dict)

    def holiday(self, day: dt.date, language: str = "sv") -> str | None:
        """Return the name of a holiday, eve or bridge day; None for any other day."""
        if self.policy.country is None:
            return None
        number = 0 if language == "sv" else 1
        if name := self._public(day, language):
            return name
        if self.policy.eves and self.policy.country == "SE":
            if (day.month, day.day) in EVES:
                return EVES[(day.month, day.day)][number]
            if day.weekday() == 4 and day.month == 6 and 19 <= day.day <= 25:
                return MIDSUMMER_EVE[number]
        if self.policy.bridge_days and self._is_bridge(day):
            return BRIDGE[number]
        return None

    def off(self, day: dt.date, language: str = "sv") -> str | None:
        """Return why nobody is asked on a day that a rule names; None when they are."""
        if day.month in self.policy.quiet_months:
            return QUIET[0 if language == "sv" else 1]
        return self.holiday(day, language)

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether a day is neither weekend nor left out."""
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """Return the working day that lies `count` working days after a day."""
        for _ in range(count):
            day = self.next_workday(day)
        return day

    def next_workday(self, day: dt.date) -> dt.date:
        """Return the first working day after a day."""
        day += DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def previous_workday(self, day: dt.date) -> dt.date:
        """Return the last working day before a day."""
        day -= DAY
        while not self.is_workday(day):
            day -= DAY
        return day

    def _public(self, day: dt.date, language: str) -> str | None:
        wanted = SUPPORTED_LANGUAGES.get(language, "en_US")
        if wanted not in self._books:
            options: dict[str, Any] = {"language": wanted}
            if self.policy.country == "SE":
                # By default the library lists every Sunday as a Swedish holiday.
                options["include_sundays"] = False
            self._books[wanted] = holidays.country_holidays(self.policy.country or "SE", **options)
        name: str | None = self._books[wanted].get(day)
        return name

    def _is_bridge(self, day: dt.date) -> bool:
        def free(other: dt.date) -> bool:
            return other.weekday() >= SATURDAY or self._public(other, "sv") is not None

        return day.weekday() < SATURDAY and not free(day) and free(day - DAY) and free(day + DAY)
