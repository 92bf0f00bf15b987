"""SQLite leaves copies of rows that it moves; a text that is taken back is not in one of them either."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bot.audit.crowd import TEAM, Stage, sentence, staged
from bot.audit.traces import content, database_files
from bot.store.database import Database
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.tables import Reflection, ReviewState

DAY = date(2026, 11, 24)
MANY, BEGINNING = 400, 16


@pytest.fixture
async def stage(tmp_path):
    async with staged(f"sqlite:///{tmp_path}/data/x.db", tmp_path) as opened:
        yield opened


async def with_copies(stage: Stage) -> dict[str, str]:
    """Fill a table row by row, the same each time; return the texts that stand twice in the file."""
    chance = random.Random(1)
    texts = {f"{chance.getrandbits(128):032x}": longer(number, chance) for number in range(MANY)}
    for key, words in texts.items():
        row = Reflection(id=key[::-1], round_id="r", token_hash=key, text=words, state=ReviewState.PUBLISHED)
        async with stage.database.write() as session:
            session.add(row)
    await stage.database.truncate_journal()
    return {key: words for key, words in texts.items() if copies(stage, words) > 1}


def longer(number: int, chance: random.Random) -> str:
    return " ".join(sentence(number, chance) for _ in range(chance.randint(1, 4)))


def copies(stage: Stage, words: str) -> int:
    """Count how often a text's beginning stands in the files."""
    needle = words[:BEGINNING].encode()
    return sum(content(file).count(needle) for file in database_files(stage.database.locations))


async def test_a_text_taken_back_at_once_is_in_no_copy_a_minute_later(stage):
    doubled = await with_copies(stage)
    assert doubled, "the attack has something to look for"
    for key in doubled:
        await stage.changes.withdraw_now(key, DAY)
    assert await stage.database.settle()
    assert not any(copies(stage, words) for words in doubled.values())


async def test_a_text_taken_back_at_the_daily_hour_is_in_no_copy_afterwards(stage):
    doubled = await with_copies(stage)
    for number, key in enumerate(doubled):
        kind = ChangeKind.EDIT if number % 2 else ChangeKind.WITHDRAW
        await stage.changes.request(TEAM, key, kind, "Andra ord.")
    await stage.daily_hour()
    assert not any(copies(stage, words) for words in doubled.values())


async def test_overwriting_what_is_deleted_does_not_reach_the_copies(stage, monkeypatch):
    monkeypatch.setattr(Database, "erase_traces", Database.truncate_journal)
    doubled = await with_copies(stage)
    for key in doubled:
        await stage.changes.request(TEAM, key, ChangeKind.WITHDRAW)
    await stage.daily_hour()
    assert any(copies(stage, words) for words in doubled.values())


async def test_a_file_too_large_to_be_rewritten_by_day_is_clean_after_the_night(stage, monkeypatch):
    monkeypatch.setattr("bot.store.database.SMALL", 0)
    doubled = await with_copies(stage)
    for key in doubled:
        await stage.changes.withdraw_now(key, DAY)
    assert await stage.database.settle(), "nothing is owed that could be done now"
    await stage.database.vacuum()
    await stage.database.truncate_journal()
    assert not any(copies(stage, words) for words in doubled.values())
