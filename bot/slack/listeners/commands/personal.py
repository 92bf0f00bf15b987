"""What everyone may ask for: help, privacy, own links, pause, settings."""

from __future__ import annotations

from datetime import timedelta

from bot.slack.blocks import pages
from bot.slack.blocks.kit import button, escape, section
from bot.slack.ids import Action
from bot.slack.listeners.commands.request import Request
from bot.slack.own_prompts import own_prompts
from bot.slack.preferences import settings_view
from bot.slack.roles import is_admin
from bot.slack.services import Services
from bot.slack.sharing import share_view

PAUSE = timedelta(days=7)
MOST_PLANS = 10


async def show_help(services: Services, request: Request) -> None:
    """List what the visitor can do."""
    t = request.visitor.t
    visitor = request.visitor
    admin = await is_admin(services, visitor)
    leads = visitor.user in await services.schedules.all_leaders(visitor.team)
    await request.say(t("help.title"), pages.help_page(t, admin=admin, leads=leads))


async def show_privacy(services: Services, request: Request) -> None:
    """Say what happens to a text."""
    t = request.visitor.t
    await request.say(t("how.title"), pages.privacy(t, services.default_k))


async def show_mine(services: Services, request: Request) -> None:
    """Link to the visitor's own prompts and receipts."""
    t = request.visitor.t
    prompts = await own_prompts(services, request.client, request.visitor, open_only=False)
    plans = await services.plans.mine(request.visitor.team, request.visitor.user)
    if not prompts and not plans:
        await request.say(t("mine.none"))
        return
    lines = [section(f"<{one.link}|{escape(one.question)}>") for one in prompts if one.link]
    for one in prompts:
        if one.link is None:
            question = escape(one.question)
            again = button(t("mine.send_again"), Action.SEND_AGAIN, one.round_id) if one.is_open else None
            lost = t("mine.lost_open" if one.is_open else "mine.lost", question=question)
            lines.append(section(lost, accessory=again))
    if plans:
        lines.append(section(t("mine.plans")))
    for plan_id, _ in plans[:MOST_PLANS]:
        opened = button(t("mine.plan_button"), Action.PLAN_BACK, plan_id)
        lines.append(section(t("mine.plan_made"), accessory=opened))
    await request.say(t("mine.title"), [section(t("mine.title")), *lines])


async def share(services: Services, request: Request) -> None:
    """Open the modal in which a lesson is written that nobody asked for."""
    view = await share_view(services, request.visitor)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)


async def leave(services: Services, request: Request) -> None:
    """Ask before everything that is kept of the visitor is removed."""
    view = pages.leave(request.visitor.t)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)


async def pause(services: Services, request: Request) -> None:
    """Pause prompts for a week."""
    visitor = request.visitor
    until = services.clock.now() + PAUSE
    await services.members.pause(visitor.team, visitor.user, until)
    await request.say(visitor.t("prompt.paused", until=visitor.t.day(until.date())))


async def stop(services: Services, request: Request) -> None:
    """Stop prompts until the visitor resumes."""
    visitor = request.visitor
    await services.members.pause(visitor.team, visitor.user, None, stopped=True)
    await request.say(visitor.t("prompt.stopped"))


async def resume(services: Services, request: Request) -> None:
    """Take prompts up again."""
    visitor = request.visitor
    await services.members.pause(visitor.team, visitor.user, None)
    await request.say(visitor.t("resume.done"))


async def open_settings(services: Services, request: Request) -> None:
    """Open the settings modal."""
    view = await settings_view(services, request.visitor)
    await request.client.views_open(trigger_id=request.trigger_id, view=view)
