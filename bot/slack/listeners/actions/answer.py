"""Answer: open the modal to write in, or to change what was written."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asked import asked_in
from bot.slack.blocks import answer
from bot.slack.blocks.answer import Place
from bot.slack.ids import Action
from bot.slack.late import late_view
from bot.slack.listeners.common import Body, Context, on_action, pressed
from bot.slack.reading import offers_tips
from bot.slack.services import Services
from bot.store.sealed.seal import Share


def register(app: AsyncApp, services: Services) -> None:
    """Register the Answer button."""

    async def open_answer(body: Body, client: AsyncWebClient, context: Context) -> None:
        visitor = context["visitor"]
        asked = await asked_in(services, visitor, pressed(body))
        own = await services.intake.own(visitor.team, visitor.user, asked.found.id)
        if asked.is_open:
            preference = Share((await services.members.get(visitor.team, visitor.user)).share)
            view = answer.write(
                visitor.t,
                Place(asked.found.id),
                question=services.question_of(asked.found, visitor.t),
                k=asked.found.k,
                text=own.text if own else "",
                share=own.share if own else preference,
                tips=offers_tips(asked.found),
            )
        else:
            view = await late_view(services, visitor, asked, own.text if own else "")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    on_action(app, services, Action.ANSWER, open_answer)
