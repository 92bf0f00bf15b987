"""Nobody waits for ever for what does not come, and the demonstration says what that was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot import demo
from bot.delivery.pump import Pump
from bot.demo import stage as staging
from bot.demo.once import make_schedule, posted_digest, receipts
from bot.demo.people import NeverCame, People
from bot.slack.ids import Action, View
from tests.support.scenes import running_round

KARIN = "U0KARIN"
Wait = Callable[[People, str], Awaitable[object]]


async def becomes_another(people: People, bot: str) -> None:
    channel, prompt = await people.message_with(KARIN, bot, Action.ANSWER)
    await people.becomes(KARIN, channel, prompt["ts"], Action.SEE)


@pytest.mark.parametrize(
    ("wait", "sentence"),
    [
        (lambda people, bot: people.message_with(KARIN, bot, Action.SEE), "U0KARIN has no message with"),
        (lambda people, bot: people.modal(KARIN, View.WRITE), "U0KARIN has no modal answer.write on top."),
        (becomes_another, "U0KARIN's message has no button"),
        (lambda people, bot: posted_digest(people, bot), "no digest is in the highlight channel"),
        (lambda people, bot: receipts(people, bot, [KARIN], fewest=1), "fewer than 1 people have a receipt"),
    ],
)
async def test_whoever_waits_in_vain_says_for_what(theatre, wait: Wait, sentence: str):
    async with theatre() as stage:
        await running_round(stage)
        impatient = replace(stage.people, longest=0.2)
        with pytest.raises(NeverCame, match=f"^After 0.2 seconds {sentence}"):
            await wait(impatient, stage.bot)


async def test_what_does_come_is_not_waited_for_in_vain(theatre):
    async with theatre() as stage:
        impatient = replace(stage.people, longest=30)
        await make_schedule(impatient)
        assert len(await stage.app.services.schedules.all()) == 1


def test_a_demonstration_in_which_nothing_is_sent_ends_with_a_sentence(monkeypatch, capsys):
    async def nothing(_: Pump) -> bool:
        return False

    monkeypatch.setattr(Pump, "turn", nothing)
    monkeypatch.setattr(staging, "LONGEST_WAIT", 4.0)
    monkeypatch.setenv("COLUMNS", "200")
    assert demo.play(once=True, as_json=False, port=0) == 1
    said = capsys.readouterr().out
    assert "The demonstration stopped. After 4 seconds U0" in said
    assert "has no message with the button answer" in said and "Traceback" not in said


def test_a_local_slack_that_does_not_start_ends_with_a_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(staging, "PROJECT", tmp_path)
    assert demo.play(once=True, as_json=False, port=0) == 1
    assert "The local Slack ended before it was ready." in capsys.readouterr().out
