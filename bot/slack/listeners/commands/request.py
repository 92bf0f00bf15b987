"""One use of the slash command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.kit import Json, section
from bot.slack.services import Visitor

INVALID_BLOCKS = "invalid_blocks"


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
        """Answer the person who asked, and nobody else; say it `plain` where Slack refuses the blocks."""
        shown = list(blocks) if blocks is not None else [section(text)]
        answer = await self.respond(text=text, blocks=shown, response_type="ephemeral")
        if plain is not None and INVALID_BLOCKS in str(answer.body):
            await self.respond(text=text, blocks=list(plain), response_type="ephemeral")
