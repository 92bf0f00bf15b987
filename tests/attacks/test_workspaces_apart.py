"""A request of one workspace can never read or change what is another's, whatever ids it names.

On SQLite every scene is sent again from next door in `test_tampering`; here on PostgreSQL, and what is typed.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.demo.once import CHANNEL, NAME
from bot.slack.listeners.commands import HANDLERS
from bot.slack.listeners.commands.schedule import ON_ONE
from bot.slack.services import Resources
from tests.attacks.test_tampering import calls_noted, send
from tests.support.neighbours import Trespass, forged_next_door, rows_of, standing_still
from tests.support.playing import played
from tests.support.street import NORRBRO, SODRA

ON_POSTGRESQL = ("after the mix", "mailbox", "an own plan", "changing a schedule")


def attacked(theatre, attack, **named: Any):
    """Return a theatre that is attacked before the curtain falls."""

    @asynccontextmanager
    async def opened(*given: Any, **more: Any):
        async with theatre(*given, **more | named) as stage:
            with calls_noted(stage):
                yield stage
                await attack(stage)

    return opened


@pytest.mark.parametrize("scene", ON_POSTGRESQL)
async def test_on_postgresql_too_nothing_is_reached_from_next_door(
    theatre_next_door, recorder, fresh_postgres, scene
):
    counts: list[int] = []

    async def attack(stage) -> None:
        counts.append(await forged_next_door(stage, recorder, send))

    await played(scene, attacked(theatre_next_door, attack, url=fresh_postgres()))
    assert counts[0] >= 2


async def test_no_command_of_one_workspace_shows_or_changes_anothers(theatre_next_door, recorder):
    async def attack(stage) -> None:
        texts = {one for typed in recorder.typed.values() for one in typed}
        lines = [f"/lardom {name}" for name in HANDLERS]
        lines += [f"/lardom schedule {word} {NAME}" for word in ON_ONE]
        lines += [f"/lardom find {word}" for text in sorted(texts) for word in text.split()[:3]]
        async with standing_still(stage):
            before = await rows_of(stage, NORRBRO)
            for line in lines:
                said = await typed(stage, line)
                assert not [one for one in texts if one in said], line
                assert NAME not in said.replace(f"”{NAME}”", "").replace(f"“{NAME}”", ""), line
            assert await rows_of(stage, NORRBRO) == before

    await played("after the mix", attacked(theatre_next_door, attack))


async def test_an_app_that_mixes_workspaces_up_is_found_out(theatre_next_door, recorder, monkeypatch):
    visitor = Resources.visitor

    async def mixed_up(self, team: str, user: str):
        return replace(await visitor(self, team, user), team=NORRBRO)

    async def attack(stage) -> None:
        monkeypatch.setattr(Resources, "visitor", mixed_up)
        await forged_next_door(stage, recorder, send)

    with pytest.raises(Trespass):
        await played("after the mix", attacked(theatre_next_door, attack))


async def typed(stage, line: str) -> str:
    """Type a line next door as somebody who may do everything there; return all that came of it."""
    seen = len(stage.log)
    client = stage.box.at(SODRA).client
    messages = len(client.messages("U0ANNA", CHANNEL))
    await client.command("U0ANNA", CHANNEL, line)
    await stage.app.services.later.drained(5)
    shown = client.messages("U0ANNA", CHANNEL)[messages:]
    return f"{stage.log[seen:]} {shown} {client.views('U0ANNA')}"
