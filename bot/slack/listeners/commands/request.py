"""One use of the slash command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import ClientError
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.kit import Json, section
from bot.slack.services import Visitor


@dataclass(frozen=True, slots=True)
class Request:
    """Hold who asked for what, and how to answer so that only they see it."""

    visitor: Visitor
    words: str
    trigger_id: str
    channel: str
    client: AsyncWebClient
    respond: AsyncRespond

    async def say(
        self, text: str, blocks: Sequence[Json] | None = None, *, plain: Sequence[Json] | None = None
    ) -> None:
        """Answer the person who asked, and nobody else; say it `plain` where Slack refuses the blocks.

        Where the address of the request takes nothing, the answer goes into the person's own conversation.
        """
        shown = list(blocks) if blocks is not None else [section(text)]
        for one in (shown,) if plain is None else (shown, list(plain)):
            try:
                answer = await self.respond(text=text, blocks=one, response_type="ephemeral")
            except (ClientError, TimeoutError):
                break
            if answer.status_code == HTTPStatus.OK:
                return
        await self.client.chat_postMessage(channel=self.visitor.user, text=text, blocks=one)
