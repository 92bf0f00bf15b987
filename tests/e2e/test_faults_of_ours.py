"""A fault of ours is said where the person is, with an id, and never with what they wrote."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
import structlog

from bot.demo.once import ADMIN, CHANNEL
from bot.logs import configure_logs
from bot.slack.ids import Action
from tests.support.scenes import running_round, said, until

ID = re.compile(r"numret ([0-9a-f]{6})")


async def broken(*_: object, **__: object) -> None:
    raise RuntimeError("en hemlig rad")


def logged_ids(text: str) -> set[str]:
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {line["id"] for line in lines if line.get("event") == "unhandled"}


async def test_after_a_command_it_is_said_to_the_person_alone(theatre, monkeypatch):
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logs(stream)
    async with theatre() as stage:
        monkeypatch.setattr(type(stage.app.services.schedules), "all", broken)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema lista")
        sentence = await said(stage, ADMIN)
        monkeypatch.undo()
    found = ID.search(sentence)
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()
    assert found and found[1] in logged_ids(stream.getvalue())
    assert "hemlig" not in stream.getvalue() and ADMIN not in stream.getvalue()


async def test_after_a_button_it_is_said_beside_the_message(theatre, monkeypatch):
    async with theatre() as stage:
        await running_round(stage)
        channel, prompt = await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        monkeypatch.setattr(type(stage.app.services.intake), "own", broken)
        await stage.people.press_message("U0KARIN", channel, prompt, Action.ANSWER)
        assert ID.search(await said(stage, "U0KARIN", channel))
        monkeypatch.undo()
        await stage.people.press_message("U0KARIN", channel, prompt, Action.ANSWER)

        async def opened() -> bool:
            return bool(stage.box.client.views("U0KARIN"))

        await until(opened)


@pytest.mark.parametrize("address", ["/response/used-up", ":gone"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [("schema nytt fre 25:61", "25:61"), ("schema lista", "Inget schema finns")],
    ids=["bad input", "an answer"],
)
async def test_where_the_address_for_an_answer_is_no_good_the_own_conversation_takes_the_sentence(
    theatre, monkeypatch, address, words, sentence
):
    async with theatre() as stage:
        monkeypatch.setattr(stage.box.world, "response_path", lambda *_: address)
        monkeypatch.setattr("bot.slack.authorizing._answers_elsewhere", lambda *_: False)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom {words}")

        async def told() -> bool:
            _, found = await stage.people.app_messages(ADMIN, stage.bot)
            return sentence in str(found)

        await until(told)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, "command=/lardom"),
        ({"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"}, "command=/lardom"),
        ({"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "not a number"}, "{"),
    ],
)
async def test_a_forged_or_old_request_is_turned_away_and_changes_nothing(theatre, headers, body):
    async with theatre("http") as stage:
        async with stage.people.session.post(
            f"http://127.0.0.1:{stage.app.port}/slack/events", data=body, headers=headers
        ) as answer:
            text = await answer.text()
        assert answer.status == 401
        assert "Traceback" not in text and "lardom" not in text
        assert await stage.app.services.schedules.all() == []
