"""Put the sandbox together: one aiohttp server on the loopback address."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

from sandbox.authorize import authorize_routes
from sandbox.client import Client
from sandbox.clock import WorkspaceClock
from sandbox.colleagues import Crew
from sandbox.control import control_routes
from sandbox.faults import Faults
from sandbox.installs import Installs
from sandbox.link import AppLink
from sandbox.page import page_routes
from sandbox.people_api import people_routes
from sandbox.responses import response_routes
from sandbox.site import Site, Sites
from sandbox.webapi import WebApi
from sandbox.workspace import beside, load_world
from sandbox.world import World

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Hold a running sandbox."""

    url: str
    world: World
    client: Client
    link: AppLink
    faults: Faults
    api: WebApi
    sites: Sites
    installs: Installs

    def at(self, team: str) -> Site:
        """Return one of the workspaces."""
        return self.sites.by_team[team]

    @property
    def api_url(self) -> str:
        """Return the address that stands for Slack's Web API."""
        return f"{self.url}/api/"

    def ready(self) -> dict[str, str]:
        """Return what an app needs to run against this sandbox."""
        return {
            "url": self.url,
            "api_url": self.api_url,
            "bot_token": self.world.bot_token,
            "app_token": self.world.app_token,
            "signing_secret": self.world.signing_secret,
            "client_id": self.world.client_id,
            "client_secret": self.world.client_secret,
            "team_id": str(self.world.team["id"]),
        }


@asynccontextmanager
async def start(
    workspace: Path,
    manifest: Path,
    *,
    clock: datetime | None = None,
    port: int = 0,
    app_url: str | None = None,
    colleagues: bool = True,
    delay: tuple[float, float] = (0.5, 4.0),
    chance: random.Random | None = None,
    more: Sequence[Mapping[str, Any]] = (),
    installed: bool = True,
    token_life: timedelta | None = None,
) -> AsyncIterator[Sandbox]:
    """Run a sandbox until the block ends.

    `more` are further workspaces of the same app, which has to be installed in them; with `installed` off in
    the first as well. Tokens of installations live for `token_life`.
    """
    world = load_world(workspace, manifest, WorkspaceClock(clock))
    world.installed = installed
    # Slack sends as many requests at once as there are people who press.
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        faults = Faults()
        sites = Sites()
        for one in [world, *(beside(world, dict(data)) for data in more)]:
            own = AppLink(one, faults, session, app_url)
            sites.by_team[str(one.team["id"])] = Site(one, own, Client(one, own))
        link, client = sites.first.link, sites.first.client
        installs = Installs(
            world.clock, {team: site.world for team, site in sites.by_team.items()}, token_life
        )
        api = WebApi(sites, installs, faults)
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_post("/api/{method}", api.handle)
        app.router.add_get("/api/{method}", api.handle)
        app.router.add_get("/link", link.socket)
        app.add_routes(response_routes(sites, faults))
        app.add_routes(people_routes(sites))
        crew = Crew(client, chance or random.Random(), delay)
        app.add_routes(control_routes(sites, installs, faults, api, crew))
        app.add_routes(authorize_routes(sites, installs))
        app.add_routes(page_routes(client))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        api.base_url = url
        for site in sites.by_team.values():
            site.client.base_url = url
        if colleagues:
            crew.arrive()
        try:
            yield Sandbox(url, world, client, link, faults, api, sites, installs)
        finally:
            await crew.leave()
            for site in sites.by_team.values():
                await site.link.close()
            await runner.cleanup()
