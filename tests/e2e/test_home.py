"""Admins find everything on their Home tab: from the first steps to the digest, without typing a command."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate, make_schedule, posted_digest
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from bot.store.tables import RoundState
from tests.support.scenes import EVERYONE, all_answer, all_sent, mixed, running_round, travel, until

TEAM = "T0NORRBRO"


async def home(stage, user: str = ADMIN) -> dict:
    """Open a Home tab and return it as it is drawn then."""
    before = (stage.box.client.home(user) or {}).get("hash")
    await stage.box.client.open_home(user)

    async def drawn() -> bool:
        shown = stage.box.client.home(user)
        return shown is not None and shown["hash"] != before

    await until(drawn)
    return stage.box.client.home(user)


async def redrawn(stage, words: str, user: str = ADMIN) -> dict:
    """Wait until a Home tab that nobody opened again says something."""

    async def so() -> bool:
        return words in str(stage.box.client.home(user))

    await until(so)
    return stage.box.client.home(user)


async def answered(stage, words: str, user: str = ADMIN) -> None:
    """Wait until the modal on top says something, and close it."""

    async def so() -> bool:
        return words in str(await stage.people.modal(user, View.NOTE))

    await until(so)
    await stage.people.close(user, await stage.people.modal(user, View.NOTE))


async def do(stage, word: str) -> None:
    """Choose from the only schedule's menu, and agree where it is asked about once more."""
    (schedule,) = await stage.app.services.schedules.all(TEAM)
    shown = await home(stage)
    if word == "publish":
        await stage.people.press_view(ADMIN, shown, Action.HOME_SCHEDULE, f"waiting.{schedule.id}")
    else:
        await stage.people.choose_view(ADMIN, shown, Action.HOME_SCHEDULE, f"{word}.{schedule.id}")
    if word in ("run", "close", "publish"):
        await stage.people.submit(ADMIN, await stage.people.modal(ADMIN, View.SCHEDULE_NOW))


async def in_state(stage, state: RoundState) -> None:
    async def so() -> bool:
        return bool(await stage.app.services.rounds.in_state((state,), TEAM))

    await until(so)


async def test_whoever_installed_it_is_led_to_the_first_schedule_and_the_steps_then_go(theatre):
    async with theatre() as stage:
        shown = await home(stage)
        assert "tre steg till den första frågan" in str(shown) and "/invite @Lärdom" in str(shown)
        await stage.people.press_view(ADMIN, shown, Action.HOME_NEW)
        form = await stage.people.modal(ADMIN, View.SCHEDULE)
        chosen = {
            Block.NAME: {"value": "Fredagsfrågan"},
            Block.CHANNEL: {"selected_conversation": CHANNEL},
        }
        await stage.people.submit(ADMIN, form, chosen)
        await answered(stage, "De fem närmaste gångerna")
        shown = await redrawn(stage, "*Fredagsfrågan*")
        assert "tre steg" not in str(shown)
        assert "tre steg" not in str(await home(stage, "U0KARIN"))


