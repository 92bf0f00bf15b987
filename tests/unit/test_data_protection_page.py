"""The page for the data-protection officer names every table: nothing is kept that it is silent on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.every_table import every_table
from bot.store.library.tables import DERIVED

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data-protection.md").read_text("utf-8")
TABLES = sorted({table.name for table in every_table()} | set(DERIVED.tables))


@pytest.mark.parametrize("name", TABLES)
def test_the_page_says_what_a_table_keeps_why_and_until_when(name):
    (row, *_) = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line] or [""]
    assert row.count("|") == 6, f"no row says what {name} keeps"
