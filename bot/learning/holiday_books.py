"""Look up a country's holidays, eves, half-days and weekend, with their names."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import holidays
from holidays.constants import DE_FACTO, HALF_DAY, OPTIONAL

SATURDAY = 5
USUAL_WEEKEND = frozenset({5, 6})
DAY = dt.timedelta(days=1)
LANGUAGES = {"sv": ("sv", "sv_FI", "no", "da", "en_US"), "en": ("en_US", "en_GB")}
"""A country's own books know few languages; Swedes read Norwegian and Danish names sooner than English."""

BEFORE = {
    (12, 24): {"sv": "julafton", "en": "Christmas Eve"},
    (12, 31): {"sv": "nyårsafton", "en": "New Year's Eve"},
}
"""The eves that are usual wherever the day after them is a public holiday."""

HOURS_IN_A_NAME = re.compile(r"\s*\(.*\)$")
BETTER_NAMES = {"Allahelgonsafton": "allhelgonaafton", "Squeeze day": "bridge day"}


@dataclass(frozen=True, slots=True)
class HolidayBook:
    """Answer for one country what a day is called, in one language."""

    country: str
    language: str
    weekend: frozenset[int]
    _public: Any
    _de_facto: Any
    _optional: Any
    _half_days: Any

    def public(self, day: dt.date) -> str | None:
        """Return the name of a public holiday."""
        return self._named(self._public, day)

    def eve(self, day: dt.date) -> str | None:
        """Return the name of an eve that workplaces commonly take off whole."""
        if name := self._named(self._de_facto, day):
            return name
        if self._optional is not None and day.weekday() == SATURDAY:
            name = self._optional.get(day)
            return None if name is None or HOURS_IN_A_NAME.search(name) else self._said(name)
        names = BEFORE.get((day.month, day.day))
        is_eve = names is not None and self._public.get(day + DAY) is not None
        return names[self.language] if names is not None and is_eve else None

    def half_day(self, day: dt.date) -> str | None:
        """Return the name of a day on which work commonly ends early."""
        if name := self._named(self._half_days, day):
            return name
        name = None if self._optional is None else self._optional.get(day)
        return self._said(name) if name is not None and HOURS_IN_A_NAME.search(name) else None

    def _named(self, book: Any, day: dt.date) -> str | None:
        name = None if book is None else book.get(day)
        return None if name is None else self._said(name)

    def _said(self, name: str) -> str:
        name = HOURS_IN_A_NAME.sub("", name)
        name = BETTER_NAMES.get(name, name)
        # Swedish writes its holidays without a capital, apart from the one that begins with a name.
        swedish = self.language == "sv" and self.country == "SE" and not name.startswith("Kristi")
        return name[:1].lower() + name[1:] if swedish else name


@cache
def holiday_book(country: str, language: str) -> HolidayBook:
    """Return a country's book in a language; raise ValueError for a country of which there is none."""
    try:
        kind = type(holidays.country_holidays(country))
    except NotImplementedError:
        raise ValueError(f"no holidays are known of {country}") from None
    known = kind.supported_languages or ()
    spoken = next((one for one in LANGUAGES.get(language, LANGUAGES["en"]) if one in known), None)
    swedish = country == "SE"

    def category(name: str) -> Any:
        if name not in kind.supported_categories:
            return None
        return holidays.country_holidays(country, language=spoken, categories=(name,))

    # By default the library lists every Sunday as a Swedish holiday.
    options: dict[str, Any] = {"include_sundays": False} if swedish else {}
    return HolidayBook(
        country=country,
        language="sv" if language == "sv" else "en",
        weekend=_weekend(kind.weekend),
        _public=holidays.country_holidays(country, language=spoken, **options),
        _de_facto=category(DE_FACTO) if swedish else None,
        _optional=category(OPTIONAL) if swedish else None,
        _half_days=category(HALF_DAY),
    )


def countries() -> list[str]:
    """Return the codes of the countries whose holidays are known."""
    return sorted(holidays.list_supported_countries(include_aliases=False))


def _weekend(days: set[int]) -> frozenset[int]:
    """Return a weekend of two days; where only one is free by law, nobody is asked on the day before it."""
    if len(days) == 1:
        (last,) = days
        return frozenset({(last - 1) % 7, last})
    return frozenset(days)
