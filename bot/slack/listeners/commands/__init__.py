"""The slash command and its words, in Swedish and English."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import Refusal, acked_first
from bot.slack.ids import COMMAND
from bot.slack.listeners.commands import (
    examples,
    export,
    library,
    personal,
    prompts,
    pulse,
    report,
    roles,
    schedule,
    shadow,
    terms,
)
from bot.slack.listeners.commands.request import Request
from bot.slack.listeners.common import Body
from bot.slack.services import Services

Handler = Callable[[Services, Request], Awaitable[None]]

HANDLERS: dict[str, Handler] = {
    "help": personal.show_help,
    "privacy": personal.show_privacy,
    "mine": personal.show_mine,
    "pause": personal.pause,
    "stop": personal.stop,
    "resume": personal.resume,
    "settings": personal.open_settings,
    "schedule": schedule.route,
    "roles": roles.roles,
    "share": personal.share,
    "find": library.find,
    "leave": personal.leave,
    "terms": terms.terms,
    "prompts": prompts.prompts,
    "examples": examples.examples,
    "status": schedule.status,
    "report": report.report,
    "shadow": shadow.shadow,
    "export": export.export,
    "pulse": pulse.pulse,
}

SWEDISH = {
    "hjälp": "help",
    "hjalp": "help",
    "integritet": "privacy",
    "mina": "mine",
    "pausa": "pause",
    "stopp": "stop",
    "sluta": "stop",
    "återuppta": "resume",
    "fortsätt": "resume",
    "inställningar": "settings",
    "schema": "schedule",
    "roller": "roles",
    "dela": "share",
    "hitta": "find",
    "sök": "find",
    "sok": "find",
    "lämna": "leave",
    "lamna": "leave",
    "ord": "terms",
    "termer": "terms",
    "exempel": "examples",
    "frågor": "prompts",
    "fragor": "prompts",
    "läge": "status",
    "rapport": "report",
    "exportera": "export",
    "lage": "status",
    "följ": "shadow",
    "folj": "shadow",
    "puls": "pulse",
    "pulsen": "pulse",
}


def register(app: AsyncApp, services: Services) -> None:
    """Register the one slash command."""

    async def command(
        body: Body, client: AsyncWebClient, respond: AsyncRespond, context: dict[str, Any]
    ) -> None:
        word, _, rest = (body.get("text") or "").strip().partition(" ")
        name = SWEDISH.get(word.casefold(), word.casefold()) or "help"
        handler = HANDLERS.get(name)
        if handler is None:
            raise Refusal("error.unknown_command", word=word[:40])
        await handler(
            services,
            Request(
                visitor=context["visitor"],
                words=rest.strip(),
                trigger_id=body["trigger_id"],
                channel=body["channel_id"],
                client=client,
                respond=respond,
            ),
        )

    app.command(COMMAND)(acked_first(services, command))
