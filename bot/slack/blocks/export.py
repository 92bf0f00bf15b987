"""An export as messages that can be copied from: the newest rows that fit, and where the rest is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.content.texts import Texts
from bot.learning.export import Table, as_csv
from bot.slack.blocks.kit import Json, context, preformatted, section

ROOM = 9000
"""Characters of CSV in one message; about 13,000 is what Slack takes, and its own frame needs some."""

TOGETHER = (("months", "deeds", "rounds"), ("lessons",), ("answers",))


def messages(t: Texts, tables: Sequence[Table]) -> list[list[Json]]:
    """Return the messages of an export; tables without rows are left out."""
    by_name = {one.name: one for one in tables}
    found = []
    for names in TOGETHER:
        filled = [by_name[name] for name in names if by_name[name].rows]
        blocks = [block for one in filled for block in _table(t, one, ROOM // len(filled))]
        if blocks:
            found.append(blocks)
    if not found:
        return [[section(t("export.empty"))]]
    found[0].insert(0, section(t("export.lead")))
    found[-1].append(context(t("export.rest")))
    return found


def _table(t: Texts, table: Table, room: int) -> list[Json]:
    shown = newest(table, room)
    count = t.count("export.rows", len(table.rows), shown=len(shown.rows))
    return [section(f"*{t(f'export.{table.name}')}*  {count}"), preformatted(as_csv(shown))]


def newest(table: Table, room: int) -> Table:
    """Return a table with as many of its last rows as fit into so many characters, and no half row."""
    kept: list[Sequence[str | int | None]] = []
    used = len(as_csv(replace(table, rows=[])))
    for row in reversed(table.rows):
        used += len(as_csv(replace(table, columns=(), rows=[row])))
        if used > room:
            break
        kept.insert(0, row)
    return replace(table, rows=kept)
