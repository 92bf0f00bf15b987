"""Seeded leaks beside the attacks of those who only watch: curators, colleagues, readers of logs."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.audit.canary import canary, listening
from bot.audit.crowd import Truth
from bot.audit.findings import Blind
from bot.audit.linkage import in_order_of, ways
from bot.audit.report import confirmed
from bot.audit.round import one_round
from bot.audit.watching import moments_moved, seen_by
from bot.store.sealed.tables import Reflection, ReviewState
from bot.store.sealed.texts import TextRepository

TRUTH = Truth("r", tuple(f"U{n}" for n in range(9)), tuple(f"text {n}" for n in range(9)))
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_queue_that_grows_with_every_answer_is_found_out():
    views = [list(TRUTH.texts[: number + 1])[::-1] for number in range(9)]
    assert seen_by(views, TRUTH)["new after an answer"] == 1.0


def test_a_queue_in_the_order_of_answers_is_found_out():
    views = [*([] for _ in TRUTH.texts), list(TRUTH.texts)]
    found = seen_by(views, TRUTH)
    assert found["order of the queue"] == 1.0 and found["new after an answer"] < 1 / 5


def test_a_digest_in_the_order_of_answers_is_found_out():
    assert max(ways("digest", TRUTH, list(TRUTH.texts[::-1])).values()) == 1.0


def test_a_digest_that_loses_texts_in_the_order_of_activity_is_found_out():
    assert max(in_order_of([], TRUTH, {"gone": list(TRUTH.texts)}).values()) == 1.0


def test_a_digest_whose_time_moves_with_answers_is_found_out():
    assert moments_moved([NOON] * 5) == 0.0
    assert moments_moved([NOON + timedelta(minutes=number) for number in range(5)]) == 1.0
    assert moments_moved([None, NOON]) == 1.0


async def test_a_store_that_forgets_to_shuffle_leaks_in_the_digest(sqlite_plan, monkeypatch):
    async def unshuffled(self, session, round_id, *, masked_too):
        items = {item.text: item for item in await self.queue(round_id)}
        for position, words in enumerate(sorted(items, key=lambda one: one[13:17])):
            row = await session.get(Reflection, items[words].id)
            row.state, row.position = ReviewState.PUBLISHED, position

    monkeypatch.setattr(TextRepository, "publish", unshuffled)
    found = await one_round(replace(sqlite_plan, people=8, seeds=1))
    digest = next(one for one in found if "digest's order" in one.tried)
    assert digest.success == 1.0 and not digest.holds


async def test_no_line_of_a_round_holds_a_text_or_a_member(plan):
    (finding,) = await confirmed(canary, replace(plan, seeds=min(plan.seeds, 2)))
    assert finding.success == 0 and finding.limit == 0


async def test_silent_logs_are_no_proof(sqlite_plan):
    def silently(_stream: io.StringIO) -> None:
        logging.getLogger().handlers[:] = [logging.NullHandler()]
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()))

    with pytest.raises(Blind):
        await canary(replace(sqlite_plan, people=6, seeds=1), silently)


async def test_plain_logging_at_debug_is_found_out(plan):
    def plainly(stream: io.StringIO) -> None:
        root = logging.getLogger()
        root.handlers[:] = [logging.StreamHandler(stream)]
        root.setLevel(logging.DEBUG)
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))

    (finding,) = await canary(replace(plan, people=6, seeds=1), plainly)
    assert finding.success > 0 and not finding.holds


def test_the_logs_are_left_as_they_were():
    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    with listening(lambda stream: logging.basicConfig(stream=stream, force=True, level=1)):
        assert root.level == 1
    assert (root.handlers, root.level, structlog.get_config()) == before
