"""Attacks on a whole round as it is played: logs, messages, injection, watching the queue."""

from __future__ import annotations

import io
import logging
from contextlib import asynccontextmanager

import pytest
import structlog
from sqlalchemy import text

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, curate, posted_digest
from bot.demo.people import elements
from bot.logs import configure_logs
from bot.slack.ids import Action, Block, View
from tests.support.playing import played
from tests.support.scenes import EVERYONE, all_answer, mixed, running_round, said, until

MARK = "canary7fagel"
NASTY = (
    "<!channel> hörde ni?",
    "<@U0ANNA> sa det",
    "<https://evil.example|klicka här> nu",
    "*fet* _kursiv_ `kod` ~struken~",
    "\u202eomvänt\u202c och \u200bosynligt",
    "=HYPERLINK(1)",
    "&lt;!here&gt; redan omskrivet",
)

IN_THE_CLEAR = {"reflection", "named_reflection", "letter", "public_answer"}
"""Where texts stand readable once their round is mixed, without their author unless they gave their name."""


@pytest.fixture
def everything_logged():
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logs(stream, level=logging.DEBUG)
    root.setLevel(logging.DEBUG)
    for handler in root.handlers:
        handler.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def round_with(stage, texts) -> dict:
    round_id = await running_round(stage)
    await all_answer(stage, zip(EVERYONE, texts, strict=True))
    await mixed(stage, round_id)
    await curate(stage.people, stage.bot)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
    return await posted_digest(stage.people, stage.bot)


async def test_no_log_line_holds_a_text_or_a_member_even_at_debug(theatre, everything_logged):
    async with theatre() as stage:
        await round_with(stage, [f"{MARK} nummer {number}" for number in range(len(EVERYONE))])
    lines = everything_logged.getvalue()
    assert lines.count("\n") > 50, "there was something to read"
    assert MARK not in lines
    assert not any(user in lines for user in (*EVERYONE, ADMIN, LEADER))


@pytest.mark.parametrize(
    "scene",
    (
        "an own plan",
        "a colleague's plan",
        "mailbox",
        "lost message",
        "late",
        "following",
        "what following taught",
    ),
)
async def test_what_is_typed_in_a_scene_is_in_no_log_line_and_in_no_table_but_its_own(
    theatre, recorder, everything_logged, scene
):
    found: dict[str, set[str]] = {}

    @asynccontextmanager
    async def watched(*given, **named):
        async with theatre(*given, **named) as stage:
            yield stage
            found.update(
                await columns_with(stage, {one for texts in recorder.typed.values() for one in texts})
            )

    await played(scene, watched)
    lines = everything_logged.getvalue()
    typed = {one for texts in recorder.typed.values() for one in texts}
    assert typed and lines.count("\n") > 20, "there was something to read"
    assert not [one for one in typed if one in lines]
    assert not [user for user in recorder.typed if user in lines]
    assert scene not in ("an own plan", "mailbox") or "reflection" in found, "the search finds what is there"
    assert set(found) <= IN_THE_CLEAR, {name: found[name] for name in found if name not in IN_THE_CLEAR}


async def columns_with(stage, texts) -> dict[str, set[str]]:
    """Return the tables in which texts stand as they were typed."""
    found: dict[str, set[str]] = {}
    async with stage.app.services.database.read() as session:
        names = await session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        for table in names.scalars().all():
            rows = str((await session.execute(text(f'SELECT * FROM "{table}"'))).all())
            if here := {one for one in texts if one in rows}:
                found[table] = here
    return found


def test_a_text_in_a_log_line_would_be_found(everything_logged):
    structlog.get_logger().info(MARK)
    assert MARK in everything_logged.getvalue()


async def test_an_export_of_the_apps_messages_holds_no_reply_and_no_open_token(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        texts = [f"{MARK} nummer {number}" for number in range(len(EVERYONE))]
        await all_answer(stage, zip(EVERYONE, texts, strict=True))
        intake = stage.app.services.intake
        tokens = [intake.token("T0NORRBRO", user, round_id) for user in EVERYONE]
        await mixed(stage, round_id)
        export = [
            message
            for channel in stage.box.world.channels.values()
            if channel.im_of
            for message in channel.messages.values()
        ]
        shown = str(export)
        assert Action.SEE in shown and MARK not in shown
        assert not any(token.hex() in shown for token in tokens)


@pytest.mark.parametrize("number", range(len(NASTY)))
async def test_nothing_that_is_typed_becomes_active_anywhere(theatre, number):
    async with theatre() as stage:
        digest = await round_with(stage, [f"{NASTY[number]} {n}" for n in range(len(EVERYONE))])
        leaves = [
            leaf
            for block in digest["blocks"]
            if block["type"] == "rich_text"
            for part in block["elements"]
            for leaf in part["elements"]
        ]
        assert len(leaves) == len(EVERYONE)
        assert {leaf["type"] for leaf in leaves} == {"text"}, "plain text is never read as markup"
        assert not any(letter in str(digest) for letter in "\u202e\u200b\u2066")
        for call in stage.box.api.log:
            if call["method"].startswith("chat."):
                assert "<!channel>" not in str(call["arguments"].get("text"))


async def test_a_leader_who_looks_after_every_answer_sees_nothing_until_the_mix(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        for user in EVERYONE:
            await all_answer(stage, [(user, f"{MARK} av {user[2:5]}")])
            assert await stage.app.services.texts.queue(round_id) == []
        channel = stage.box.world.direct(LEADER)
        assert not any(
            one.get("action_id") == Action.QUEUE
            for message in channel.messages.values()
            for one in elements(message.blocks)
        ), "nobody is called before the mix"
        await stage.people.command(LEADER, CHANNEL, "/lardom schema stäng")
        assert "Det här kan bara administratörer göra." in await said(stage, LEADER)


async def test_the_queue_comes_in_a_new_order_each_time(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, [(user, f"{MARK} {user}x") for user in EVERYONE])
        await mixed(stage, round_id)
        texts = stage.app.services.texts
        orders = {tuple(item.id for item in await texts.queue(round_id)) for _ in range(12)}
        assert len(orders) > 6


async def test_a_modal_that_is_replayed_by_another_member_opens_nothing(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, [(user, f"{MARK} {user[2:5]}") for user in EVERYONE])
        await mixed(stage, round_id)
        channel, receipt = await stage.people.message_with("U0KARIN", stage.bot, Action.EDIT)
        await stage.people.press_message("U0KARIN", channel, receipt, Action.EDIT)
        await stage.people.modal("U0KARIN", View.EDIT_LATER)
        client, world = stage.box.client, stage.box.world
        stolen = {
            **client._view_payload(world.stacks["U0KARIN"][-1], {}),
            "state": {"values": {Block.TEXT: {"field": {"type": "plain_text_input", "value": "Stulet."}}}},
        }
        payload = {
            "type": "view_submission",
            **client._common("U0TOM"),
            "trigger_id": world.trigger("U0TOM"),
            "view": stolen,
            "response_urls": [],
        }
        answered = await stage.box.link.deliver("interactive", payload)
        assert "belongs to someone else" in str(answered.payload)
        world.clock.advance(2 * 3600)

        async def past_four() -> bool:
            workspace = (await stage.app.services.members.workspaces())[0]
            return workspace.changes_applied_on is not None

        await until(past_four)
        assert "Stulet." not in str(await stage.app.services.texts.queue(round_id))
