"""Tell working days from days off, with the names of holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.learning.holiday_books import USUAL_WEEKEND, HolidayBook, holiday_book

DAY = dt.timedelta(days=1)
NOON = dt.time(12, 0)
BRIDGE = {"sv": "klämdag", "en": "bridge day"}
QUIET = {"sv": "månaden är undantagen", "en": "the month is left out"}
HALF = {"sv": "{name}, halvdag", "en": "{name}, half-day"}


@dataclass(frozen=True, slots=True)
class HolidayPolicy:
    """Hold which days a schedule leaves out; no country means weekends only.

    Public holidays are always off. `eves` takes those off whole that workplaces commonly do, `bridge_days`
    single working days between days off, and `half_days` the afternoons that commonly are.
    """

    country: str | None = "SE"
    eves: bool = True
    bridge_days: bool = False
    half_days: bool = False
    quiet_months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Answer whether a day is worked, under a policy."""

    policy: HolidayPolicy

    def holiday(self, day: dt.date, language: str = "sv") -> str | None:
        """Return the name of a holiday, eve or bridge day; None for any other day."""
        book = self._book(language)
        if book is None:
            return None
        if name := self._named(book, day):
            return name
        if self.policy.bridge_days and self._is_bridge(book, day):
            return BRIDGE[book.language]
        return None

    def half_day(self, day: dt.date, language: str = "sv") -> str | None:
        """Return the name of a day on which nobody is asked from noon on; None for any other day."""
        book = self._book(language)
        if book is None or not self.policy.half_days or self.holiday(day) is not None:
            return None
        return book.half_day(day)

    def off(self, day: dt.date, language: str = "sv", at: dt.time | None = None) -> str | None:
        """Return why nobody is asked on a day that a rule names, at its time; None when they are."""
        language = "sv" if language == "sv" else "en"
        if day.month in self.policy.quiet_months:
            return QUIET[language]
        if name := self.holiday(day, language):
            return name
        half = self.half_day(day, language) if at is not None and at >= NOON else None
        return HALF[language].format(name=half) if half else None

    def is_weekend(self, day: dt.date) -> bool:
        """Tell whether a day lies in the country's weekend."""
        book = self._book("sv")
        return day.weekday() in (USUAL_WEEKEND if book is None else book.weekend)

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether a day is neither weekend nor left out."""
        return not self.is_weekend(day) and self.holiday(day) is None

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

    def _book(self, language: str) -> HolidayBook | None:
        return None if self.policy.country is None else holiday_book(self.policy.country, language)

    def _named(self, book: HolidayBook, day: dt.date) -> str | None:
        return book.public(day) or (book.eve(day) if self.policy.eves else None)

    def _is_bridge(self, book: HolidayBook, day: dt.date) -> bool:
        def free(other: dt.date) -> bool:
            return other.weekday() in book.weekend or self._named(book, other) is not None

        return not free(day) and free(day - DAY) and free(day + DAY)
