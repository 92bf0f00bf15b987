"""Whether a workspace has the app, and what somebody there has chosen, is one question."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.store.tables import Workspace
from tests.integration.conftest import TEAM


async def install(store, team: str, gone_at: datetime | None = None) -> None:
    async with store.database.write() as session:
        await session.merge(Workspace(team_id=team, name=team, bot_user_id="UBOT", gone_at=gone_at))


async def test_whoever_comes_is_known_with_what_they_have_chosen(store):
    await install(store, TEAM)
    await store.members.prefer(TEAM, "U1", language="en", share="named")
    one, other = await asyncio.gather(store.members.coming(TEAM, "U1"), store.members.coming(TEAM, "U2"))
    assert (one.user_id, one.language, one.share) == ("U1", "en", "named")
    assert (other.user_id, other.language, other.share) == ("U2", None, "anonymous")


async def test_from_a_workspace_without_the_app_nobody_comes(store):
    await install(store, TEAM)
    await install(store, "T0GONE", gone_at=datetime(2026, 11, 1, tzinfo=UTC))
    for team in ("T0NEVER", "T0GONE"):
        await store.members.prefer(team, "U1", language="en", share="named")
    here, never, gone = await asyncio.gather(
        *(store.members.coming(team, "U1") for team in (TEAM, "T0NEVER", "T0GONE"))
    )
    assert here is not None and never is None and gone is None
