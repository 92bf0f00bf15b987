"""Several workspaces of one sandbox and the app that they install, in one process, on one clock."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from bot.app import Running, running
from bot.demo.people import People
from bot.settings import Settings
from sandbox.server import Sandbox, start
from sandbox.site import CHOOSE
from tests.support.fresh import lay
from tests.support.theatre import ROOT, TUESDAY
from tests.support.workspaces import small

NORRBRO, SODRA = "T0NORRBRO", "T0SODRA"


@dataclass(frozen=True)
class Visit:
    """Hold what one workspace's scenes need: the same as a theatre."""

    box: Sandbox
    app: Running
    people: People
    place: Path
    team: str

    @property
    def bot(self) -> str:
        """Return the app's own user."""
        return self.box.at(self.team).world.bot_user

    @property
    def database_file(self) -> Path:
        """Return the SQLite file."""
        return self.place / "data" / "lardom.db"


@dataclass
class Street:
    """Hold the sandbox, the app, and a browser."""

    box: Sandbox
    app: Running
    place: Path
    settings: Settings
    browser: ClientSession
    _stack: AsyncExitStack
    _people: dict[str, People] = field(default_factory=dict)

    async def people(self, team: str) -> People:
        """Return the people of a workspace."""
        if team not in self._people:
            session = ClientSession(self.box.url, headers={CHOOSE: team})
            self._people[team] = People(await self._stack.enter_async_context(session))
        return self._people[team]

    async def visit(self, team: str) -> Visit:
        """Return a workspace as scenes know one."""
        return Visit(self.box, self.app, await self.people(team), self.place, team)

    def address(self, path: str) -> str:
        """Return an address of the app's."""
        return self.settings.lardom_public_url + path

    async def begin(self, browser: ClientSession | None = None) -> str:
        """Press the button of the installation's page; return where Slack's page is."""
        browser = browser or self.browser
        async with browser.get(self.address("/slack/install/begin"), allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def allow(self, asked: str, team: str, *, org_wide: bool = False, user: str = "U0ANNA") -> str:
        """Say yes on Slack's page; return where the browser is sent back to."""
        async with self.browser.get(asked) as page:
            assert page.status == 200, await page.text()
            query = page.url.query
        given = {"redirect_uri": query["redirect_uri"], "state": query["state"], "team": team, "user": user}
        if org_wide:
            given["org"] = "1"
        allowed = f"{self.box.url}/oauth/v2/allow"
        async with self.browser.get(allowed, params=given, allow_redirects=False) as answer:
            return answer.headers["Location"]

    async def install(self, team: str, *, org_wide: bool = False, user: str = "U0ANNA") -> str:
        """Install the app as a person does in a browser; return the last page."""
        back = await self.allow(await self.begin(), team, org_wide=org_wide, user=user)
        async with self.browser.get(back) as done:
            assert done.status == 200, await done.text()
            return await done.text()

    async def page(self, path: str, browser: ClientSession | None = None, **headers: str) -> ClientResponse:
        """Return a page of the app's, read."""
        address = path if path.startswith("http") else self.address(path)
        async with (browser or self.browser).get(address, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            return answer


Opening = Callable[..., AbstractAsyncContextManager[Street]]


@asynccontextmanager
async def opened(
    place: Path,
    *,
    more: Sequence[Mapping[str, Any]] | None = None,
    url: str = "",
    token_life: timedelta | None = None,
    tick: float = 0.1,
    installed: Sequence[str] = (NORRBRO, SODRA),
    colleagues: bool = False,
    **settings: Any,
) -> AsyncIterator[Street]:
    """Open a street over signed HTTP, and install the app in some of its workspaces."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    here = f"http://127.0.0.1:{port}"
    if not url:
        lay(place / "data" / "lardom.db")
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(
            start(
                ROOT / "sandbox" / "workspaces" / "demo.yaml",
                ROOT / "manifest.json",
                clock=TUESDAY,
                app_url=f"{here}/slack/events",
                colleagues=colleagues,
                delay=(0.05, 0.5),
                more=[small(SODRA)] if more is None else more,
                installed=False,
                token_life=token_life,
            )
        )
        told: dict[str, Any] = {
            "slack_bot_token": "",
            "slack_client_id": box.world.client_id,
            "slack_client_secret": box.world.client_secret,
            "slack_signing_secret": box.world.signing_secret,
            "slack_api_url": box.api_url,
            "database_url": url or f"sqlite:///{place}/data/lardom.db",
            "lardom_keys": place / "keys",
            "lardom_port": port,
            "lardom_public_url": here,
            "lardom_mix_delay_seconds": 0.05,
            "lardom_publish_delay_seconds": 0.05,
            "lardom_tick_seconds": tick,
        }
        known = Settings(_env_file=None, **told | settings)
        app = await stack.enter_async_context(running(known, box.world.clock))
        browser = await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        street = Street(box, app, place, known, browser, stack)
        for team in installed:
            await street.install(team)
        yield street


@asynccontextmanager
async def next_door(
    place: Path,
    transport: str = "http",
    *,
    colleagues: bool = False,
    mix_delay: float = 0.05,
    url: str = "",
    tick: float = 0.1,
) -> AsyncIterator[Visit]:
    """Open a theatre whose app another workspace has installed too; everybody there may do everything."""
    neighbours = small(SODRA, members=12, owners=True)
    delays = {"lardom_mix_delay_seconds": mix_delay, "lardom_publish_delay_seconds": mix_delay}
    async with opened(
        place, more=[neighbours], url=url, tick=tick, colleagues=colleagues, lardom_member_rate=0, **delays
    ) as street:
        yield await street.visit(NORRBRO)


@pytest.fixture
def theatre_next_door(tmp_path: Path) -> Callable[..., AbstractAsyncContextManager[Visit]]:
    """Return a function that opens a theatre with neighbours in a test's own directory."""
    return partial(next_door, tmp_path)


@pytest.fixture
def street(tmp_path: Path) -> Opening:
    """Return a function that opens a street in a test's own directory."""
    return partial(opened, tmp_path)
