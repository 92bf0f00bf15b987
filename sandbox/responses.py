"""Response URLs: an app's later answers to a command or a press."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.blocks import validate_message
from sandbox.faults import Faults
from sandbox.site import Sites
from sandbox.views import with_block_ids
from sandbox.world import Message

Json = dict[str, Any]


def response_routes(sites: Sites, faults: Faults) -> list[web.RouteDef]:
    """Return the route of response URLs."""

    async def respond(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        world = next((one for one in sites.worlds if one.knows_response(token)), sites.first.world)
        found = world.use_response(token)
        if found is None:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        body: Json = await request.json()
        channel = world.channels.get(found["channel"])
        if channel is None:
            return web.json_response({"ok": False, "error": "channel_not_found"}, status=404)
        blocks = body.get("blocks") or []
        if validate_message(blocks) or faults.refuses(blocks):
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        before = channel.messages.get(found["ts"] or "")
        if body.get("delete_original") and before is not None:
            world.delete(channel, before)
        elif body.get("replace_original") and before is not None:
            before.text, before.blocks = body.get("text", ""), with_block_ids(blocks)
            world.edit(channel, before)
        else:
            only_for = None if body.get("response_type") == "in_channel" else found["user"]
            message = Message(
                world.next_ts(),
                world.bot_user,
                body.get("text", ""),
                with_block_ids(blocks),
                only_for=only_for,
                by_app=True,
            )
            world.post(channel, message)
        return web.Response(text="ok")

    return [web.post("/response/{token}", respond)]
