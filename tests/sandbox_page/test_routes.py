"""The page over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from sandbox.page import routes
from sandbox.page.routes import STATIC
from tests.sandbox_page.fake import FakeWorkspace, StoppedClock, channel, message, one, tags, text

Browser = TestClient[web.Request, web.Application]


@pytest.fixture
def workspace() -> FakeWorkspace:
    return FakeWorkspace(
        said=[
            message("1796389200.000100", "Hej", ephemeral=True),
            message("1796389300.000100", "Då", edited={}),
        ]
    )


@pytest_asyncio.fixture
async def browser(workspace: FakeWorkspace) -> AsyncIterator[Browser]:
    app = web.Application()
    app.add_routes(routes(workspace, StoppedClock(), "Norr"))
    async with TestClient(TestServer(app)) as client:
        yield client


async def page(browser: Browser, path: str) -> str:
    """Return a page that must be there."""
    answer = await browser.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def test_everyone_but_apps_can_be_chosen_with_their_own_time(browser: Browser) -> None:
    shown = await page(browser, "/")
    assert [tag.attributes["href"] for tag in tags(shown) if tag.name == "a"] == [
        "/as/U0ANNA",
        "/as/U0TOM",
        "/as/U0GRACE",
    ]
    assert [each in text(shown) for each in ("12:00 Stockholm", "11:00 London", "Swedish", "admin")] == [
        True
    ] * 4


async def test_the_page_speaks_the_language_of_who_looks(browser: Browser) -> None:
    swedish, english = await page(browser, "/as/U0ANNA/C0ONE"), await page(browser, "/as/U0TOM/C0ONE")
    assert '<html lang="sv">' in swedish and "Syns bara för dig" in text(swedish)
    assert '<html lang="en">' in english and "Only visible to you" in text(english)


async def test_i_come_first_to_a_channel_of_mine_or_to_the_apps_news(
    browser: Browser, workspace: FakeWorkspace
) -> None:
    assert (await browser.get("/as/U0ANNA", allow_redirects=False)).headers["Location"] == "/as/U0ANNA/C0ONE"
    workspace.places[1]["unread"] = 1
    assert (await browser.get("/as/U0ANNA", allow_redirects=False)).headers["Location"] == "/as/U0ANNA/D0ANNA"


async def test_the_apps_messages_can_be_read_but_not_answered_in_writing(browser: Browser) -> None:
    answer = await browser.get("/as/U0ANNA/app")
    shown = await answer.text()
    assert answer.url.path == "/as/U0ANNA/D0ANNA"
    assert not [tag for tag in tags(shown) if tag.attributes.get("id") == "composer"]
    assert "Här kan man bara läsa" in text(shown)


async def test_a_channel_offers_a_line_to_write_on_with_commands_and_names(browser: Browser) -> None:
    shown = await page(browser, "/as/U0ANNA/C0ONE")
    assert one(shown, id="line").attributes["aria-label"] == "Skriv till #larande"
    offered = one(shown, id="offered").attributes
    assert "/lesson" in offered["data-commands"] and "@tom" in offered["data-people"]


async def test_a_channel_i_am_not_in_has_no_line_and_no_news(
    browser: Browser, workspace: FakeWorkspace
) -> None:
    workspace.places.append(channel("C0TWO", "drift", is_member=False, unread=4))
    shown = await page(browser, "/as/U0ANNA/C0TWO")
    assert not [tag for tag in tags(shown) if tag.attributes.get("id") == "line"]
    assert one(shown, **{"class": "entry", "data-channel": "C0TWO"}).attributes["aria-current"] == "page"


async def test_what_is_unread_is_counted_and_said(browser: Browser, workspace: FakeWorkspace) -> None:
    workspace.places[0]["unread"] = 3
    shown = await page(browser, "/as/U0ANNA/fragment/sidebar?channel=D0ANNA")
    assert one(shown, data_channel="C0ONE").attributes["class"] == "entry unread"
    assert "3 olästa" in text(shown)


async def test_an_empty_home_says_so_and_a_full_one_is_shown(
    browser: Browser, workspace: FakeWorkspace
) -> None:
    assert "inte visat något" in text(await page(browser, "/as/U0ANNA/home"))
    header = {"type": "header", "text": {"type": "plain_text", "text": "Välkommen"}}
    workspace.home_view = {"id": "V9", "type": "home", "blocks": [header]}
    shown = await page(browser, "/as/U0ANNA/fragment/home")
    assert one(shown, data_view_id="V9").name == "div"
    assert "Välkommen" in text(shown)


async def test_without_a_modal_there_is_none(browser: Browser) -> None:
    assert (await page(browser, "/as/U0ANNA/fragment/modal")).strip() == ""


async def test_shortcuts_are_offered_where_they_belong(browser: Browser, workspace: FakeWorkspace) -> None:
    workspace.offered = [
        {"name": "Dela", "callback_id": "share", "type": "global"},
        {"name": "Spara", "callback_id": "save", "type": "message"},
    ]
    shown = await page(browser, "/as/U0ANNA/C0ONE")
    assert one(shown, data_shortcut="share").name == "button"
    # The ephemeral message has no shortcuts: nobody else could act on it.
    assert one(shown, data_shortcut="save").name == "button"


@pytest.mark.parametrize(
    "path",
    [
        "/as/U0NOBODY",
        "/as/U0APP/C0ONE",
        "/as/U0ANNA/C0NONE",
        "/as/U0ANNA/fragment/messages?channel=C0NONE",
        "/as/U0ANNA/fragment/workspace?channel=C0ONE",
        "/static/emoji.txt",
        "/static/..%2f__init__.py",
    ],
)
async def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 404


async def test_nothing_comes_from_anywhere_else_and_nothing_else_may_run(browser: Browser) -> None:
    answer = await browser.get("/as/U0ANNA/C0ONE")
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    for tag in tags(await answer.text()):
        if tag.name in ("script", "link", "img"):
            assert (tag.attributes.get("src") or tag.attributes["href"]).startswith("/static/")


async def test_every_file_the_page_asks_for_is_served(browser: Browser) -> None:
    for path in sorted(STATIC.iterdir()):
        answer = await browser.get(f"/static/{path.name}")
        assert answer.status == 200, path.name
        assert answer.headers["Content-Type"].startswith(("text/", "image/svg+xml"))
        assert "http://" not in (await answer.text()).replace("http://www.w3.org/2000/svg", ""), path.name
    for address in ("/", "/as/U0ANNA/C0ONE"):
        for tag in tags(await page(browser, address)):
            target = tag.attributes.get("src") or tag.attributes.get("href", "")
            if target.startswith("/static/"):
                assert (STATIC / target.removeprefix("/static/")).is_file(), target
