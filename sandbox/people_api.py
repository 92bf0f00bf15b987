"""What people do, over HTTP and JSON, for scripts, tests and the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.client import Client

Json = dict[str, Any]
Doing = Callable[[str, Json], Awaitable[Json]]


def people_routes(client: Client) -> list[web.RouteDef]:
    """Return the routes under /client."""

    def known(request: web.Request) -> str:
        user = request.match_info["user"]
        if user not in client.world.users:
            raise web.HTTPNotFound(text="nobody has that id")
        return user

    def looking(see: Callable[[str, web.Request], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            return web.json_response(see(known(request), request))

        return handler

    def doing(act: Doing) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else {}
            return web.json_response(await act(known(request), body))

        return handler

    async def changes(request: web.Request) -> web.StreamResponse:
        user = known(request)
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

    async def read(user: str, body: Json) -> Json:
        client.mark_read(user, body["channel"])
        return {"ok": True}

    async def remember(user: str, body: Json) -> Json:
        client.remember(user, body["view_id"], body["values"])
        return {"ok": True}

    async def people(_request: web.Request) -> web.Response:
        return web.json_response(client.people())

    async def commands(_request: web.Request) -> web.Response:
        return web.json_response(client.commands())

    return [
        web.get("/client/people", people),
        web.get("/client/commands", commands),
        web.get("/client/{user}/conversations", looking(lambda user, _: client.conversations(user))),
        web.get(
            "/client/{user}/messages", looking(lambda user, r: client.messages(user, r.query["channel"]))
        ),
        web.get("/client/{user}/views", looking(lambda user, _: client.views(user))),
        web.get("/client/{user}/home", looking(lambda user, _: client.home(user))),
        web.get("/client/{user}/changes", changes),
        web.post("/client/{user}/command", doing(lambda u, b: client.command(u, b["channel"], b["line"]))),
        web.post("/client/{user}/press", doing(lambda u, b: client.press(u, b["container"], b["action"]))),
        web.post("/client/{user}/submit", doing(lambda u, b: client.submit(u, b["view_id"], b["values"]))),
        web.post("/client/{user}/close", doing(lambda u, b: client.close(u, b["view_id"]))),
        web.post(
            "/client/{user}/shortcut",
            doing(lambda u, b: client.shortcut(u, b["callback_id"], b.get("channel"), b.get("ts"))),
        ),
        web.post("/client/{user}/open_home", doing(lambda u, _: client.open_home(u))),
        web.post("/client/{user}/open_dm", doing(lambda u, _: client.open_dm(u))),
        web.post("/client/{user}/read", doing(read)),
        web.post("/client/{user}/remember", doing(remember)),
    ]
