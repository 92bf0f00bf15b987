"""A bare Bolt app that takes a submission: `python -m bench.peers.bolt '{...}'`.

As Bolt is by default, the ack goes out and whatever follows comes after; with `process_before_response`
the listener is finished first. Neither keeps anything: the answer goes into a list in memory.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

PATH = "/slack/events"


async def serve(told: dict[str, Any]) -> None:
    """Answer until standard input ends; print the port first, or 0 for a socket."""
    client = AsyncWebClient(token=told["bot_token"], base_url=told["api_url"])
    app = AsyncApp(
        client=client,
        signing_secret=told["signing_secret"],
        process_before_response=told["before_response"],
    )
    taken: list[str] = []

    async def take(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack(response_action="clear")
        taken.append(view["state"]["values"]["text"]["field"]["value"])

    app.view(told["callback_id"])(take)
    if told["socket"]:
        opener = AsyncWebClient(base_url=told["api_url"])
        handler = AsyncSocketModeHandler(app, told["app_token"], web_client=opener)
        await handler.connect_async()
        print(0, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await handler.close_async()
        return
    runner = web.AppRunner(app.web_app(PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", told["port"]).start()
    print(told["port"], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(json.loads(sys.argv[1])))
