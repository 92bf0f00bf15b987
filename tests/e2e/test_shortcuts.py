"""Slack's own menus: share a lesson from anywhere, or what one has written in a message."""

from __future__ import annotations

import pytest

from bot.demo.once import CHANNEL, make_schedule
from bot.demo.people import Refused
from bot.slack.ids import Block, Shortcut, View
from tests.support.scenes import seen, until

KARIN, TOM = "U0KARIN", "U0TOM"
WRITTEN = "Vi mätte två gånger & sparade en dag. Tack @tom för tipset!"
ANONYMOUS = {Block.SHARE: {"selected_option": {"value": "anonymous"}}}


async def used(stage, user: str, shortcut: str, **where: str) -> None:
    """Use a shortcut as a person does."""
    path = f"/client/{user}/shortcut"
    async with stage.people.session.post(path, json={"callback_id": shortcut, **where}) as answer:
        assert (await answer.json())["ok"]


async def written(stage, user: str = KARIN, text: str = WRITTEN) -> dict:
    """Write a message in the channel and return it."""
    await stage.people.command(user, CHANNEL, text)
    return next(one for one in await stage.people.messages(user, CHANNEL) if one["user"] == user)


async def test_a_lesson_is_shared_from_anywhere(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await used(stage, KARIN, Shortcut.SHARE)
        view = await stage.people.modal(KARIN, View.WRITE)
        assert "anonymous" in str(view), "nobody has seen it yet, so every way is open"


async def test_what_one_wrote_in_a_message_becomes_a_lesson_by_name_or_for_oneself_only(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        message = await written(stage)
        await used(stage, KARIN, Shortcut.FROM_MESSAGE, channel=CHANNEL, ts=message["ts"])
        view = await stage.people.modal(KARIN, View.WRITE)
        (field,) = [one["element"] for one in view["blocks"] if one.get("block_id") == Block.TEXT]
        assert field["initial_value"] == "Vi mätte två gånger & sparade en dag. Tack [omnämnande] för tipset!"
        (ways,) = [one["element"] for one in view["blocks"] if one.get("block_id") == Block.SHARE]
        assert [one["value"] for one in ways["options"]] == ["named", "private"]
        assert "hittas med Slacks sökning" in str(view)
        await stage.people.submit(KARIN, view)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PREVIEW))
        await seen(stage, KARIN, "sparat")
        (schedule,) = await stage.app.services.schedules.all()
        planned = await stage.app.services.rounds.planned(schedule.id)
        (lesson,) = await stage.app.services.texts.queue(planned.id)
        assert lesson.author == KARIN and lesson.text.startswith("Vi mätte två gånger")


async def test_nobody_is_made_anonymous_whom_slacks_search_would_find(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        message = await written(stage)
        await used(stage, KARIN, Shortcut.FROM_MESSAGE, channel=CHANNEL, ts=message["ts"])
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.WRITE), ANONYMOUS)
        preview = await stage.people.modal(KARIN, View.PREVIEW)
        with pytest.raises(Refused, match="Slacks sökning"):
            await stage.people.submit(KARIN, preview)
        (schedule,) = await stage.app.services.schedules.all()
        planned = await stage.app.services.rounds.planned(schedule.id)
        assert await stage.app.services.intake.own("T0NORRBRO", KARIN, planned.id) is None


async def test_nobody_shares_what_somebody_else_wrote(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        message = await written(stage)
        await used(stage, TOM, Shortcut.FROM_MESSAGE, channel=CHANNEL, ts=message["ts"])

        async def refused() -> bool:
            messages = await stage.people.messages(TOM, CHANNEL)
            return "Only what you wrote yourself" in str([one for one in messages if one.get("ephemeral")])

        await until(refused)
        assert not stage.box.client.views(TOM)


async def test_a_shortcut_that_cannot_help_says_why_in_a_window(theatre):
    async with theatre() as stage:
        await used(stage, KARIN, Shortcut.SHARE)

        async def told() -> bool:
            return "Det finns ingen runda" in str(stage.box.client.views(KARIN))

        await until(told)
