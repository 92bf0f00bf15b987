"""Let requests in from workspaces that have the app, and give each the token of its own workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.slack.clients import Clients
from bot.slack.shapes import is_known
from bot.store.members import MemberRepository

log = structlog.get_logger("slack")
NOTICES = ("app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked")
"""Events about the installation itself; they come from organisations, and for tokens that work no more."""


Middleware = Callable[..., Awaitable[BoltResponse | None]]


def doorkeeper(clients: Clients, members: MemberRepository) -> Middleware:
    """Return what drops requests from workspaces without the app, and what Slack would not send."""

    async def lets_in(team: str, context: dict[str, Any], body: dict[str, Any]) -> bool:
        if _event_of(body) in NOTICES or await _knows(members, team, context):
            return True
        return await clients.admits(team, context.get("enterprise_id"), _name(body, team))

    async def check(
        context: dict[str, Any], body: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        if not is_known(body) or _answers_elsewhere(context, body):
            log.warning("unreadable_request", reason="shape")
            return BoltResponse(status=400, body="")
        team = context.get("team_id") or _named_workspace(context, body)
        if _needs_no_workspace(body) if team is None else await lets_in(team, context, body):
            await next()
            return None
        # Nobody there installed this app; their ids mean nothing here.
        log.warning("unknown_workspace", team=team)
        return BoltResponse(status=200, body="")

    return check


async def _knows(members: MemberRepository, team: str, context: dict[str, Any]) -> bool:
    """Tell whether a workspace has the app, and find what whoever acts there has chosen in the same go."""
    user = context.get("user_id")
    if not isinstance(user, str):
        return await members.knows(team)
    context["chosen"] = await members.coming(team, user)
    return context["chosen"] is not None


class Authorize(AsyncAuthorize):
    """Find the token with which a request is answered, without asking Slack each time."""

    def __init__(self, clients: Clients) -> None:
        """Use the workspaces' clients."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._clients = clients

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """Return the workspace's token, none for word from an organisation; None when it has no app."""
        if team_id is None:
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=None)
        return await self._clients.authorized(team_id)


def _answers_elsewhere(context: dict[str, Any], body: dict[str, Any]) -> bool:
    """Tell whether an answer is wanted at an address that is not Slack's, and so meant for another."""
    url = body.get("response_url")
    slack = urlsplit(context["client"].base_url)
    known = (f"https://hooks.{slack.netloc}/", f"{slack.scheme}://{slack.netloc}/")
    return bool(url) and not str(url).startswith(known)


def _event_of(body: dict[str, Any]) -> str:
    event = body.get("event")
    return str(event.get("type")) if isinstance(event, dict) else ""


def _named_workspace(context: dict[str, Any], body: dict[str, Any]) -> str | None:
    """Take the workspace that an event comes from where its authorization is a whole organisation's."""
    team = body.get("team_id")
    if not isinstance(team, str) or not team.startswith("T"):
        return None
    context["team_id"] = team
    context["client"].default_params["team_id"] = team
    return team


def _needs_no_workspace(body: dict[str, Any]) -> bool:
    return body.get("type") in ("url_verification", "ssl_check") or _event_of(body) in NOTICES


def _name(body: dict[str, Any], team: str) -> str:
    told = body.get("team")
    domain = told.get("domain") if isinstance(told, dict) else body.get("team_domain")
    return str(domain or team)
