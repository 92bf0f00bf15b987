"""Take out of a text what points to a person, before anything is stored."""

from bot.learning.redaction.names import NameIndex, PersonName, WordLists
from bot.learning.redaction.redactor import Redaction, Redactor, Removed, RemovedKind

__all__ = [
    "NameIndex",
    "PersonName",
    "Redaction",
    "Redactor",
    "Removed",
    "RemovedKind",
    "WordLists",
]
