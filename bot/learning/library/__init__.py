"""Find published lessons: the words of a text, what a person looks for, and where the two meet."""

from bot.learning.library.query import Query, Term, understood
from bot.learning.library.snippets import Piece, snippet
from bot.learning.library.words import Stems, Word, words_of

__all__ = ["Piece", "Query", "Stems", "Term", "Word", "snippet", "understood", "words_of"]
