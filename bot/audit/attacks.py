"""The attacks of the audit: each returns the best attacker's success over several rounds."""

from __future__ import annotations

import math
import random
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.audit.crowd import TEAM, THEN, Stage, Truth, play, staged
from bot.audit.linkage import Target, best, journal, storage
from bot.audit.traces import database_files, holding
from bot.store.database import Database, Locations
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.seal import token_hash

Fresh = Callable[[int], str]
"""Return the address of an empty database for a seed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what an attack achieved: success against chance and limit, between 0 and 1."""

    adversary: str
    tried: str
    success: float
    chance: float
    limit: float

    @property
    def holds(self) -> bool:
        """Tell whether the promise held."""
        return self.success <= self.limit


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold how many people answer, over how many rounds, on which databases."""

    people: int
    seeds: int
    fresh: Fresh
    place: Path

    def linkage_limit(self) -> float:
        """Return chance plus three standard deviations of a mean over all people and rounds."""
        chance = 1 / self.people
        return chance + 3 * math.sqrt(chance * (1 - chance) / (self.people * self.seeds))


class WatchedDatabase(Database):
    """A database whose journal is copied away before it is emptied, as a snapshot would."""

    copies: Path

    async def truncate_journal(self) -> bool:
        """Copy every file first."""
        self.copies.mkdir(parents=True, exist_ok=True)
        for file in database_files(self.locations):
            shutil.copy(file, self.copies / file.name)
        return await super().truncate_journal()


async def storage_linkage(plan: Plan) -> Finding:
    """Attack the database as it lies on the disk after the mix."""
    found = await _averaged(plan, _attack_storage)
    return Finding("operator with the database", found[0], found[1], 1 / plan.people, plan.linkage_limit())


async def journal_linkage(plan: Plan) -> Finding:
    """Attack a snapshot of the journal taken right after the mix committed; SQLite only."""
    found = await _averaged(plan, _attack_journal)
    return Finding(
        "operator with journal and snapshots", found[0], found[1], 1 / plan.people, plan.linkage_limit()
    )


async def residue(plan: Plan) -> Finding:
    """Look for withdrawn texts in every file of the database; SQLite only."""
    left = asked = 0
    for seed in range(plan.seeds):
        async with _one(plan, seed) as (stage, _):
            truth = await play(stage, plan.people, random.Random(seed), mix=False)
            withdrawn = dict(truth.pairs()[: plan.people // 3])
            tokens = {member: stage.intake.token(TEAM, member, truth.round_id) or b"" for member in withdrawn}
            await stage.mixer.mix(truth.round_id)
            for number, token in enumerate(tokens.values()):
                key = token_hash(token, "text")
                if number % 2:
                    await stage.changes.withdraw_now(key, THEN.date())
                else:
                    await stage.changes.request(TEAM, key, ChangeKind.WITHDRAW)
                asked += 1
            await stage.changes.apply(TEAM, THEN.date())
            files = database_files(stage.database.locations)
            left += sum(bool(holding(files, text)) for text in withdrawn.values())
    return Finding("operator with the database", "texts left after withdrawal", left / asked, 0.0, 0.0)


async def sealed_before_mix(plan: Plan) -> Finding:
    """Look for texts and members in every file of the database before the mix."""
    seen = 0
    for seed in range(plan.seeds):
        async with _one(plan, seed) as (stage, _):
            truth = await play(stage, plan.people, random.Random(seed), mix=False)
            files = database_files(stage.database.locations)
            needles = (*truth.texts, *truth.members)
            seen += sum(bool(holding(files, one)) for one in needles)
    total = 2 * plan.people * plan.seeds
    return Finding("operator with the database", "reading before the mix", seen / total, 0.0, 0.0)


async def _attack_storage(stage: Stage, truth: Truth, _copies: Path) -> dict[str, float]:
    return storage(stage.database.locations, truth, Target())


async def _attack_journal(stage: Stage, truth: Truth, copies: Path) -> dict[str, float]:
    return journal(_journals(copies), truth)


def _journals(copies: Path) -> list[Path]:
    return sorted(copies.glob("*-wal"))


async def _averaged(
    plan: Plan, attack: Callable[[Stage, Truth, Path], Awaitable[dict[str, float]]]
) -> tuple[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for seed in range(plan.seeds):
        async with _one(plan, seed) as (stage, copies):
            truth = await play(stage, plan.people, random.Random(seed))
            for name, success in (await attack(stage, truth, copies)).items():
                sums[name] += success / plan.seeds
    return best(sums)


@asynccontextmanager
async def _one(plan: Plan, seed: int) -> AsyncIterator[tuple[Stage, Path]]:
    place = plan.place / f"round-{random.SystemRandom().getrandbits(48):012x}"
    copies = place / "copies"

    def watched(locations: Locations) -> Database:
        database = WatchedDatabase(locations)
        database.copies = copies
        return database

    async with staged(plan.fresh(seed), place, watched) as stage:
        yield stage, copies
