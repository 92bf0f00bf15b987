"""Check tokens, scopes and faults, call the method, and keep a log."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.faults import Faults
from sandbox.installs import Installs
from sandbox.refusal import Refusal
from sandbox.site import Sites
from sandbox.webapi import chat, people, views
from sandbox.webapi.call import Call

Json = dict[str, Any]
Method = Callable[[Call], Json]
LOG_MOST = 5000
SECRET = frozenset({"token", "client_secret", "code", "refresh_token"})

METHODS: dict[str, tuple[Method, tuple[str, ...]]] = {
    "auth.test": (people.auth_test, ()),
    "chat.postMessage": (chat.post_message, ("chat:write",)),
    "chat.postEphemeral": (chat.post_ephemeral, ("chat:write",)),
    "chat.update": (chat.update, ("chat:write",)),
    "chat.delete": (chat.delete, ("chat:write",)),
    "chat.getPermalink": (chat.permalink, ()),
    "users.list": (people.users_list, ("users:read",)),
    "users.info": (people.users_info, ("users:read",)),
    "conversations.list": (people.conversations_list, ("channels:read", "groups:read")),
    "conversations.info": (people.conversations_info, ("channels:read", "groups:read")),
    "conversations.members": (people.conversations_members, ("channels:read", "groups:read")),
    "conversations.open": (people.conversations_open, ("im:write",)),
    "usergroups.list": (people.usergroups_list, ("usergroups:read",)),
    "usergroups.users.list": (people.usergroups_users, ("usergroups:read",)),
    "dnd.info": (people.dnd_info, ("dnd:read",)),
    "dnd.teamInfo": (people.dnd_team_info, ("dnd:read",)),
    "team.info": (people.team_info, ("team:read",)),
    "views.open": (views.open_, ()),
    "views.push": (views.push, ()),
    "views.update": (views.update, ()),
    "views.publish": (views.publish, ()),
}


@dataclass
class WebApi:
    """Answer calls of methods."""

    sites: Sites
    installs: Installs
    faults: Faults
    base_url: str = ""
    log: deque[Json] = field(default_factory=lambda: deque(maxlen=LOG_MOST))
    counts: Counter[str] = field(default_factory=Counter)
    by_team: Counter[str] = field(default_factory=Counter)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call."""
        name = request.match_info["method"]
        self.counts[name] += 1
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        arguments = await _arguments(request) | _basic(request)
        token = _token(request, arguments)
        team = self._team(token, arguments)
        self.by_team[team] += 1
        if self.faults.strikes(self.faults.too_many_rate, name, team):
            self.counts["ratelimited"] += 1
            headers = {"Retry-After": str(self.faults.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if self.faults.strikes(self.faults.server_error_rate, name, team):
            return web.Response(status=503, text="upstream error")
        try:
            answer = {"ok": True, **self._answer(name, token, arguments)}
        except Refusal as refusal:
            answer = {"ok": False, "error": refusal.error, **refusal.more}
        noted = {key: value for key, value in arguments.items() if key not in SECRET}
        self.log.append(
            {
                "method": name,
                "team": team,
                "arguments": noted,
                "ok": answer["ok"],
                "error": answer.get("error"),
                "at": self.installs.clock.now().isoformat(),
            }
        )
        return web.json_response(answer)

    def _answer(self, name: str, token: str, arguments: Json) -> Json:
        if name == "api.test":
            return {}
        first = self.sites.first
        if name == "apps.connections.open":
            if token != first.world.app_token:
                raise Refusal("not_allowed_token_type" if token == first.world.bot_token else "invalid_auth")
            socket = self.base_url.replace("http://", "ws://", 1)
            return {"url": f"{socket}/link?ticket={first.link.ticket()}"}
        if name == "oauth.v2.access":
            self._knows_the_app(arguments)
            if arguments.get("grant_type") == "refresh_token":
                return self.installs.renew(str(arguments.get("refresh_token", "")))
            return self.installs.buy(str(arguments.get("code", "")), str(arguments.get("redirect_uri", "")))
        if not token:
            raise Refusal("not_authed")
        world = self.installs.world_of(token, str(arguments.get("team_id") or ""))
        if name == "auth.revoke":
            self.installs.revoke(token)
            self.sites.by_team[str(world.team["id"])].link.tokens_revoked()
            return {"revoked": True}
        if name == "apps.uninstall":
            self._knows_the_app(arguments)
            self.sites.by_team[str(world.team["id"])].link.uninstalled(self.installs)
            return {}
        if name not in METHODS:
            raise Refusal("unknown_method")
        if self.faults.refuses(arguments.get("blocks")):
            raise Refusal("invalid_blocks")
        method, needed = METHODS[name]
        if needed and not world.scopes() & set(needed):
            provided = ",".join(sorted(world.scopes()))
            raise Refusal("missing_scope", needed=needed[0], provided=provided)
        return method(Call(world, arguments))

    def _knows_the_app(self, arguments: Json) -> None:
        world = self.sites.first.world
        if arguments.get("client_id") != world.client_id:
            raise Refusal("invalid_client_id")
        if arguments.get("client_secret") != world.client_secret:
            raise Refusal("bad_client_secret")

    def _team(self, token: str, arguments: Json) -> str:
        try:
            return str(self.installs.world_of(token, str(arguments.get("team_id") or "")).team["id"])
        except Refusal:
            return ""


async def _arguments(request: web.Request) -> Json:
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        return found | (body if isinstance(body, dict) else {})
    return found | dict(await request.post())


def _basic(request: web.Request) -> Json:
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    try:
        user, _, password = base64.b64decode(header[6:]).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": user, "client_secret": password}


def _token(request: web.Request, arguments: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else str(arguments.get("token", ""))
