"""Somebody adds Lärdom to their workspace in a browser, and it works there and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar

from bot.demo.once import ADMIN, CHANNEL, NAME, make_schedule
from bot.slack.ids import Action
from tests.support.scenes import until
from tests.support.street import NORRBRO, SODRA
from tests.support.workspaces import small


async def asked(street, team: str, user: str) -> bool:
    """Tell whether somebody in a workspace has a question."""
    visit = await street.visit(team)
    _, messages = await visit.people.app_messages(user, visit.bot)
    return Action.ANSWER in str(messages)


async def run(street, team: str, name: str = NAME) -> None:
    people = await street.people(team)
    await make_schedule(people)
    await people.command(ADMIN, CHANNEL, f"/lardom schedule run {name}")


async def test_a_workspace_that_installs_the_app_can_use_it_at_once(street):
    async with street(installed=()) as here:
        visit = await here.visit(SODRA)
        await visit.people.command("U0KARIN", CHANNEL, "/lardom help")
        assert "Lärdom" not in str(await visit.people.messages("U0KARIN", CHANNEL)), "it is not there yet"
        page = await here.install(SODRA)
        assert "Lärdom is now in Södra" in page
        await run(here, SODRA)
        await until(lambda: asked(here, SODRA, "U0KARIN"))
        assert not await asked(here, NORRBRO, "U0KARIN")


async def test_two_workspaces_with_the_same_ids_do_not_meet(street):
    async with street() as here:
        await run(here, SODRA)
        await until(lambda: asked(here, SODRA, "U0KARIN"))
        northern = await here.people(NORRBRO)
        await northern.command(ADMIN, CHANNEL, "/lardom schedule list")
        await until(lambda: _said(northern, ADMIN, "schema"))
        assert NAME not in str(await northern.messages(ADMIN, CHANNEL))
        assert not await asked(here, NORRBRO, "U0KARIN")
        names = {team: await here.app.services.directory(team).everyone() for team in (NORRBRO, SODRA)}
        assert names[NORRBRO]["U0ANNA"].names.last == "Lindqvist"
        assert names[SODRA]["U0ANNA"].names.last == "Söderlund"


async def test_an_installation_is_finished_only_in_the_browser_that_began_it_and_once(street):
    async with street(installed=()) as here:
        begun = await here.begin()
        back = await here.allow(begun, SODRA)
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as other:
            assert (await here.page(back, other)).status == 400, "it has no cookie"
            await here.begin(other)
            assert (await here.page(back, other)).status == 400, "it has a cookie of its own"
        assert await _installations(here) == 0
        assert (await here.page(back)).status == 200
        assert await _installations(here) == 1
        replayed = await here.page(back)
        assert replayed.status == 400 and "too old" in await replayed.text()


async def test_what_was_begun_too_long_ago_is_begun_again(street):
    async with street(installed=()) as here:
        back = await here.allow(await here.begin(), SODRA)
        here.box.world.clock.advance(601)
        assert (await here.page(back)).status == 400
        assert await _installations(here) == 0
        await here.install(SODRA)


@pytest.mark.parametrize("state", ["", "x", "gAAAAA", "åäö", "a" * 4000])
async def test_a_made_up_state_is_refused(street, state):
    async with street(installed=()) as here:
        await here.begin()
        answer = await here.page(f"/slack/oauth_redirect?code=x&state={state}")
        assert answer.status == 400 and await _installations(here) == 0


async def test_whoever_says_no_or_is_refused_reads_why_in_their_language(street):
    async with street(installed=()) as here:
        said = await here.page(
            "/slack/oauth_redirect?error=access_denied&state=x",
            **{"Accept-Language": "sv-SE,sv;q=0.9,en;q=0.5"},
        )
        assert "Du tackade nej" in await said.text() and 'lang="sv"' in await said.text()
        back = await here.allow(await here.begin(), SODRA)
        state = parse_qs(urlsplit(back).query)["state"][0]
        wrong = await here.page(f"/slack/oauth_redirect?code=%3Cscript%3E&state={state}")
        assert wrong.status == 400 and "Slack said no" in await wrong.text()
        assert "script" not in await wrong.text()


async def test_every_page_keeps_others_out(street):
    async with street(installed=()) as here:
        pages = [
            "/slack/install",
            "/slack/install/begin",
            "/slack/oauth_redirect",
            "/slack/events",
            "/nothing",
        ]
        for path in pages:
            answer = await here.page(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
            assert "unsafe-inline" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
        cookie = (await here.page("/slack/install/begin")).headers["Set-Cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=600" in cookie


async def test_an_organisation_installs_once_and_each_workspace_comes_in_when_it_is_used(street):
    more = [small(SODRA, enterprise="E0"), small("T0VASTRA", "Västra", enterprise="E0")]
    async with street(more=more, installed=()) as here:
        assert "E0" in await here.install(SODRA, org_wide=True)
        for team in (SODRA, "T0VASTRA"):
            await run(here, team)
            await until(lambda team=team: asked(here, team, "U0KARIN"))
            await here.box.at(team).client.open_home(ADMIN)
            await until(lambda team=team: _has_home(here, team))
        outsider = await here.people(NORRBRO)
        await outsider.command(ADMIN, CHANNEL, "/lardom help")
        assert "Lärdom" not in str(await outsider.messages(ADMIN, CHANNEL))


async def _has_home(here, team: str) -> bool:
    return here.box.at(team).client.home(ADMIN) is not None


async def _said(people, user: str, words: str) -> bool:
    return words in str(await people.messages(user, CHANNEL))


async def _installations(here) -> int:
    from sqlalchemy import func, select

    from bot.store.tenancy import Installation

    async with here.app.services.database.read() as session:
        return (await session.execute(select(func.count()).select_from(Installation))).scalar_one()
