"""Listen to what is sent to the database, as a server does that logs every statement with its values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def heard(engine: Engine, statements: list[str]) -> Iterator[None]:
    """Add every value that goes with a statement to a list, in the order of sending."""

    def hear(_connection: Any, _cursor: Any, _statement: str, given: Any, _context: Any, many: bool) -> None:
        statements.extend(words for one in (given if many else [given]) for words in _words(one))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _words(given: Mapping[str, Any] | Sequence[Any] | None) -> Iterable[str]:
    values = given.values() if isinstance(given, Mapping) else given or ()
    for value in values:
        if isinstance(value, str):
            yield _readable(value)


def _readable(value: str) -> str:
    """Return rows that travel as JSON with their letters as they are."""
    if not value.startswith("["):
        return value
    try:
        return json.dumps(json.loads(value), ensure_ascii=False)
    except ValueError:
        return value
