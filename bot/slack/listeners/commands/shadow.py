"""`/lardom shadow`: sign up to follow a colleague, leave again, or set the season up."""

from __future__ import annotations

from bot.slack.errors import Refusal
from bot.slack.following import season_view, sign_up_view
from bot.slack.listeners.commands.request import Request
from bot.slack.roles import is_admin
from bot.slack.services import Services

SEASON = {"season", "säsong", "sasong"}
LEAVE = {"leave", "stop", "off", "lämna", "lamna", "sluta", "stopp", "av"}


async def shadow(services: Services, request: Request) -> None:
    """Open what was asked for; without a word, the modal in which one signs up."""
    visitor = request.visitor
    word = request.words.split(" ", 1)[0].casefold()
    if word in LEAVE:
        left = await services.shadowing.stop(visitor.team, visitor.user)
        await request.say(visitor.t("shadow.gone" if left else "shadow.not_in"))
        return
    admin = await is_admin(services, visitor)
    if word in SEASON and not admin:
        raise Refusal("error.admin_only")
    view = (
        await season_view(services, visitor)
        if word in SEASON
        else await sign_up_view(services, visitor, admin=admin)
    )
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
