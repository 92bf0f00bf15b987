"""Take out of a text what points to a person, before anything is stored."""

from bot.learning.redaction.names import NameIndex, PersonName
from bot.learning.redaction.redactor import Redactor
from bot.learning.redaction.result import Redaction, Removed, RemovedKind
from bot.learning.redaction.words import Surroundings, VerbForms, WordLists, folded

__all__ = [
    "NameIndex",
    "PersonName",
    "Redaction",
    "Redactor",
    "Removed",
    "RemovedKind",
    "Surroundings",
    "VerbForms",
    "WordLists",
    "folded",
]
