"""Read a schedule's rule from one typed line, in Swedish or English."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.learning.recurrence import LONGEST_INTERVAL, Frequency, Rule, Weekday
from bot.learning.rule_words import (
    EVERY,
    FORTNIGHTLY,
    HALVES,
    LAST,
    MONTHLY,
    MONTHS,
    MONTHS_BY_NAME,
    NUMBERS,
    PLACES,
    QUARTERLY,
    SMALL,
    WEEKDAYS,
    WEEKLY,
    WEEKS,
    WORKDAYS,
)


class RuleProblemKind(StrEnum):
    """Name what is wrong with a typed rule."""

    EMPTY = "empty"
    UNKNOWN_FREQUENCY = "unknown_frequency"
    MISSING_WEEKDAY = "missing_weekday"
    BAD_WEEKDAY = "bad_weekday"
    MISSING_TIME = "missing_time"
    BAD_TIME = "bad_time"
    MISSING_DATE = "missing_date"
    BAD_DATE = "bad_date"
    PAST_DATE = "past_date"
    BAD_INTERVAL = "bad_interval"
    UNKNOWN_CHANNEL = "unknown_channel"
    TOO_MANY_WORDS = "too_many_words"


class RuleProblem(Exception):
    """Say what is wrong with a rule, and at which word."""

    def __init__(self, kind: RuleProblemKind, word: str = "") -> None:
        """Remember kind and word."""
        super().__init__(f"{kind}: {word}")
        self.kind = kind
        self.word = word


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """Hold what a typed line says; `channel` is a channel's id, None when none was named."""

    rule: Rule
    channel: str | None


CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
ORDINAL = re.compile(r"([0-9]{1,6})(?::?[ea]|st|nd|rd|th)?")
FULL_CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?:([ap])\.?m\.?)?", re.IGNORECASE)
DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|:[ae])?")
YEAR = re.compile(r"2[0-9]{3}")


def parse_rule(line: str, today: dt.date) -> ScheduleLine:
    """Read a line such as `weekly fri 14:30 #channel`; raise RuleProblem.

    The channel comes as Slack escapes it, `<#C123|name>`.
    """
    channels = CHANNEL.findall(line)
    if len(channels) > 1:
        raise RuleProblem(RuleProblemKind.TOO_MANY_WORDS, line)
    words = [word for word in CHANNEL.sub(" ", line).split() if _folded(word) not in SMALL]
    if not words:
        raise RuleProblem(RuleProblemKind.EMPTY)
    for word in words:
        if word.startswith("#"):
            raise RuleProblem(RuleProblemKind.UNKNOWN_CHANNEL, word)
    reader = _Reader(_clock_last(_one_clock(words)), today)
    rule = reader.rule()
    if reader.words:
        raise RuleProblem(RuleProblemKind.TOO_MANY_WORDS, reader.words[0])
    return ScheduleLine(rule, channels[0] if channels else None)


