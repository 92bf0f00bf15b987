"""Whoever adds Lärdom may run it, and hears once what to do first."""

from __future__ import annotations

from bot.demo.once import ADMIN, CHANNEL, NAME, make_schedule
from bot.slack.ids import Action, View
from tests.support.scenes import until
from tests.support.street import NORRBRO, SODRA
from tests.support.workspaces import small

INSTALLER = "U0KARIN"
"""A member without any of Slack's flags."""


async def notes(here, team: str, user: str) -> list[dict]:
    """Return the installer's notes that somebody has."""
    visit = await here.visit(team)
    _, messages = await visit.people.app_messages(user, visit.bot)
    return [one for one in messages if Action.HOME_NEW in str(one)]


async def _has_note(here, team: str, user: str = INSTALLER) -> bool:
    return bool(await notes(here, team, user))


async def test_whoever_adds_the_app_reads_who_they_are_what_to_do_and_what_is_promised(street):
    async with street(installed=()) as here:
        page = await here.install(SODRA, user=INSTALLER)
        assert "You and your Slack admins may make schedules" in page
        await until(lambda: _has_note(here, SODRA))
        (note,) = await notes(here, SODRA, INSTALLER)
        said = str(note["blocks"])
        assert "administratör" in said and "Börja så här" in said and "minst 5 har svarat" in said
        assert await notes(here, SODRA, ADMIN) == [], "nobody else is written to"


async def test_the_button_in_the_note_opens_the_first_schedule_and_lets_the_installer_save_it(street):
    async with street(installed=()) as here:
        await here.install(SODRA, user=INSTALLER)
        await until(lambda: _has_note(here, SODRA))
        visit = await here.visit(SODRA)
        channel, note = await visit.people.message_with(INSTALLER, visit.bot, Action.HOME_NEW)
        await visit.people.press_message(INSTALLER, channel, note, Action.HOME_NEW)
        assert await visit.people.modal(INSTALLER, View.SCHEDULE)
        await visit.people.command(INSTALLER, CHANNEL, "/lardom schema ny varje vecka tor 14:30 #larande")

        async def saved() -> bool:
            return len(await here.app.services.schedules.all(SODRA)) == 1

        await until(saved)


async def test_the_note_counts_as_asked_for_and_keeps_no_question_away(street):
    async with street(installed=()) as here:
        await here.install(SODRA)
        await until(lambda: _has_note(here, SODRA, ADMIN))
        people = await here.people(SODRA)
        await make_schedule(people)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        visit = await here.visit(SODRA)
        assert await people.message_with(ADMIN, visit.bot, Action.ANSWER), "the same day"


async def test_adding_the_app_once_more_says_nothing_twice(street):
    async with street(installed=()) as here:
        for user in (INSTALLER, INSTALLER, "U0TOM"):
            await here.install(SODRA, user=user)
        await until(lambda: _has_note(here, SODRA))
        await here.app.clockwork.turn()
        assert len(await notes(here, SODRA, INSTALLER)) == 1
        assert await notes(here, SODRA, "U0TOM") == []


async def test_whoever_adds_it_to_an_organisation_gets_one_note_and_not_one_from_each_workspace(street):
    more = [small(SODRA, enterprise="E0"), small("T0VASTRA", "Västra", enterprise="E0")]
    async with street(more=more, installed=()) as here:
        await here.install(SODRA, org_wide=True, user=INSTALLER)
        for team in (SODRA, "T0VASTRA"):
            people = await here.people(team)
            await people.command(INSTALLER, CHANNEL, "/lardom schema lista")
        await until(lambda: _has_note(here, SODRA))
        await here.app.clockwork.turn()
        assert await notes(here, "T0VASTRA", INSTALLER) == []
        assert not await here.app.services.members.knows(NORRBRO)
