"""slack-machine that takes a submission, in an environment of its own: `python slack_machine.py '{...}'`.

It has no setting for Slack's address, so a small subclass points its client at the sandbox and leaves out
reading all users and channels at the start. Everything else is slack-machine's own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from typing import Any

import structlog
from machine.clients.slack import SlackClient
from machine.core import Machine
from machine.plugins.base import MachineBasePlugin
from machine.plugins.decorators import modal
from machine.utils.collections import CaseInsensitiveDict
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient


class Answers(MachineBasePlugin):
    """Take answers."""

    @modal(callback_id=re.compile(".*"))
    async def take(self, submission: Any) -> None:
        """Keep one in slack-machine's own storage; it has acked before this begins."""
        payload = submission.payload
        await self.storage.set(payload.user.id, payload.view.state.values["text"]["field"].value)


class PointedMachine(Machine):
    """Speak with another address."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Take what would stand in local_settings.py."""
        super().__init__(
            CaseInsensitiveDict(
                {
                    "PLUGINS": [f"{__name__}.Answers"],
                    "STORAGE_BACKEND": "machine.storage.backends.memory.MemoryStorage",
                    "HTTP_PROXY": None,
                    "TZ": "UTC",
                    "LOG_HANDLED_MESSAGES": False,
                    "LOGLEVEL": "CRITICAL",
                    "SLACK_APP_TOKEN": told["app_token"],
                    "SLACK_BOT_TOKEN": told["bot_token"],
                }
            )
        )
        self._api_url = told["api_url"]
        self.connected = asyncio.Event()

    async def _setup_slack_clients(self) -> None:
        web_client = AsyncWebClient(token=self._settings["SLACK_BOT_TOKEN"], base_url=self._api_url)
        self._socket_mode_client = SocketModeClient(
            app_token=self._settings["SLACK_APP_TOKEN"], web_client=web_client
        )
        connect = self._socket_mode_client.connect

        async def connected() -> None:
            await connect()
            self.connected.set()

        self._socket_mode_client.connect = connected
        self._client = SlackClient(self._socket_mode_client, self._tz)
        self._client._bot_info = {"user_id": "UBOT", "name": "bot"}


async def serve(told: dict[str, Any]) -> None:
    """Answer until standard input ends; print 0 when the socket is open."""
    machine = PointedMachine(told)
    running = asyncio.create_task(machine.run())
    await asyncio.wait(
        [running, asyncio.create_task(machine.connected.wait())], return_when="FIRST_COMPLETED"
    )
    if running.done():
        running.result()
    print(0, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await machine.close()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(serve(json.loads(sys.argv[1])))
