"""Bad input gets one clear sentence in the person's language, and nothing is half-saved."""

from __future__ import annotations

import threading

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, answer
from bot.learning.redaction import Redactor
from bot.slack.ids import Action, Block, View
from bot.store.sealed.seal import Share
from bot.store.tables import RoundState
from tests.support.scenes import all_answer, all_done, button_value, mixed, running_round, said, until

LONG = "x" * 2001


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("schedule new weekly fre", "Klockslaget saknas."),
        ("schedule new weekly xyz 14:30", "”xyz” är ingen veckodag som jag känner till."),
        ("schema ny varje vecka fre 25:00", "”25:00” är inget klockslag."),
        ("schema ny en gång 2020-01-01 13:00", "2020-01-01 har redan varit."),
        ("schema ny en gång 2026-11-24 09:00", "tiden har redan varit, eller dagen är ledig"),
        ("schema ny en gång 2026-12-25 13:00", "tiden har redan varit, eller dagen är ledig"),
        ("schedule new weekly fri 14:30 #finnsinte", "Ingen kanal heter #finnsinte."),
        ("schedule new weekly fri 14:30 #allmant", "Jag är inte med i #allmant än."),
        ("schedule run Saknas", "Inget schema heter ”Saknas”."),
        ("schedule flyg", "Jag känner inte till ”flyg”."),
        ("flyg", "Jag känner inte till ”flyg”."),
    ],
)
async def test_a_wrong_line_is_answered_with_what_is_wrong(theatre, line, sentence):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, f"/lardom {line}")
        assert sentence in await said(stage, ADMIN)
        assert await stage.app.services.schedules.all() == []


async def test_a_one_line_schedule_is_saved_and_shows_five_dates_with_holidays_named(theatre):
    async with theatre() as stage:
        line = "/lardom schema ny varje vecka tor 14:30 #larande"
        await stage.people.command(ADMIN, CHANNEL, line)
        answered = await said(stage, ADMIN)
        assert "varje torsdag 14:30" in answered
        assert "torsdag 26 november 2026 14:30" in answered
        assert "torsdag 24 december 2026 hoppas över: julafton" in answered
        assert answered.count("•") == 7, "five dates asked and two eves between them"


async def test_a_time_at_night_is_shown_as_the_morning_to_which_it_is_moved(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema ny varje vecka fre 22:30 #larande")
        sentence = await said(stage, ADMIN)
        assert "måndag 30 november 2026 kl. 07:00" in sentence or "måndag 30 november 2026 07:00" in sentence
        assert "22:30" not in sentence.partition("Nästa")[2]


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("every 2 weeks mon 10:00", "måndag 30 november 2026 10:00", "måndag 14 december 2026 10:00"),
        ("every 2 weeks tue 09:00", "tisdag 1 december 2026 09:00", "tisdag 15 december 2026 09:00"),
        ("every 2 weeks tue 16:00", "tisdag 24 november 2026 16:00", "tisdag 8 december 2026 16:00"),
    ],
)
async def test_every_second_week_counts_from_the_first_date_to_come(theatre, rule, first, second):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule new {rule} #larande")
        answered = await said(stage, ADMIN)
        assert first in answered and second in answered, answered
        assert answered.index(first) < answered.index(second)


@pytest.mark.parametrize(
    ("k", "kept"), [("2", False), ("51", False), ("fem", False), ("", False), ("3", True), ("50", True)]
)
async def test_k_below_three_protects_nobody_and_is_refused(theatre, k, kept):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schedule new")
        view = await stage.people.modal(ADMIN, View.SCHEDULE)
        values = _filled(view, {Block.NAME: "Test", Block.K: k or " "})
        values[Block.CHANNEL] = {"field": {"type": "conversations_select", "selected_conversation": CHANNEL}}
        answered = await _submitted(stage, ADMIN, view, values)
        if kept:
            assert answered["response_action"] == "update"
        else:
            assert "Välj ett tal från 3 till 50" in answered["errors"][Block.K]
        assert len(await stage.app.services.schedules.all()) == int(kept)


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Skriv några ord först."), (LONG, "Texten är 1 tecken för lång.")]
)
async def test_a_text_that_is_empty_or_too_long_is_refused_and_not_stored(theatre, text, sentence):
    async with theatre() as stage:
        round_id = await running_round(stage)
        view = await _written(stage, "U0KARIN")
        answered = await _submitted(stage, "U0KARIN", view, _filled(view, {Block.TEXT: text}))
        assert sentence in answered["errors"][Block.TEXT]
        assert await stage.app.services.intake.answered(round_id) == frozenset()


