"""The page's addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.page.emoji import read_emoji
from sandbox.page.screens import Screens
from sandbox.page.viewer import Clock, Workspace

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# What people write is escaped before it is shown; should that ever fail, nothing of it may run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: http: https:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(client: Workspace, clock: Clock, team: str = "Workspace") -> list[web.RouteDef]:
    """Return the page's routes, for a person's view of a workspace and the workspace's clock."""
    screens = Screens(client, clock, team, read_emoji())

    async def choose(_request: web.Request) -> web.Response:
        return _html(screens.choose())

    async def enter(request: web.Request) -> web.StreamResponse:
        user = _user(request, screens)
        raise web.HTTPFound(f"/as/{user}/{screens.first(user)}")

    async def conversation(request: web.Request) -> web.StreamResponse:
        user, name = _user(request, screens), request.match_info["conversation"]
        if name == "app":
            opened = await client.open_dm(user)
            raise web.HTTPFound(f"/as/{user}/{opened.get('channel') or screens.direct(user) or 'home'}")
        shown = screens.home(user) if name == "home" else screens.conversation(user, name)
        return _html(_found(shown))

    async def fragment(request: web.Request) -> web.Response:
        user, part = _user(request, screens), request.match_info["part"]
        here = request.query.get("channel", "")
        return _html(_found(screens.fragment(user, part, here)))

    return [
        web.get("/", choose),
        web.get("/as/{user}", enter),
        web.get("/as/{user}/fragment/{part}", fragment),
        web.get("/as/{user}/{conversation}", conversation),
        web.get("/static/{name}", _static()),
    ]


def _static() -> Handler:
    files = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}

    async def handler(request: web.Request) -> web.StreamResponse:
        path = files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound(text="there is no such file")
        headers = {"Cache-Control": "no-cache", "Content-Type": f"{KINDS[path.suffix]}; charset=utf-8"}
        return web.FileResponse(path, headers=headers)

    return handler


def _user(request: web.Request, screens: Screens) -> str:
    user = request.match_info["user"]
    if not screens.knows(user):
        raise web.HTTPNotFound(text="nobody has that id")
    return user


def _found(shown: str | None) -> str:
    if shown is None:
        raise web.HTTPNotFound(text="there is no such place, or not for this person")
    return shown


def _html(text: str) -> web.Response:
    headers: dict[str, Any] = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=text, content_type="text/html", headers=headers)
