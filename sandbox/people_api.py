"""What people do, over HTTP and JSON, for scripts, tests and the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.client import Client
from sandbox.site import Sites

Json = dict[str, Any]
Doing = Callable[[Client, str, Json], Awaitable[Json]]
Seeing = Callable[[Client, str, web.Request], Any]


def people_routes(sites: Sites) -> list[web.RouteDef]:
    """Return the routes under /client; a header chooses the workspace."""

    def known(request: web.Request) -> tuple[Client, str]:
        client, user = sites.of(request).client, request.match_info["user"]
        if user not in client.world.users:
            raise web.HTTPNotFound(text="nobody has that id")
        return client, user

    def looking(see: Seeing) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            return web.json_response(see(*known(request), request))

        return handler

    def doing(act: Doing) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else {}
            return web.json_response(await act(*known(request), body))

        return handler

    async def changes(request: web.Request) -> web.StreamResponse:
        client, user = known(request)
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        await stream.write(b": hello\n\n")
        # A closed tab is how every stream ends.
        with suppress(ConnectionResetError):
            async for change in client.changes(user):
                await stream.write(f"data: {json.dumps(change)}\n\n".encode())
        return stream

    async def read(client: Client, user: str, body: Json) -> Json:
        client.mark_read(user, body["channel"])
        return {"ok": True}

    async def remember(client: Client, user: str, body: Json) -> Json:
        client.remember(user, body["view_id"], body["values"])
        return {"ok": True}

    async def people(request: web.Request) -> web.Response:
        return web.json_response(sites.of(request).client.people())

    async def commands(request: web.Request) -> web.Response:
        return web.json_response(sites.of(request).client.commands())

    return [
        web.get("/client/people", people),
        web.get("/client/commands", commands),
        web.get("/client/{user}/conversations", looking(lambda c, user, _: c.conversations(user))),
        web.get("/client/{user}/messages", looking(lambda c, user, r: c.messages(user, r.query["channel"]))),
        web.get("/client/{user}/views", looking(lambda c, user, _: c.views(user))),
        web.get("/client/{user}/home", looking(lambda c, user, _: c.home(user))),
        web.get("/client/{user}/changes", changes),
        web.post("/client/{user}/command", doing(lambda c, u, b: c.command(u, b["channel"], b["line"]))),
        web.post("/client/{user}/press", doing(lambda c, u, b: c.press(u, b["container"], b["action"]))),
        web.post("/client/{user}/submit", doing(lambda c, u, b: c.submit(u, b["view_id"], b["values"]))),
        web.post("/client/{user}/close", doing(lambda c, u, b: c.close(u, b["view_id"]))),
        web.post(
            "/client/{user}/shortcut",
            doing(lambda c, u, b: c.shortcut(u, b["callback_id"], b.get("channel"), b.get("ts"))),
        ),
        web.post("/client/{user}/open_home", doing(lambda c, u, _: c.open_home(u))),
        web.post("/client/{user}/open_dm", doing(lambda c, u, _: c.open_dm(u))),
        web.post("/client/{user}/read", doing(read)),
        web.post("/client/{user}/remember", doing(remember)),
    ]
