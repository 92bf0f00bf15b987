"""The list of protected words is saved."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.content.texts import Texts
from bot.slack.blocks.answer import note
from bot.slack.errors import Refusal
from bot.slack.fields import typed
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.roles import is_admin
from bot.slack.services import Services
from bot.store.terms import LONGEST_TERM, MOST_TERMS

SHORTEST_TERM = 2


def register(app: AsyncApp, services: Services) -> None:
    """Register the modal."""

    async def save(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        lines = [" ".join(line.split()) for line in typed(view, Block.TERMS).splitlines()]
        wanted = [line for line in lines if line]
        if problem := _problem(t, wanted):
            await ack(response_action="errors", errors={Block.TERMS: problem})
            return
        await services.terms.replace(visitor.team, wanted)
        count = len(await services.terms.all(visitor.team))
        await ack(response_action="update", view=note(t, t("terms.title"), t.count("terms.saved", count)))

    app.view(View.TERMS)(save)


def _problem(t: Texts, wanted: list[str]) -> str | None:
    for term in wanted:
        if not SHORTEST_TERM <= len(term) <= LONGEST_TERM or not any(letter.isalnum() for letter in term):
            return t("terms.odd", term=term[:40], shortest=SHORTEST_TERM, longest=LONGEST_TERM)
    return t("terms.many", most=MOST_TERMS) if len(wanted) > MOST_TERMS else None
