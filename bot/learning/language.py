"""The languages that Lärdom speaks."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Name a language by its ISO 639-1 code."""

    SV = "sv"
    EN = "en"

    @classmethod
    def of_locale(cls, locale: str | None) -> Language:
        """Return the language of a locale such as sv-SE; English for any other than Swedish."""
        return cls.SV if (locale or "").lower().startswith("sv") else cls.EN
