"""Look for what deletion left behind: in every file of the database, after each way for a text to go."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.audit.crowd import TEAM, THEN, long_text, play, sentence
from bot.audit.findings import Blind, Finding, Plan, Tally
from bot.audit.server import FILES
from bot.audit.stages import Watched, watched
from bot.audit.traces import content
from bot.store.database import Locations
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.retention import Retention
from bot.store.sealed.seal import token_hash

PIECE = 40
KEPT = timedelta(days=91)


async def residue(plan: Plan) -> list[Finding]:
    """Look for texts after their authors withdrew them, and after retention let go of the rest."""
    tally = Tally("operator with the database", "texts left behind", plan.seeds)
    for seed in range(plan.seeds):
        async with watched(plan, seed) as here:
            tally.add(await _left(here, plan, seed), () if here.has_files else (FILES,))
    return [tally.finding()]


async def _left(here: Watched, plan: Plan, seed: int) -> dict[str, float]:
    stage, cleaner = here.stage, Cleaner(here.stage.database)
    truth = await play(stage, plan.people, random.Random(seed), mix=False, words=short_or_long)
    withdrawn = dict(truth.pairs()[: plan.batch])
    tokens = {one: stage.intake.token(TEAM, one, truth.round_id) or b"" for one in withdrawn}
    await stage.mixer.mix(truth.round_id)
    gather_statistics(here.locations)
    if here.has_files and standing(here.files(), truth.texts) < 1:
        raise Blind("The search for deleted texts does not even find those that stand in the database.")
    await _withdraw(here, tokens)
    found = {}
    gone = list(withdrawn.values())
    if here.locations.file is not None:
        found["after withdrawal"] = standing(here.files(), gone)
    await cleaner.clean()
    if here.has_files:
        found["after withdrawal and the night"] = standing(here.files(), gone)
    found["what the planner remembers"] = remembered(here.locations, gone)
    await Retention(stage.database, stage.keys).let_go(THEN + KEPT)
    await cleaner.clean()
    if here.has_files:
        found["after retention and the night"] = standing(here.files(), truth.texts)
    return found


async def _withdraw(here: Watched, tokens: dict[str, bytes]) -> None:
    for number, token in enumerate(tokens.values()):
        key = token_hash(token, "text")
        if number % 2:
            await here.stage.changes.withdraw_now(key, THEN.date())
        else:
            await here.stage.changes.request(TEAM, key, ChangeKind.WITHDRAW)
    await here.stage.daily_hour()


def standing(files: Sequence[Path], texts: Sequence[str]) -> float:
    """Return the share of texts of which a piece stands in a file; long ones lie in several pages."""
    found: set[str] = set()
    for file in files:
        raw = content(file)
        found |= {one for one in texts if any(piece.encode() in raw for piece in pieces(one))}
    return len(found) / max(1, len(texts))


def pieces(words: str) -> list[str]:
    """Return pieces from the beginning, the middle and the end that nothing else contains."""
    middle = len(words) // 2
    return [words[:PIECE], words[middle : middle + PIECE], words[-PIECE:]] if len(words) > 999 else [words]


def short_or_long(number: int, chance: random.Random) -> str:
    """Return a text as people write, or every other time one of the longest kind."""
    return (long_text if number % 2 else sentence)(number, chance)


def remembered(locations: Locations, texts: Sequence[str]) -> float:
    """Return the share of texts that PostgreSQL's statistics quote; on disk they may be pressed together."""
    if locations.file is not None:
        return 0.0
    quoted = _on_postgresql(locations, "SELECT one::text FROM pg_stats AS one WHERE schemaname = 'public'")
    return sum(any(piece in quoted for piece in pieces(one)) for one in texts) / max(1, len(texts))


def gather_statistics(locations: Locations) -> None:
    """Do what PostgreSQL does by itself now and then: sample the tables for the planner."""
    if locations.file is None:
        _on_postgresql(locations, "ANALYZE")


def _on_postgresql(locations: Locations, statement: str) -> str:
    engine = create_engine(locations.sync_url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return "\n".join(map(str, result.scalars())) if result.returns_rows else ""
    finally:
        engine.dispose()
