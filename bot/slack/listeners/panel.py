"""Show in a modal what a command would answer, to whoever presses a button of the Home tab instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.answer import note
from bot.slack.blocks.kit import Json, header, modal, section
from bot.slack.errors import sentence_for
from bot.slack.ids import View
from bot.slack.listeners.commands.request import Request
from bot.slack.listeners.common import Body
from bot.slack.services import Services, Visitor

MOST_BLOCKS = 100
Answering = Callable[[Services, Request], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Said:
    """Stand for what Slack returns when a command is answered: nothing was refused."""

    status_code: int = HTTPStatus.OK


@dataclass(slots=True)
class Panel:
    """Hold a modal that is open already, and put one answer below the other in it."""

    client: AsyncWebClient
    visitor: Visitor
    view_id: str
    title: str
    shown: list[Json] = field(default_factory=list)

    async def __call__(
        self, *, text: str = "", blocks: Sequence[Json] | None = None, response_type: str | None = None
    ) -> Said:
        """Add an answer; the modal's own title is not said twice."""
        new = [section(text)] if blocks is None else list(blocks)
        self.shown += [one for one in new if one != header(self.title)]
        t = self.visitor.t
        view = modal(View.NOTE, self.title, self.shown[:MOST_BLOCKS], close=t("common.close"))
        await self.client.views_update(view_id=self.view_id, view=view)
        return Said()


async def answer_in_modal(
    services: Services, client: AsyncWebClient, visitor: Visitor, body: Body, title: str, answer: Answering
) -> None:
    """Open a modal at once, since a trigger lives three seconds, and fill it when the answer is there."""
    opened = await client.views_open(trigger_id=body["trigger_id"], view=moment(visitor, title))
    await fill(services, client, visitor, str(opened["view"]["id"]), title, answer)


async def fill(
    services: Services, client: AsyncWebClient, visitor: Visitor, view_id: str, title: str, answer: Answering
) -> None:
    """Put the answer of a command, or why there is none, into a modal that is open."""
    panel = Panel(client, visitor, view_id, title)
    try:
        await answer(services, request(client, visitor, respond=panel))
    except Exception as problem:  # noqa: BLE001 - the trigger is used up, so this is where a person hears of it
        await panel(text=sentence_for(problem, visitor, services.catalogue))


def request(
    client: AsyncWebClient, visitor: Visitor, *, trigger_id: str = "", respond: Any = None
) -> Request:
    """Return what a command without further words would hand over."""
    return Request(
        visitor=visitor,
        words="",
        trigger_id=trigger_id,
        channel=visitor.user,
        client=client,
        respond=respond,
    )


def moment(visitor: Visitor, title: str) -> Json:
    """Say that the answer is on its way."""
    return note(visitor.t, title, visitor.t("common.moment"))
