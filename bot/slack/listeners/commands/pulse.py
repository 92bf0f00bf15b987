"""`/lardom pulse`: what came of it, for leaders and admins; where it is on, for admins."""

from __future__ import annotations

from bot.slack.blocks.kit import actions, button
from bot.slack.ids import Action
from bot.slack.listeners.commands.request import Request
from bot.slack.pulses import settings_view, sheets_for
from bot.slack.roles import is_admin
from bot.slack.services import Services


async def pulse(services: Services, request: Request) -> None:
    """Show results that the visitor may see, and open the settings to an admin while there are none."""
    visitor = request.visitor
    t, sheets = visitor.t, await sheets_for(services, visitor)
    admin = await is_admin(services, visitor)
    if admin and not sheets:
        view = await settings_view(services, visitor)
        await request.client.views_open(trigger_id=request.trigger_id, view=view)
        return
    if not sheets:
        await request.say(t("pulse.nothing_yet"))
    for _, one in sheets:
        await request.say(one.text, one.blocks, plain=one.plain)
    if admin:
        row = actions(button(t("pulse.settings"), Action.PULSE_SETTINGS, "settings"))
        await request.say(t("pulse.settings"), [row])
