"""What people of one workspace sent is sent again from another that has the app too, by the same user ids."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.pump import Pump
from bot.demo.once import NAME
from bot.store.scope import belonging, tables_of_workspaces
from tests.support.playing import Recorder
from tests.support.street import NORRBRO, SODRA

Json = dict[str, Any]
Send = Callable[[Any, Json], Awaitable[str]]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PLACEHOLDER = re.compile(r"""\\*["']placeholder\\*["']: \{[^}]*\}""")
"""What a form proposes to everybody is nobody's."""

WHEELS = {
    "workspace": {"change_pool", "changes_applied_on", "tally_pool", "tallied_to"},
    "delivery": {"state", "lease_until", "fence", "attempts", "reason", "channel", "ts", "due_at"},
    "lane": {"rests_until", "lease_until", "fence"},
}
"""Columns that the app moves on by itself."""

TYPED_HERE = "Det här skrev någon i grannbolaget."


class Trespass(AssertionError):
    """Say that a request of one workspace reached another's rows."""


async def forged_next_door(stage: Any, recorder: Recorder, send: Send) -> int:
    """Send everything from next door; raise Trespass for what opens, changes or comes along."""
    texts = {one for typed in recorder.typed.values() for one in typed} | {NAME}
    async with standing_still(stage):
        return await _forged(stage, list(recorder.payloads), texts, send)


@asynccontextmanager
async def standing_still(stage: Any) -> AsyncIterator[None]:
    """Stop the app's own wheels, so that what changes was changed by a request."""

    async def nothing(*_given: object) -> None:
        return

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Pump, "turn", nothing)
        await stage.app.pump.settled()
        async with stage.app.clockwork.still():
            yield


async def _forged(stage: Any, payloads: Sequence[Json], texts: set[str], send: Send) -> int:
    sent = 0
    before = await rows_of(stage, NORRBRO)
    for body in payloads:
        forged = from_next_door(body)
        said = PLACEHOLDER.sub("", await send(stage, forged))
        sent += 1
        what = str((forged.get("view") or {}).get("callback_id") or forged.get("actions"))[:120]
        if opened := [one for one in texts if one in said]:
            raise Trespass(f"{what} opened {opened[0][:30]!r}")
        if "numret" in said or "give the number" in said:
            raise Trespass(f"{what} broke something")
        after = await rows_of(stage, NORRBRO)
        if after != before:
            changed = [name for name in before if before[name] != after[name]]
            raise Trespass(f"{what} changed {changed}")
    carried = set(ID.findall(str(before))) & set(ID.findall(str(await rows_of(stage, SODRA))))
    if carried:
        raise Trespass(f"something took along {sorted(carried)[:3]}")
    return sent


def from_next_door(body: Json) -> Json:
    """Return a payload as the user of the same id would send it in the other workspace."""
    forged = json.loads(json.dumps(copy.deepcopy(body)).replace(NORRBRO, SODRA))
    for block in (forged.get("view") or {}).get("state", {}).get("values", {}).values():
        for one in block.values():
            if one.get("type") == "plain_text_input" and len(one.get("value") or "") > 12:
                one["value"] = TYPED_HERE
    return forged


async def rows_of(stage: Any, team: str) -> dict[str, list[str]]:
    """Return every row of a workspace, without what moves by itself."""

    def looked(session: Session) -> dict[str, list[str]]:
        found = {}
        for table in tables_of_workspaces():
            rows = session.execute(select(table).where(belonging(table, team))).mappings().all()
            wheels = WHEELS.get(table.name, set())
            found[table.name] = sorted(str({k: v for k, v in row.items() if k not in wheels}) for row in rows)
        return found

    return await stage.app.services.database.look(looked)
