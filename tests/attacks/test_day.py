"""The daily hour: nobody who knows when members were active learns what each of them changed."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from bot.audit.crowd import TEAM, Stage
from bot.audit.day import one_day
from bot.audit.report import confirmed
from bot.store.columns import new_id
from bot.store.sealed.seal import Share, Submission, open_submission
from bot.store.sealed.tables import Intake, Letter, Reflection, ReviewState
from bot.store.tables import Workspace


async def test_a_days_changes_give_nobody_away_better_than_chance(plan):
    findings = await confirmed(one_day, plan)
    assert len(findings) == 5
    assert not any(one.not_tried for one in findings)
    assert all(one.success and one.holds for one in findings), findings


async def test_changes_applied_in_the_order_of_their_sealed_rows_are_found_out(plan):
    findings = await one_day(plan, one_transaction_in_row_order if on_postgresql(plan) else one_by_one)
    for kind, finding in zip(("vetoes", "letters", "edits", "withdrawals"), findings, strict=False):
        assert finding.success == pytest.approx(1.0), finding
        assert kind in finding.tried and not finding.holds


def on_postgresql(plan) -> bool:
    return plan.fresh(0).startswith("postgresql")


async def one_transaction_in_row_order(stage: Stage) -> None:
    entries = await opened(stage)
    async with stage.database.write() as session:
        for entry in entries:
            await session.execute(statement(entry))
    await emptied(stage)


async def one_by_one(stage: Stage) -> None:
    for entry in await opened(stage):
        async with stage.database.write() as session:
            await session.execute(statement(entry))
    await emptied(stage)


async def opened(stage: Stage) -> list[Submission]:
    async with stage.database.read() as session:
        pool = (await session.get(Workspace, TEAM)).change_pool
        rows = (await session.execute(select(Intake).where(col(Intake.pool_id) == pool))).scalars()
        key = stage.keys.read(pool)
        return [open_submission(key, row.id, row.sealed) for row in sorted(rows, key=lambda one: one.id)]


def statement(entry: Submission):
    mine = col(Reflection.token_hash) == entry.member
    if entry.share is Share.NAMED:
        letter = {"team_id": TEAM, "round_id": "r", "token_hash": entry.member, "number": 2}
        return insert(Letter).values(id=new_id(), text=entry.text, **letter)
    if entry.share is not Share.ANONYMOUS:
        return delete(Reflection).where(mine)
    return update(Reflection).where(mine).values(text=entry.text, state=ReviewState.PENDING, position=None)


async def emptied(stage: Stage) -> None:
    async with stage.database.write() as session:
        workspace = await session.get(Workspace, TEAM)
        await session.execute(delete(Intake).where(col(Intake.pool_id) == workspace.change_pool))
        workspace.change_pool = None
    await stage.database.truncate_journal()
