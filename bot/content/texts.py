"""Speak Swedish and English from gettext catalogues whose ids are short names."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from bot.learning.language import Language

DOMAIN = "lardom"


class MissingText(KeyError):
    """Say that a catalogue lacks a text."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Hold one language's texts."""

    language: Language
    _translations: Translations

    def __call__(self, name: str, /, **values: object) -> str:
        """Return the text with values filled in; raise MissingText when it is not there."""
        text: str = self._translations.gettext(name)
        if text == name:
            raise MissingText(f"{self.language}: {name}")
        return text.format(**values) if values else text

    def count(self, name: str, number: int, /, **values: object) -> str:
        """Return the text in the form that a number asks for; `{n}` is the number."""
        text: str = self._translations.ngettext(name, name, number)
        if text == name:
            raise MissingText(f"{self.language}: {name}")
        return text.format(n=number, **values)

    def day(self, day: date) -> str:
        """Return a date in words, as in "fredag 4 december 2026"."""
        pattern = "EEEE d MMMM y"
        return str(format_date(day, pattern, locale=self.language.value))

    def month(self, day: date, *, short: bool = False) -> str:
        """Return a day's month in words, as in "november 2026", or short, as in "nov. 2026"."""
        return str(format_date(day, "MMM y" if short else "MMMM y", locale=self.language.value))

    def number(self, value: float) -> str:
        """Return a number as it is written, as in "3,5"."""
        return str(format_decimal(value, locale=self.language.value))

    def clock(self, at: time) -> str:
        """Return a time of day, as in "14:30"."""
        return str(format_time(at, "HH:mm", locale=self.language.value))

    def moment(self, instant: datetime, zone: str) -> str:
        """Return an instant in a zone, as in "fredag 4 december 2026 14:30"."""
        local = instant.astimezone(ZoneInfo(zone))
        return f"{self.day(local.date())} {self.clock(local.time())}"

    def listed(self, words: list[str]) -> str:
        """Join words as a sentence does, as in "a, b och c"."""
        return str(format_list(words, locale=self.language.value))


class Catalogue:
    """Hold the texts of every language."""

    def __init__(self, languages: dict[Language, Texts]) -> None:
        """Take one set of texts for each language."""
        self._languages = languages

    def __getitem__(self, language: Language) -> Texts:
        """Return the texts of a language."""
        return self._languages[language]

    def both(self, name: str) -> str:
        """Return a text in every language, for when nobody knows who reads it."""
        return " · ".join(texts(name) for texts in self._languages.values())


def load_catalogue() -> Catalogue:
    """Read every language's catalogue; the .po files are the only source, nothing is compiled ahead."""
    found: dict[Language, Texts] = {}
    for language in Language:
        place = resources.files("bot.content") / "locale" / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"
        source = read_po(io.BytesIO(place.read_bytes()), locale=language.value, domain=DOMAIN)
        compiled = io.BytesIO()
        write_mo(compiled, source)
        compiled.seek(0)
        found[language] = Texts(language, Translations(compiled, domain=DOMAIN))
    return Catalogue(found)