async def test_a_text_sent_after_the_round_closed_is_kept_and_can_be_taken_along(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = stage.people
        view = await _written(stage, "U0KARIN")
        await people.submit("U0KARIN", view, {Block.TEXT: {"value": "Mät två gånger innan du borrar."}})
        preview = await people.modal("U0KARIN", View.PREVIEW)
        await mixed(stage, round_id, RoundState.HELD)
        await people.submit("U0KARIN", preview)
        late = await people.modal("U0KARIN", View.LATE)
        assert "Mät två gånger innan du borrar." in str(late)
        await people.submit("U0KARIN", late)
        note = await people.modal("U0KARIN", View.NOTE)
        assert "följer med till nästa runda" in str(note)
        schedule = await stage.app.services.schedules.named("T0NORRBRO", NAME)
        planned = await stage.app.services.rounds.planned(schedule.id)
        kept = await stage.app.services.intake.own("T0NORRBRO", "U0KARIN", planned.id)
        assert kept.text == "Mät två gånger innan du borrar."
        assert kept.share is Share.ANONYMOUS


async def test_a_copied_button_does_nothing_for_anyone_else(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await answer(stage.people, stage.bot, "U0KARIN", "Fråga en gång till, högt.")
        _, receipt = await stage.people.message_with("U0KARIN", stage.bot, Action.SEE)
        for action in (Action.SEE, Action.EDIT, Action.WITHDRAW, Action.FORGET):
            value = button_value(receipt, action)
            await _pressed(stage, "U0TOM", action, value)
            await until(lambda: _heard(stage, "U0TOM", "That button belongs to someone else"))
        assert stage.box.client.views("U0TOM") == []
        assert await stage.app.services.intake.answered(round_id) == {"U0KARIN"}


async def test_only_admins_make_schedules_and_only_leaders_see_the_queue(theatre):
    async with theatre() as stage:
        await stage.people.command("U0KARIN", CHANNEL, "/lardom schema ny varje vecka fre 14:30")
        assert "Det här kan bara administratörer göra." in await said(stage, "U0KARIN")
        await stage.people.command("U0TOM", CHANNEL, "/lardom schedule list")
        assert "Only admins can do this." in await said(stage, "U0TOM")
        round_id = await running_round(stage)
        await all_answer(stage, [(user, f"Text från {user}.") for user in ("U0KARIN", "U0MAJA", "U0ELIN")])
        await all_answer(stage, [(user, f"Words of {user}.") for user in ("U0TOM", "U0PRIYA", "U0EMEKA")])
        await mixed(stage, round_id)
        await _pressed(stage, "U0TOM", Action.QUEUE, round_id)
        await until(lambda: _heard(stage, "U0TOM", "Only the schedule's leaders can do this."))
        assert stage.box.client.views("U0TOM") == []


async def test_a_fault_of_ours_is_said_in_the_modal_and_the_text_stays(theatre, monkeypatch, capsys):
    async with theatre() as stage:
        await running_round(stage)
        people = stage.people
        view = await _written(stage, "U0KARIN")
        await people.submit("U0KARIN", view, {Block.TEXT: {"value": "En hemlig rad om bron."}})
        preview = await people.modal("U0KARIN", View.PREVIEW)

        async def broken(*_: object) -> None:
            raise RuntimeError("En hemlig rad om bron.")

        monkeypatch.setattr(type(stage.app.services.intake), "submit", broken)
        answered = await _submitted(stage, "U0KARIN", preview, _filled(preview, {}))
        assert answered["response_action"] == "errors"
        assert "inget ändrades" in answered["errors"][Block.TEXT]
        output = capsys.readouterr()
        assert "hemlig" not in output.out + output.err


async def test_a_text_that_takes_long_to_read_keeps_nobody_else_waiting(theatre, monkeypatch):
    threads: dict[int, threading.Thread] = {}
    redact = Redactor.redact

    def noted(self, text, language):
        threads[len(text)] = threading.current_thread()
        return redact(self, text, language)

    monkeypatch.setattr(Redactor, "redact", noted)
    async with theatre() as stage:
        services = stage.app.services
        visitor = await services.visitor("T0NORRBRO", "U0KARIN")
        for text in ("1-2 3.4/" * 250, "Jag frågade en gång till."):
            assert (await services.redacted(visitor, text)).text
    long, short = sorted(threads, reverse=True)
    assert threads[long] is not threading.main_thread()
    assert threads[short] is threading.main_thread()


async def _heard(stage, user: str, sentence: str) -> bool:
    _, messages = await stage.people.app_messages(user, stage.bot)
    return any(sentence in str(one) for one in messages if one.get("ephemeral"))


async def _written(stage, user: str) -> dict:
    channel, prompt = await stage.people.message_with(user, stage.bot, Action.ANSWER)
    await stage.people.press_message(user, channel, prompt, Action.ANSWER)
    return await stage.people.modal(user, View.WRITE)


def _filled(view: dict, texts: dict[str, str]) -> dict:
    values = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        given = {"type": element["type"], "value": element.get("initial_value")}
        for key in ("option", "time", "date", "users"):
            if f"initial_{key}" in element:
                given[f"selected_{key}"] = element[f"initial_{key}"]
        if block["block_id"] in texts:
            given["value"] = texts[block["block_id"]]
        values[block["block_id"]] = {element["action_id"]: given}
    return values


async def _submitted(stage, user: str, view: dict, values: dict) -> dict:
    """Send a submission as it might be forged, past what Slack's own client refuses."""
    client = stage.box.client
    top = stage.box.world.stacks[user][-1]
    payload = {
        "type": "view_submission",
        **client._common(user),
        "trigger_id": stage.box.world.trigger(user),
        "view": client._view_payload(top, values),
        "response_urls": [],
    }
    ack = await stage.box.link.deliver("interactive", payload)
    assert ack is not None, "answered within three seconds"
    return ack.payload or {}


async def _pressed(stage, user: str, action: str, value: str) -> None:
    """Press a button with a value that was copied or made up."""
    client, world = stage.box.client, stage.box.world
    channel = world.direct(user)
    message = next(iter(channel.messages.values()))
    _, extra = client._place(user, {"type": "message", "channel": channel.id, "ts": message.ts})
    payload = {
        "type": "block_actions",
        **client._common(user),
        "trigger_id": world.trigger(user),
        "actions": [
            {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1"}
        ],
        **extra,
    }
    assert await stage.box.link.deliver("interactive", payload) is not None
    await all_done(stage)
