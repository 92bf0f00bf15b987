"""Read every log line that a round leaves at DEBUG, the libraries' own and their errors included."""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog

from bot.audit.crowd import TEAM, Stage, Truth, play
from bot.audit.findings import Blind, Finding, Plan, Tally
from bot.audit.stages import watched
from bot.logs import configure_logs
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.seal import Share, Submission, token_hash

TALKATIVE = ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "aiosqlite", "psycopg", "asyncio")
ROUNDS = 5
"""A line that tells does so every time; more rounds find no more."""
Configure = Callable[[io.StringIO], None]


def at_debug(stream: io.StringIO) -> None:
    """Configure the logs as the app does, and open every tap."""
    configure_logs(stream, level=logging.DEBUG)
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    for handler in root.handlers:
        handler.setLevel(logging.DEBUG)


@contextmanager
def listening(configure: Configure) -> Iterator[io.StringIO]:
    """Collect every line at DEBUG, and leave the logs as they were."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    kept = structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    configure(stream)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        for name, old in levels.items():
            logging.getLogger(name).setLevel(old)
        root.handlers[:] = before
        root.setLevel(level)
        structlog.configure(**kept)


async def canary(plan: Plan, configure: Configure = at_debug) -> list[Finding]:
    """Look for texts and members in every line of rounds with changes and failures."""
    rounds = min(plan.seeds, ROUNDS)
    tally = Tally("reader of logs", "texts and members at DEBUG", rounds)
    for seed in range(rounds):
        with listening(configure) as stream:
            async with watched(plan, seed) as here:
                truth = await _round_with_failures(here.stage, plan, seed)
        lines = stream.getvalue()
        if lines.count("\n") < plan.people:
            raise Blind("The logs were silent, so there was nothing to search.")
        tally.add(told(lines, truth))
    return [tally.finding()]


def told(lines: str, truth: Truth) -> dict[str, float]:
    """Return the share of texts and of members that stand in log lines."""

    def share(needles: Sequence[str]) -> float:
        return sum(one in lines or one.encode("unicode_escape").decode() in lines for one in needles) / len(
            needles
        )

    return {"texts": share([one.split()[0] for one in truth.texts]), "members": share(truth.members)}


async def _round_with_failures(stage: Stage, plan: Plan, seed: int) -> Truth:
    truth = await play(stage, plan.people, random.Random(seed), mix=False)
    member, words = truth.pairs()[0]
    tokens = [stage.intake.token(TEAM, one, truth.round_id) or b"" for one in truth.members]
    await stage.mixer.mix(truth.round_id)
    await stage.changes.request(TEAM, token_hash(tokens[0], "text"), ChangeKind.EDIT, words + " igen")
    await stage.changes.request(TEAM, token_hash(tokens[1], "text"), ChangeKind.WITHDRAW)
    await stage.ask(truth.round_id, truth.texts[2:4])
    for token, said in zip(tokens[2:4], truth.texts[2:4], strict=True):
        await stage.changes.request(TEAM, token_hash(token, "text"), ChangeKind.LETTER, said + " igen")
    await stage.daily_hour()
    await stage.texts.own(tokens[0])
    await stage.intake.submit(TEAM, truth.round_id, Submission(member, Share.ANONYMOUS, words))
    try:
        raise ValueError(f"{member} wrote {words}")
    except ValueError as problem:
        logging.getLogger("some.library").exception("refused %s: %s", member, words)
        logging.getLogger("some.library").error("failed", exc_info=problem)
        structlog.get_logger("audit").error("failed", error=type(problem).__name__, text=words, user=member)
    return truth
