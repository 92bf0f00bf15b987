"""Serve health and figures on a port of their own, for this machine only unless told otherwise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.clock import Clock
from bot.store.trouble import trouble_of
from bot.watching.figures import Figures
from bot.watching.health import Health
from bot.watching.sampling import sample

EVERY = 15.0
BEAT = 1.0
log = structlog.get_logger("watching")


@dataclass(frozen=True, slots=True)
class Watching:
    """Hold what is watched."""

    figures: Figures
    health: Health
    clock: Clock

    def site(self) -> web.Application:
        """Return the three pages."""

        async def healthz(_request: web.Request) -> web.Response:
            return _said(self.health.alive(), "alive")

        async def readyz(_request: web.Request) -> web.Response:
            return _said(await self.health.ready(), "ready")

        async def metrics(_request: web.Request) -> web.Response:
            return web.Response(body=self.figures.text(), headers={"content-type": CONTENT_TYPE_LATEST})

        site = web.Application(client_max_size=1024)
        site.add_routes(
            [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
        )
        return site

    async def keep_sampling(self) -> None:
        """Take samples every some seconds until cancelled; the clock alone says when."""
        ailed = ""
        while True:
            try:
                await self.health.ready()
                await sample(self.figures, self.health.database, self.clock.now())
                ailed = ""
            except Exception as problem:  # noqa: BLE001 - the next sample may succeed
                reason = str(trouble_of(problem) or type(problem).__name__)
                if reason != ailed:
                    log.warning("not_sampled", reason=reason)
                ailed = reason
            await asyncio.sleep(EVERY)

    async def keep_beating(self) -> None:
        """Notice how late the process comes to its turn."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.figures.lag.observe(max(0.0, time.perf_counter() - began - BEAT))


@asynccontextmanager
async def watched(watching: Watching, host: str, port: int) -> AsyncIterator[int]:
    """Serve the pages and take samples until the block ends; give the port."""
    runner = web.AppRunner(watching.site(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    tasks = [asyncio.create_task(work) for work in (watching.keep_sampling(), watching.keep_beating())]
    try:
        yield int(runner.addresses[0][1])
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await runner.cleanup()


def _said(problem: str, well: str) -> web.Response:
    if problem:
        return web.Response(status=503, text=f"not {well}: {problem}\n")
    return web.Response(text=f"{well}\n")