@dataclass
class _Reader:
    words: list[str]
    today: dt.date

    def rule(self) -> Rule:
        word = self._next()
        folded = _folded(word)
        if folded in WEEKLY:
            return self._weekly(1)
        if folded in FORTNIGHTLY:
            return self._weekly(2)
        if folded in MONTHLY:
            return self._monthly(1)
        if folded in QUARTERLY:
            return self._monthly(3)
        if folded in WEEKDAYS:
            self.words.insert(0, word)
            return self._weekly(1)
        if folded in PLACES:
            interval = self._months_said_later()
            self.words.insert(0, word)
            return self._monthly(interval)
        if folded == "once" or (folded == "en" and self._take({"gang"})):
            return self._once()
        if folded == "varannan" or folded in EVERY:
            return self._every(2 if folded == "varannan" else None)
        raise RuleProblem(RuleProblemKind.UNKNOWN_FREQUENCY, word)

    def _months_said_later(self) -> int:
        """Take "every month" out of a line that began with "first monday"."""
        for place, word in enumerate(self.words):
            folded = _folded(word)
            if folded in EVERY or folded == "varannan":
                later = _Reader(self.words[place + 1 :], self.today)
                interval = 2 if folded == "varannan" else later._interval()
                if not later._take(MONTHS):
                    raise RuleProblem(RuleProblemKind.UNKNOWN_FREQUENCY, word)
                self.words[place:] = later.words
                return interval
        if self.words and any(_folded(word) in MONTHS for word in self.words):
            self.words = [word for word in self.words if _folded(word) not in MONTHS]
        return 1

    def _every(self, interval: int | None) -> Rule:
        if interval is None:
            interval = self._interval()
        if self._take(WEEKS):
            return self._weekly(interval)
        if self._take(MONTHS):
            return self._monthly(interval)
        if self.words and _folded(self.words[0]) in WEEKDAYS:
            return self._weekly(interval)
        raise RuleProblem(RuleProblemKind.UNKNOWN_FREQUENCY, self.words[0] if self.words else "")

    def _interval(self) -> int:
        if not self.words:
            return 1
        word = _folded(self.words[0])
        if word in NUMBERS:
            self.words.pop(0)
            return NUMBERS[word]
        if ordinal := ORDINAL.fullmatch(word):
            shown = self.words.pop(0)
            number = int(ordinal[1])
            if not 1 <= number <= LONGEST_INTERVAL:
                raise RuleProblem(RuleProblemKind.BAD_INTERVAL, shown)
            return number
        return 1

    def _weekly(self, interval: int) -> Rule:
        weekday = self._weekday()
        return Rule(Frequency.WEEKLY, self._time(), self.today, interval=interval, weekday=weekday)

    def _monthly(self, interval: int) -> Rule:
        if not self.words:
            raise RuleProblem(RuleProblemKind.MISSING_WEEKDAY)
        place = PLACES.get(_folded(self.words[0]))
        if place is None:
            raise RuleProblem(RuleProblemKind.BAD_WEEKDAY, self.words[0])
        was_last = _folded(self.words.pop(0)) in LAST
        if was_last and self._take(WORKDAYS):
            return Rule(Frequency.MONTHLY_LAST_WORKDAY, self._time(), self.today, interval=interval)
        weekday = self._weekday()
        at = self._time()
        return Rule(Frequency.MONTHLY_NTH, at, self.today, interval=interval, weekday=weekday, nth=place)

    def _once(self) -> Rule:
        if not self.words:
            raise RuleProblem(RuleProblemKind.MISSING_DATE)
        day, shown = self._date()
        if day < self.today:
            raise RuleProblem(RuleProblemKind.PAST_DATE, shown)
        return Rule(Frequency.ONCE, self._time(), self.today, date=day)

    def _date(self) -> tuple[dt.date, str]:
        """Take 2026-12-04, or "4 december" and "Dec 4th"; without a year the next one to come."""
        word = self.words.pop(0)
        following = self.words[0] if self.words else ""
        try:
            if ISO_DATE.fullmatch(word):
                return dt.date.fromisoformat(word), word
            for number, name in ((word, following), (following, word)):
                month = MONTHS_BY_NAME.get(_folded(name))
                day = DAY_OF_MONTH.fullmatch(_folded(number))
                if month is not None and day is not None:
                    self.words.pop(0)
                    shown = f"{word} {following}"
                    if self.words and YEAR.fullmatch(self.words[0]):
                        year = self.words.pop(0)
                        return dt.date(int(year), month, int(day[1])), f"{shown} {year}"
                    found = dt.date(self.today.year, month, int(day[1]))
                    coming = found if found >= self.today else found.replace(year=found.year + 1)
                    return coming, shown
        except ValueError:
            pass
        raise RuleProblem(RuleProblemKind.BAD_DATE, word)

    def _weekday(self) -> Weekday:
        if not self.words or CLOCK.fullmatch(self.words[0]):
            raise RuleProblem(RuleProblemKind.MISSING_WEEKDAY)
        word = self.words.pop(0)
        found = WEEKDAYS.get(_folded(word))
        if found is None:
            raise RuleProblem(RuleProblemKind.BAD_WEEKDAY, word)
        return found

    def _time(self) -> dt.time:
        if not self.words:
            raise RuleProblem(RuleProblemKind.MISSING_TIME)
        word = self.words.pop(0)
        match = CLOCK.fullmatch(word)
        if match is None:
            raise RuleProblem(RuleProblemKind.BAD_TIME, word)
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                raise RuleProblem(RuleProblemKind.BAD_TIME, word)
            hour = hour % 12 + (12 if match[3].casefold() == "p" else 0)
        if hour > 23 or minute > 59:
            raise RuleProblem(RuleProblemKind.BAD_TIME, word)
        return dt.time(hour, minute)

    def _take(self, wanted: set[str]) -> bool:
        if self.words and _folded(self.words[0]) in wanted:
            self.words.pop(0)
            return True
        return False

    def _next(self) -> str:
        return self.words.pop(0)


def _one_clock(words: list[str]) -> list[str]:
    """Join a time and the half of the day that was written apart: "2 pm"."""
    joined: list[str] = []
    for word in words:
        half = HALVES.get(_folded(word))
        if half is not None and joined and CLOCK.fullmatch(joined[-1]):
            joined[-1] += "pm" if half else "am"
        else:
            joined.append(word)
    return joined


def _clock_last(words: list[str]) -> list[str]:
    """Put a time that stands before its day after it."""
    for place, (word, following) in enumerate(pairwise(words)):
        if FULL_CLOCK.fullmatch(word) and (_folded(following) in WEEKDAYS or ISO_DATE.fullmatch(following)):
            return [*words[:place], *words[place + 1 :], word]
    return words


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip(",;.")
