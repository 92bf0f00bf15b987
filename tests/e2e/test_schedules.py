"""Schedules are changed, deleted and looked after."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, LEADER, answer, curate, make_schedule
from bot.slack.ids import Action, Block, View
from bot.store.tables import RoundState
from tests.support.scenes import (
    all_answer,
    all_sent,
    happen,
    has_prompt,
    mixed,
    running_round,
    seen,
    travel,
    until,
    weekly,
)

TEAM = "T0NORRBRO"


async def heard(stage, words: str, user: str = ADMIN) -> None:
    """Wait until somebody is told something that only they see."""

    async def so() -> bool:
        shown = [one for one in await stage.people.messages(user, CHANNEL) if one.get("ephemeral")]
        return words in str(shown[-1:])

    await until(so)


async def edited(stage, line: str, changes: dict) -> dict:
    """Open the modal of a schedule, change something, and return the confirmation."""
    await stage.people.command(ADMIN, CHANNEL, line)
    modal = await stage.people.modal(ADMIN, View.SCHEDULE)
    await stage.people.submit(ADMIN, modal, changes)
    done = await stage.people.modal(ADMIN, View.NOTE)
    await stage.people.close(ADMIN, done)
    return done


async def planned_dates(stage) -> list[str]:
    services = stage.app.services
    found = [await services.rounds.planned(one.id) for one in await services.schedules.all()]
    return [one.occurrence.isoformat() for one in found if one]


async def test_a_schedule_opens_for_change_with_everything_it_has(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        confirmed = await edited(
            stage,
            "/lardom schema ändra Fredagsfrågan",
            {
                Block.NAME: {"value": "Onsdagsfrågan"},
                Block.WEEKDAY: {"selected_option": {"value": "2"}},
                Block.ACTS: {"selected_options": [{"value": "shadow"}, {"value": "input"}]},
                Block.QUIET: {"selected_options": [{"value": "7"}]},
                Block.WINDOW: {"selected_option": {"value": "5"}},
                Block.PUBLISH_AT: {"selected_time": "09:15"},
            },
        )
        assert "Onsdagsfrågan" in str(confirmed) and "onsdag 25 november 2026" in str(confirmed)
        (schedule,) = await stage.app.services.schedules.all()
        assert (schedule.acts, schedule.quiet_months, schedule.window_days) == ("shadow,input", "7", 5)
        assert (schedule.publish_time, schedule.weekday, schedule.channel) == ("09:15", 2, CHANNEL)
        assert await stage.app.services.schedules.leaders(schedule.id) == [LEADER]
        assert await planned_dates(stage) == ["2026-11-25"]


async def test_the_days_off_of_another_country_are_chosen_and_named(theatre):
    async with theatre() as stage:
        await weekly(stage, "varje vecka ons 14:30")
        confirmed = await edited(
            stage,
            "/lardom schema ändra",
            {
                Block.HOLIDAYS: {"selected_option": {"value": "NO"}},
                Block.DAYS_OFF: {"selected_options": [{"value": "bridge_days"}, {"value": "half_days"}]},
            },
        )
        (schedule,) = await stage.app.services.schedules.all()
        assert (schedule.country, schedule.eves, schedule.bridge_days, schedule.half_days) == (
            "NO",
            False,
            True,
            True,
        )
        travel(stage, 2027, 4, 27, 9, 0)
        confirmed = await edited(
            stage, "/lardom schema ändra", {Block.WEEKDAY: {"selected_option": {"value": "3"}}}
        )
        assert "torsdag 6 maj 2027 hoppas över: Kristi himmelfartsdag" in str(confirmed)
        assert "torsdag 29 april 2027 14:30" in str(confirmed)


async def test_who_wants_no_holidays_gets_none(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema ny")
        modal = await stage.people.modal(ADMIN, View.SCHEDULE)
        chosen = {
            Block.NAME: {"value": "Alla dagar"},
            Block.CHANNEL: {"selected_conversation": CHANNEL},
            Block.HOLIDAYS: {"selected_option": {"value": "none"}},
        }
        await stage.people.submit(ADMIN, modal, chosen)
        await stage.people.modal(ADMIN, View.NOTE)
        (schedule,) = await stage.app.services.schedules.all()
        assert schedule.country is None
        travel(stage, 2026, 12, 18, 9, 0)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema visa")
        await heard(stage, "fredag 25 december 2026 14:00")


async def test_a_rhythm_that_the_modal_has_no_choice_for_is_kept(theatre):
    async with theatre() as stage:
        await weekly(stage, "var 6 vecka tor 14:30")
        await edited(stage, "/lardom schedule edit", {Block.AT: {"selected_time": "09:00"}})
        (schedule,) = await stage.app.services.schedules.all()
        assert (schedule.interval, schedule.weekday, schedule.at_time) == (6, 3, "09:00")
        assert await planned_dates(stage) == ["2026-11-26"]


async def test_changing_a_schedule_never_asks_again_on_a_date_that_went_out(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0KARIN"))
        await all_sent(stage)
        await edited(stage, "/lardom schema ändra", {Block.AT: {"selected_time": "16:00"}})
        assert await planned_dates(stage) == ["2026-12-03"]


async def test_a_name_that_is_taken_and_a_foreign_schedule_are_refused(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await weekly(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema ändra larande")
        modal = await stage.people.modal(ADMIN, View.SCHEDULE)
        with pytest.raises(Exception, match="heter redan ”fredagsfrågan”"):
            await stage.people.submit(ADMIN, modal, {Block.NAME: {"value": "fredagsfrågan"}})
        await stage.people.close(ADMIN, modal)
        await stage.people.command("U0KARIN", CHANNEL, "/lardom schema ändra larande")
        await heard(stage, "administratör", "U0KARIN")


async def test_a_user_group_can_be_asked(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema ny")
        modal = await stage.people.modal(ADMIN, View.SCHEDULE)
        block = next(one for one in modal["blocks"] if one.get("block_id") == Block.AUDIENCE)
        group = next(one for one in block["element"]["options"] if one["value"] == "group")
        action = {
            "type": "radio_buttons",
            "action_id": Action.AUDIENCE_KIND,
            "block_id": block["block_id"],
            "selected_option": group,
        }
        values = {Block.AUDIENCE: {Action.AUDIENCE_KIND: {"type": "radio_buttons", "selected_option": group}}}
        stage.box.client.remember(ADMIN, modal["id"], values)
        container = {"type": "view", "view_id": modal["id"]}
        pressed = await stage.box.client.press(ADMIN, container, action)
        assert pressed["ok"], pressed

        async def asks_for_the_group() -> bool:
            shown = await stage.people.modal(ADMIN, View.SCHEDULE)
            return "@montage" in str(shown)

        await until(asks_for_the_group)
        modal = await stage.people.modal(ADMIN, View.SCHEDULE)
        await stage.people.submit(
            ADMIN,
            modal,
            {
                Block.NAME: {"value": "Montörerna"},
                Block.CHANNEL: {"selected_conversation": CHANNEL},
                Block.AUDIENCE: {"selected_option": group},
                Block.GROUP: {"selected_option": {"value": "S0MONTAGE"}},
            },
        )
        await stage.people.modal(ADMIN, View.NOTE)
        (schedule,) = await stage.app.services.schedules.all()
        asked = await stage.app.services.directories.of(schedule)
        assert {one.user for one in asked} == {"U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI"}


async def test_a_schedule_is_deleted_after_a_question_and_its_name_is_free_again(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema ta bort Fredagsfrågan")
        modal = await stage.people.modal(ADMIN, View.DELETE_SCHEDULE)
        assert "Ingen får fler frågor" in str(modal)
        await stage.people.submit(ADMIN, modal)
        assert "är borttaget" in str(await stage.people.modal(ADMIN, View.NOTE))
        assert await stage.app.services.schedules.all() == []
        assert await planned_dates(stage) == []
        await make_schedule(stage.people)
        assert len(await stage.app.services.schedules.all()) == 1


async def test_a_text_that_waits_for_a_round_that_never_comes_is_its_authors_to_take_further(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        channel, prompt = await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema stäng")
        await until(lambda: is_closed(stage, round_id))
        await stage.people.press_message("U0KARIN", channel, prompt, Action.ANSWER)
        late = await stage.people.modal("U0KARIN", View.LATE)
        await stage.people.submit("U0KARIN", late, {Block.TEXT: {"value": "Kom i tid."}})
        await seen(stage, "U0KARIN", Action.SEE)
        await stage.people.close("U0KARIN", await stage.people.modal("U0KARIN", View.NOTE))
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema radera")
        modal = await stage.people.modal(ADMIN, View.DELETE_SCHEDULE)
        await stage.people.submit(ADMIN, modal)
        channel, receipt = await stage.people.message_with("U0KARIN", stage.bot, Action.EDIT)
        await stage.people.press_message("U0KARIN", channel, receipt, Action.EDIT)
        late = await stage.people.modal("U0KARIN", View.LATE)
        assert "Kom i tid." in str(late)
        keep = {Block.LATE: {"selected_option": {"value": "private"}}}
        await stage.people.submit("U0KARIN", late, keep)
        await stage.people.close("U0KARIN", await stage.people.modal("U0KARIN", View.NOTE))

        async def fresh() -> bool:
            found = await stage.people.message_with("U0KARIN", stage.bot, Action.SEE)
            return found[1]["ts"] != receipt["ts"]

        await until(fresh)
        channel, receipt = await stage.people.message_with("U0KARIN", stage.bot, Action.SEE)
        await stage.people.press_message("U0KARIN", channel, receipt, Action.SEE)
        assert "Kom i tid." in str(await stage.people.modal("U0KARIN", View.NOTE))


async def is_closed(stage, round_id: str) -> bool:
    return (await stage.app.services.rounds.get(round_id)).state not in (RoundState.OPEN, RoundState.OPENING)


async def test_status_says_in_words_who_waits_and_why(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await happen(stage, type="user_change", user="U0KARIN", profile={"status_text": "Semester"})
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0MAJA"))
        await all_sent(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom läge")
        await heard(stage, "12 personer ska få frågan; 7 har fått den; 5 väntar: är borta (1)")
        await heard(stage, "Allt som skulle fram den senaste veckan har kommit fram.")
        await stage.people.command("U0KARIN", CHANNEL, "/lardom läge")
        await heard(stage, "administratör", "U0KARIN")


async def test_a_digest_that_cannot_be_posted_is_told_once_and_posted_when_that_is_mended(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = ("U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI")
        await all_answer(stage, [(user, "Fråga hellre en gång för mycket.") for user in people])
        await mixed(stage, round_id)
        await curate(stage.people, stage.bot)
        members = stage.box.world.channels[CHANNEL].members
        members.discard(stage.bot)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema publicera")
        await seen(stage, ADMIN, "eftersom jag inte är med där")
        await stage.people.command(ADMIN, CHANNEL, "/lardom läge")
        await heard(stage, "1 sammanställning i en kanal: jag är inte med i kanalen")
        members.add(stage.bot)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema publicera")

        async def posted() -> bool:
            return "Fråga hellre en gång" in str(await stage.people.messages("U0KARIN", CHANNEL))

        await until(posted)


async def test_an_answer_is_still_taken_after_its_schedule_was_changed(theatre):
    async with theatre() as stage:
        await running_round(stage)
        await edited(stage, "/lardom schema ändra", {Block.WEEKDAY: {"selected_option": {"value": "0"}}})
        await answer(stage.people, stage.bot, "U0KARIN", "Fråga tidigare.")
