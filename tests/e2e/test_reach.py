"""Nobody is asked at a bad moment, twice, or after they have shown that they do not want to be."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, answer
from bot.demo.people import elements
from bot.slack.ids import Action, View
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, RoundState, Unanswered
from tests.support.scenes import (
    EVERYONE,
    STOCKHOLM,
    all_sent,
    happen,
    has_prompt,
    open_round,
    said,
    seen,
    travel,
    until,
    weekly,
)

TEAM = "T0NORRBRO"
KARIN = "U0KARIN"


async def deliveries(stage, kind: DeliveryKind, user: str | None = None) -> list[Delivery]:
    async with stage.app.services.database.read() as session:
        rows = await session.execute(select(Delivery).where(col(Delivery.kind) == kind))
        return [one for one in rows.scalars().all() if user in (None, one.target)]


async def opened(stage, line: str = "varje vecka tor 14:30") -> str:
    """Let a schedule ask Karin on Thursday, and return the round."""
    await weekly(stage, line)
    travel(stage, 2026, 11, 26, 14, 31)
    await until(lambda: has_prompt(stage, KARIN))
    return (await open_round(stage)).id


async def everybody_asked(stage) -> None:
    """Let Thursday come in every zone."""
    await opened(stage)
    for hour in (15, 20):
        await all_sent(stage)
        travel(stage, 2026, 11, 26, hour, 31)
    await until(lambda: has_prompt(stage, "U0GRACE"))
    await all_sent(stage)


async def menu(stage, user: str, action: str, word: str) -> None:
    channel, message = await stage.people.message_with(user, stage.bot, action)
    await stage.people.choose_message(user, channel, message, action, word)


async def count(stage, user: str, words: str) -> int:
    return str((await stage.people.app_messages(user, stage.bot))[1]).count(words)


async def settled(stage, kind: DeliveryKind, state: DeliveryState, number: int) -> list[Delivery]:
    async def so() -> bool:
        return [one.state for one in await deliveries(stage, kind)].count(state) == number

    await until(so)
    return await deliveries(stage, kind)


async def test_only_who_has_not_answered_or_skipped_is_reminded_and_no_row_tells_who_that_was(theatre):
    async with theatre() as stage:
        await everybody_asked(stage)
        await answer(stage.people, stage.bot, KARIN, "Fråga tidigare.")
        await menu(stage, "U0MAJA", Action.LATER, "skip")
        await seen(stage, "U0MAJA", "Du hoppar över den här.")
        travel(stage, 2026, 12, 1, 14, 0)
        rows = await settled(stage, DeliveryKind.REMINDER, DeliveryState.SENT, 12)
        await seen(stage, "U0TOM", "A reminder, in case")
        await all_sent(stage)
        assert await count(stage, KARIN, "En påminnelse") == 0
        assert await count(stage, "U0MAJA", "En påminnelse") == 0
        told_apart = {(one.state, one.reason, one.attempts, one.fence, one.channel, one.ts) for one in rows}
        assert told_apart == {(DeliveryState.SENT, "", 0, 0, None, None)}


async def test_a_refused_reminder_leaves_a_row_like_every_other(theatre):
    async with theatre() as stage:
        await everybody_asked(stage)
        await answer(stage.people, stage.bot, KARIN, "Fråga tidigare.")
        stage.box.faults.set({"too_many_rate": 0.5, "retry_after": 1})
        travel(stage, 2026, 12, 1, 14, 0)
        while [one.state for one in await deliveries(stage, DeliveryKind.REMINDER)].count("sent") < 12:
            stage.box.world.clock.advance(2)
            await asyncio.sleep(0.1)
        rows = await deliveries(stage, DeliveryKind.REMINDER)
        assert len({(one.reason, one.attempts, one.fence, one.ts) for one in rows}) == 1
        assert await count(stage, "U0TOM", "A reminder, in case") in (2, 3), "once, in its text and its block"


async def test_later_comes_back_in_an_hour_and_not_after_an_answer(theatre):
    async with theatre() as stage:
        await opened(stage)
        for user in (KARIN, "U0MAJA"):
            await menu(stage, user, Action.LATER, "hour")
            await seen(stage, user, "Jag frågar igen torsdag 26 november 2026 15:3")
        await answer(stage.people, stage.bot, "U0MAJA", "Fråga tidigare.")
        travel(stage, 2026, 11, 26, 15, 35)
        await seen(stage, KARIN, "Du bad mig fråga igen:")
        await settled(stage, DeliveryKind.LATER, DeliveryState.SENT, 2)
        assert await count(stage, "U0MAJA", "Du bad mig fråga igen:") == 0
        await answer(stage.people, stage.bot, KARIN, "Svarar nu.")
        await seen(stage, KARIN, "receipt.see")


async def test_tomorrow_morning_is_the_next_working_morning_and_never_after_closing(theatre):
    async with theatre() as stage:
        await opened(stage, "varje vecka tor 14:30")
        await menu(stage, KARIN, Action.LATER, "tomorrow")
        await seen(stage, KARIN, "Jag frågar igen fredag 27 november 2026 08:00.")
        await all_sent(stage)
        travel(stage, 2026, 12, 1, 14, 5)
        await seen(stage, "U0MAJA", "En påminnelse")
        channel, messages = await stage.people.app_messages("U0MAJA", stage.bot)
        prompt = next(one for one in messages if Action.LATER in str(one["blocks"]))
        await stage.people.choose_message("U0MAJA", channel, prompt, Action.LATER, "tomorrow")
        assert "Det blir för sent: rundan stänger tisdag 1 december" in await said(
            stage, "U0MAJA", (await stage.people.app_messages("U0MAJA", stage.bot))[0]
        )


async def labels(stage, user: str) -> list[str]:
    _, message = await stage.people.message_with(user, stage.bot, Action.LATER)
    menu = next(one for one in elements(message["blocks"]) if one.get("action_id") == Action.LATER)
    return [one["text"]["text"] for one in menu["options"]]


async def test_before_days_off_the_next_working_morning_has_its_right_name(theatre):
    async with theatre() as stage:
        await weekly(stage, "varje vecka fre 14:30")
        travel(stage, 2026, 11, 27, 14, 31)
        await until(lambda: has_prompt(stage, KARIN))
        assert await labels(stage, KARIN) == ["Om en timme", "På måndag morgon", "Hoppa över den här"]
        await menu(stage, KARIN, Action.LATER, "tomorrow")
        await seen(stage, KARIN, "Jag frågar igen måndag 30 november 2026 08:00.")


async def test_later_offers_nothing_that_would_come_after_closing(theatre):
    async with theatre() as stage:
        await opened(stage)
        assert await labels(stage, KARIN) == ["Om en timme", "I morgon bitti", "Hoppa över den här"]
        await all_sent(stage)
        travel(stage, 2026, 12, 1, 14, 5)
        await seen(stage, KARIN, "En påminnelse")
        assert await labels(stage, KARIN) == ["Om en timme", "Hoppa över den här"]


@pytest.mark.parametrize(
    ("choice", "sentence"), [("pause", "Pausat till"), ("stop", "Jag frågar dig inte mer.")]
)
async def test_the_menu_of_a_prompt_pauses_and_stops(theatre, choice, sentence):
    async with theatre() as stage:
        await opened(stage)
        await menu(stage, KARIN, Action.MENU, choice)
        await seen(stage, KARIN, sentence)
        member = await stage.app.services.members.get(TEAM, KARIN)
        assert (member.paused_until is not None, member.stopped) == (choice == "pause", choice == "stop")
        schedule = (await stage.app.services.schedules.all())[0]
        asked = await stage.app.lifecycle.firing.moments_from(schedule, stage.box.world.clock.now())
        assert KARIN not in {one.user for one in asked}


async def test_a_pause_ends_on_the_day_that_was_chosen(theatre):
    async with theatre() as stage:
        await opened(stage)
        await menu(stage, KARIN, Action.MENU, "until")
        modal = await stage.people.modal(KARIN, View.PAUSE)
        with pytest.raises(Exception, match="Välj en dag som inte har varit"):
            await stage.people.submit(KARIN, modal, {"until": {"selected_date": "2026-11-26"}})
        await stage.people.submit(KARIN, modal, {"until": {"selected_date": "2027-01-11"}})
        await seen(stage, KARIN, "måndag 11 januari 2027")
        member = await stage.app.services.members.get(TEAM, KARIN)
        assert member.paused_until == datetime(2027, 1, 11, tzinfo=STOCKHOLM)


async def test_after_three_unanswered_rounds_one_kind_note_comes_and_then_silence(theatre):
    async with theatre() as stage:
        await weekly(stage)
        for thursday in ((11, 26), (12, 3), (12, 10)):
            travel(stage, 2026, *thursday, 14, 31)
            found = await open_round(stage)
            await all_sent(stage)
            await answer(stage.people, stage.bot, KARIN, "Fråga tidigare.")
            await menu(stage, "U0MAJA", Action.LATER, "skip")
            await until(lambda pool=found.id: stage.app.services.intake.has_reacted(TEAM, "U0MAJA", pool))
            await stage.people.command(ADMIN, CHANNEL, "/lardom schema stäng")
            await until(lambda: is_mixed(stage))
        travel(stage, 2026, 12, 16, 9, 0)
        await seen(stage, "U0ELIN", "De tre senaste frågorna")
        async with stage.app.services.database.read() as session:
            counted = {
                one.user_id: one.rounds for one in (await session.execute(select(Unanswered))).scalars()
            }
        assert (counted[KARIN], counted["U0MAJA"], counted["U0ELIN"]) == (0, 0, 3)
        schedule = (await stage.app.services.schedules.all())[0]
        firing = stage.app.lifecycle.firing
        asked = {one.user for one in await firing.moments_from(schedule, stage.box.world.clock.now())}
        assert {KARIN, "U0MAJA"} <= asked and "U0ELIN" not in asked
        channel, note = await stage.people.message_with("U0ELIN", stage.bot, Action.ASK_AGAIN)
        await stage.people.press_message("U0ELIN", channel, note, Action.ASK_AGAIN)
        await seen(stage, "U0ELIN", "Välkommen tillbaka")
        asked = {one.user for one in await firing.moments_from(schedule, stage.box.world.clock.now())}
        assert "U0ELIN" in asked


async def is_mixed(stage) -> bool:
    return not await stage.app.services.rounds.in_state((RoundState.OPEN, RoundState.CLOSED))


async def test_whoever_is_away_is_asked_when_they_are_back_if_the_round_still_runs(theatre):
    async with theatre() as stage:
        await weekly(stage)
        back = datetime(2026, 11, 27, 9, 0, tzinfo=STOCKHOLM)
        away = {"status_text": "Semester", "status_expiration": int(back.timestamp())}
        await happen(stage, type="user_change", user=KARIN, profile=away)
        await happen(stage, type="user_change", user="U0MAJA", profile={"status_text": "Föräldraledig"})
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0ELIN"))
        await all_sent(stage)
        prompts = [*await deliveries(stage, DeliveryKind.PROMPT, KARIN)]
        prompts += await deliveries(stage, DeliveryKind.PROMPT, "U0MAJA")
        assert [(one.state, one.reason) for one in prompts] == [(DeliveryState.WAITING, "away")] * 2
        travel(stage, 2026, 11, 27, 9, 1)
        await until(lambda: has_prompt(stage, KARIN))
        await all_sent(stage)
        assert not await has_prompt(stage, "U0MAJA")
        for day in ((11, 27), (11, 30), (12, 1)):
            travel(stage, 2026, *day, 14, 45)
            await all_sent(stage)

        async def given_up() -> bool:
            (row,) = await deliveries(stage, DeliveryKind.PROMPT, "U0MAJA")
            return row.state is DeliveryState.DROPPED

        await until(given_up)
        assert not await has_prompt(stage, "U0MAJA")


async def test_do_not_disturb_is_waited_out(theatre):
    async with theatre() as stage:
        await weekly(stage)
        ends = datetime(2026, 11, 26, 16, 0, tzinfo=STOCKHOLM)
        snooze = {"snooze_enabled": True, "snooze_endtime": int(ends.timestamp())}
        await happen(stage, type="user_change", user=KARIN, dnd=snooze)
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0ELIN"))
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN)
        travel(stage, 2026, 11, 26, 16, 1)
        await until(lambda: has_prompt(stage, KARIN))


async def test_shift_workers_are_asked_at_their_own_days_and_hours(theatre):
    async with theatre() as stage:
        await weekly(stage, "varje vecka lör 10:00")
        await stage.people.command(KARIN, CHANNEL, "/lardom inställningar")
        modal = await stage.people.modal(KARIN, View.SETTINGS)
        half = {"from_time": {"selected_time": "22:00"}}
        with pytest.raises(Exception, match="Välj både från och till"):
            await stage.people.submit(KARIN, modal, half)
        nights = {
            "days": {"selected_options": [{"value": "5", "text": {"type": "plain_text", "text": "lördag"}}]},
            "from_time": {"selected_time": "22:00"},
            "to_time": {"selected_time": "06:00"},
        }
        await stage.people.submit(KARIN, modal, nights)
        travel(stage, 2026, 11, 28, 10, 1)
        await until(lambda: has_prompt(stage, "U0ELIN"))
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN)
        travel(stage, 2026, 11, 28, 22, 1)
        await until(lambda: has_prompt(stage, KARIN))


def test_the_colleagues_of_these_scenes_exist():
    assert {KARIN, "U0MAJA", "U0ELIN", "U0TOM"} <= set(EVERYONE)
