"""Hear what Slack has to say: over Socket Mode, or over signed HTTP with pages for browsers beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.http import web_app
from bot.speaking import Speaking

LONGEST_GOODBYE = 3.0
"""Seconds for requests that are being answered when the process is told to stop."""

SOCKET_CHECK = 4.0
"""Seconds between two looks at the socket; a press that meets a dead one has to be repeated.

An answer that takes more than half as long counts as a dead socket, so a busy moment must not be one."""

log = structlog.get_logger("app")


@asynccontextmanager
async def listening(
    settings: Settings, bolt: AsyncApp, speaking: Speaking, session: ClientSession
) -> AsyncIterator[int | None]:
    """Listen until the block ends; give the port, None for Socket Mode."""
    if settings.uses_http:
        site = web_app(bolt, settings.slack_signing_secret, speaking.pages, speaking.headers)
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=LONGEST_GOODBYE)
        await runner.setup()
        await web.TCPSite(runner, settings.lardom_host, settings.lardom_port).start()
        port = int(runner.addresses[0][1])
        log.info("listening", transport="http", port=port)
        try:
            yield port
        finally:
            await runner.cleanup()
        return
    opener = AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[])
    # The socket's own client would try a refused token again for ever; this asks once and says why.
    await opener.apps_connections_open(app_token=settings.slack_app_token)
    handler = AsyncSocketModeHandler(
        bolt, settings.slack_app_token, web_client=opener, ping_interval=SOCKET_CHECK
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("listening", transport="socket")
    try:
        yield None
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
