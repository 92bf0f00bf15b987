"""People join, change, or let the app into a channel."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.common import Body, Context
from bot.slack.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Register changes of people."""

    async def learn(event: Body, context: Context) -> None:
        directory = services.directory(context["team_id"])
        before = directory.known(event["user"]["id"])
        person = directory.learn(event["user"])
        if before is not None and before.zone != person.zone:
            await services.control.moved(context["team_id"], person.id, person.zone)
        await services.news.tell(context["team_id"], person.id)

    app.event("user_change")(learn)
    app.event("team_join")(learn)
