"""What only tests do: faults, the clock, events, the log."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.colleagues import Crew
from sandbox.faults import Faults
from sandbox.installs import Installs
from sandbox.site import Site, Sites
from sandbox.webapi import WebApi
from sandbox.workspace import user_object
from sandbox.world import Channel

Json = dict[str, Any]


def control_routes(
    sites: Sites, installs: Installs, faults: Faults, api: WebApi, crew: Crew
) -> list[web.RouteDef]:
    """Return the routes under /control; a header chooses the workspace."""

    async def set_faults(request: web.Request) -> web.Response:
        faults.set(await request.json())
        return web.json_response({"ok": True})

    async def clock(request: web.Request) -> web.Response:
        body: Json = await request.json()
        installs.clock.advance(float(body.get("advance", 0)))
        return web.json_response({"now": installs.clock.now().isoformat()})

    async def event(request: web.Request) -> web.Response:
        happen(sites.of(request), installs, await request.json())
        return web.json_response({"ok": True})

    async def sockets(request: web.Request) -> web.Response:
        if (await request.json()).get("cut"):
            await sites.first.link.cut()
        else:
            await sites.first.link.disconnect()
        return web.json_response({"ok": True})

    async def colleagues(request: web.Request) -> web.Response:
        if request.can_read_body and (await request.json()).get("leave"):
            await crew.leave()
        else:
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


def happen(site: Site, installs: Installs, what: Json) -> None:
    """Let something happen in a workspace and tell the app, if its manifest asks to be told."""
    world, link = site.world, site.link
    match what["type"]:
        case "team_join":
            user = user_object(what["member"], world.clock.now(), str(world.team["id"]))
            world.users[user["id"]] = user
            link.event({"type": "team_join", "user": user})
        case "user_change":
            user = world.users[what["user"]]
            profile = what.get("profile", {})
            user |= {key: value for key, value in what.items() if key not in ("type", "user", "profile")}
            user["profile"] |= profile
            link.event({"type": "user_change", "user": user})
        case "channel_created":
            made = Channel(what["channel"], what["name"], set(what["members"]), topic=what.get("topic", ""))
            world.channels[made.id] = made
            for member in what["members"]:
                world.changed(member, {"type": "conversations"})
            told = {"id": made.id, "name": made.name, "created": int(world.clock.now().timestamp())}
            link.event({"type": "channel_created", "channel": {**told, "creator": what["members"][0]}})
        case "member_left_channel":
            world.channels[what["channel"]].members.discard(what["user"])
            link.event({"type": "member_left_channel", "user": what["user"], "channel": what["channel"]})
        case "channel_archive":
            world.channels[what["channel"]].archived = True
            link.event({"type": "channel_archive", "channel": what["channel"]})
        case "app_uninstalled":
            link.uninstalled(installs)
        case "tokens_revoked":
            installs.remove(str(world.team["id"]))
            link.tokens_revoked()
        case "team_access_revoked":
            link.taken_out(installs)
        case other:
            raise KeyError(other)
