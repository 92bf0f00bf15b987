"""Put the sandbox together: one aiohttp server on the loopback address."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import ClientSession, web

from sandbox.client import Client
from sandbox.clock import WorkspaceClock
from sandbox.colleagues import Crew
from sandbox.control import control_routes
from sandbox.faults import Faults
from sandbox.link import AppLink
from sandbox.page import page_routes
from sandbox.people_api import people_routes
from sandbox.responses import response_routes
from sandbox.webapi import WebApi
from sandbox.workspace import load_world
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
) -> AsyncIterator[Sandbox]:
    """Run a sandbox until the block ends."""
    world = load_world(workspace, manifest, WorkspaceClock(clock))
    async with ClientSession() as session:
        faults = Faults()
        link = AppLink(world, faults, session, app_url)
        client = Client(world, link)
        api = WebApi(world, link, faults)
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_post("/api/{method}", api.handle)
        app.router.add_get("/api/{method}", api.handle)
        app.router.add_get("/link", link.socket)
        app.add_routes(response_routes(world, faults))
        app.add_routes(people_routes(client))
        crew = Crew(client, chance or random.Random(), delay)
        app.add_routes(control_routes(world, link, faults, api, crew))
        app.add_routes(page_routes(client))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        api.base_url = client.base_url = url
        if colleagues:
            crew.arrive()
        try:
            yield Sandbox(url, world, client, link, faults, api)
        finally:
            await crew.leave()
            await link.close()
            await runner.cleanup()
