"""What only tests do: faults, the clock, events, the log."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.colleagues import Crew
from sandbox.faults import Faults
from sandbox.link import AppLink
from sandbox.webapi import WebApi
from sandbox.workspace import user_object
from sandbox.world import World

Json = dict[str, Any]


def control_routes(
    world: World, link: AppLink, faults: Faults, api: WebApi, crew: Crew
) -> list[web.RouteDef]:
    """Return the routes under /control."""

    async def set_faults(request: web.Request) -> web.Response:
        faults.set(await request.json())
        return web.json_response({"ok": True})

    async def clock(request: web.Request) -> web.Response:
        body: Json = await request.json()
        world.clock.advance(float(body.get("advance", 0)))
        return web.json_response({"now": world.clock.now().isoformat()})

    async def event(request: web.Request) -> web.Response:
        happen(world, link, await request.json())
        return web.json_response({"ok": True})

    async def sockets(request: web.Request) -> web.Response:
        if (await request.json()).get("cut"):
            await link.cut()
        else:
            await link.disconnect()
        return web.json_response({"ok": True})

    async def colleagues(_request: web.Request) -> web.Response:
        crew.arrive()
        return web.json_response({"ok": True})

    async def log(_request: web.Request) -> web.Response:
        return web.json_response(list(api.log))

    async def stats(_request: web.Request) -> web.Response:
        return web.json_response(dict(api.counts))

    return [
        web.post("/control/faults", set_faults),
        web.post("/control/clock", clock),
        web.post("/control/event", event),
        web.post("/control/sockets", sockets),
        web.post("/control/colleagues", colleagues),
        web.get("/control/log", log),
        web.get("/control/stats", stats),
    ]


def happen(world: World, link: AppLink, what: Json) -> None:
    """Let something happen in the workspace and tell the app, if its manifest asks to be told."""
    match what["type"]:
        case "team_join":
            user = user_object(what["member"], world.clock.now())
            world.users[user["id"]] = user
            link.event({"type": "team_join", "user": user})
        case "user_change":
            user = world.users[what["user"]]
            profile = what.get("profile", {})
            user |= {key: value for key, value in what.items() if key not in ("type", "user", "profile")}
            user["profile"] |= profile
            link.event({"type": "user_change", "user": user})
        case "member_left_channel":
            world.channels[what["channel"]].members.discard(what["user"])
            link.event({"type": "member_left_channel", "user": what["user"], "channel": what["channel"]})
        case "channel_archive":
            world.channels[what["channel"]].archived = True
            link.event({"type": "channel_archive", "channel": what["channel"]})
        case "app_uninstalled":
            world.installed = False
            link.event({"type": "app_uninstalled"})
        case "tokens_revoked":
            world.installed = False
            link.event({"type": "tokens_revoked", "tokens": {"bot": [world.bot_user]}})
        case other:
            raise KeyError(other)