async def test_a_round_goes_from_question_to_digest_from_the_home_tab_alone(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await do(stage, "run")
        await answered(stage, "är öppen. 12 personer får frågan.")
        await redrawn(stage, "Öppet nu")
        for user in EVERYONE:
            await answer(stage.people, stage.bot, user, "Fråga hellre en gång för mycket.")
        await do(stage, "close")
        await answered(stage, "är stängd")
        await in_state(stage, RoundState.MIXED)
        await curate(stage.people, stage.bot)
        await do(stage, "publish")
        await answered(stage, "visas nu i")
        assert "Fråga hellre en gång" in str(await posted_digest(stage.people, stage.bot))


async def test_a_round_that_waits_for_review_keeps_nobody_from_asking_the_next_question(theatre):
    async with theatre() as stage:
        first = await running_round(stage)
        texts = dict.fromkeys(EVERYONE, "Fråga hellre en gång för mycket.")
        await all_answer(stage, texts.items())
        await mixed(stage, first)
        await do(stage, "run")
        await answered(stage, "är öppen. 12 personer får frågan.")
        await in_state(stage, RoundState.OPEN)
        shown = str(await redrawn(stage, "Öppet nu"))
        assert "har inte visats än" in shown and "Stäng rundan nu" in shown and "Fråga nu" not in shown
        await curate(stage.people, stage.bot)
        await do(stage, "publish")
        await answered(stage, "7 lärdomar från")
        assert (await stage.app.services.rounds.get(first)).state is RoundState.PUBLISHED
        assert "har inte visats än" not in str(await home(stage))


async def test_of_two_rounds_that_wait_the_one_that_has_something_approved_is_shown(theatre):
    async with theatre() as stage:
        people, rounds = stage.people, stage.app.services.rounds
        first = await running_round(stage)
        await all_answer(stage, ((user, "Fråga hellre en gång för mycket.") for user in EVERYONE))
        await mixed(stage, first)
        await people.command(ADMIN, CHANNEL, f"/lardom schema kör {NAME}")
        await in_state(stage, RoundState.OPEN)
        (second,) = [one.id for one in await rounds.in_state((RoundState.OPEN,), TEAM)]
        travel(stage, 2026, 11, 25, 14, 30)  # two messages a day: a welcome and the first question
        await all_sent(stage)
        await all_answer(stage, ((user, "Mät en gång till.") for user in EVERYONE))
        await mixed(stage, second)
        await all_sent(stage)
        await curate(people, stage.bot)  # the newest call, and so the second round's
        await do(stage, "publish")
        await answered(stage, "7 lärdomar från")
        states = [(await rounds.get(one)).state for one in (first, second)]
        assert states == [RoundState.MIXED, RoundState.PUBLISHED]


async def test_a_schedule_is_looked_at_paused_taken_up_changed_and_deleted_from_its_menu(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await do(stage, "show")
        await answered(stage, "De fem närmaste gångerna")
        await do(stage, "pause")
        await answered(stage, "är pausat")
        assert "Fråga nu" not in str(await redrawn(stage, "14:00\\nPausat"))
        await do(stage, "resume")
        await answered(stage, "är igång igen")
        await do(stage, "edit")
        form = await stage.people.modal(ADMIN, View.SCHEDULE)
        await stage.people.submit(ADMIN, form, {Block.NAME: {"value": "Onsdagsfrågan"}})
        await answered(stage, "Onsdagsfrågan")
        await redrawn(stage, "*Onsdagsfrågan*")
        await do(stage, "delete")
        await stage.people.submit(ADMIN, await stage.people.modal(ADMIN, View.DELETE_SCHEDULE))
        await answered(stage, "är borttaget")
        await redrawn(stage, "tre steg till den första frågan")


async def test_a_second_admin_who_was_quicker_leaves_a_clear_sentence(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        (schedule,) = await stage.app.services.schedules.all(TEAM)
        await stage.people.choose_view(ADMIN, await home(stage), Action.HOME_SCHEDULE, f"run.{schedule.id}")
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema kör")
        await in_state(stage, RoundState.OPEN)
        await stage.people.submit(ADMIN, await stage.people.modal(ADMIN, View.SCHEDULE_NOW))
        await answered(stage, "har redan en öppen runda")


async def test_others_are_appointed_and_dismissed_in_a_modal(theatre):
    async with theatre() as stage:
        people = stage.people
        assert "sköter Lärdom" not in str(await home(stage, "U0KARIN"))
        await people.press_view(ADMIN, await home(stage), Action.HOME_ROLES)
        form = await people.modal(ADMIN, View.ROLES)
        with pytest.raises(Refused, match="kan inte sköta Lärdom"):
            await people.submit(ADMIN, form, {Block.PEOPLE: {"selected_users": ["U0KARIN", stage.bot]}})
        assert "U0KARIN" not in await stage.app.services.members.appointed(TEAM, "admin")
        await people.submit(ADMIN, form, {Block.PEOPLE: {"selected_users": ["U0KARIN"]}})
        await answered(stage, "<@U0KARIN>")
        shown = await home(stage, "U0KARIN")
        assert "sköter Lärdom" in str(shown)
        await people.press_view("U0KARIN", shown, Action.HOME_ROLES)
        form = await people.modal("U0KARIN", View.ROLES)
        assert "U0KARIN" in str(form["blocks"])
        await people.submit("U0KARIN", form, {Block.PEOPLE: {"selected_users": []}})
        await answered(stage, "Ingen är utsedd", "U0KARIN")
        assert "sköter Lärdom" not in str(await home(stage, "U0KARIN"))


async def test_words_status_and_export_are_a_press_away(theatre):
    async with theatre() as stage:
        people = stage.people
        await make_schedule(people)
        for action, words in (
            (Action.HOME_STATUS, "Allt som skulle fram"),
            (Action.HOME_EXPORT, "inget att exportera"),
            (Action.HOME_HELP, "/lardom schema ny"),
            (Action.HOME_MINE, "inte fått några frågor"),
        ):
            await people.press_view(ADMIN, await home(stage), action)
            await answered(stage, words)
        await people.press_view(ADMIN, await home(stage), Action.HOME_TERMS)
        form = await people.modal(ADMIN, View.TERMS)
        await people.submit(ADMIN, form, {Block.TERMS: {"value": "Projekt Albatross"}})
        await answered(stage, "1 ord")
        assert await stage.app.services.terms.all(TEAM) == ["Projekt Albatross"]
        await people.press_view("U0KARIN", await home(stage, "U0KARIN"), Action.HOME_HELP)
        await answered(stage, "/lardom mina", "U0KARIN")


async def test_whoever_is_no_admin_any_more_is_told_so_and_nothing_happens(theatre):
    async with theatre() as stage:
        people = stage.people
        await make_schedule(people)
        await people.command(ADMIN, CHANNEL, "/lardom roller ge @karin")
        (schedule,) = await stage.app.services.schedules.all(TEAM)

        async def appointed() -> bool:
            return "Fråga nu" in str(await home(stage, "U0KARIN"))

        await until(appointed)
        shown = stage.box.client.home("U0KARIN")
        await people.choose_view("U0KARIN", shown, Action.HOME_SCHEDULE, f"run.{schedule.id}")
        sure = await people.modal("U0KARIN", View.SCHEDULE_NOW)
        await people.command(ADMIN, CHANNEL, "/lardom roller ta bort @karin")

        async def dismissed() -> bool:
            return not await stage.app.services.members.appointed(TEAM, "admin")

        await until(dismissed)
        await people.submit("U0KARIN", sure)
        await answered(stage, "bara administratörer", "U0KARIN")
        await people.press_view("U0KARIN", shown, Action.HOME_STATUS)
        await answered(stage, "bara administratörer", "U0KARIN")
        assert await stage.app.services.rounds.in_state((RoundState.OPENING, RoundState.OPEN), TEAM) == []
