"""The page on which a person lets the app into a workspace, or not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from sandbox.installs import Installs
from sandbox.page.look import environment
from sandbox.site import Sites

Json = dict[str, Any]


def authorize_routes(sites: Sites, installs: Installs) -> list[web.RouteDef]:
    """Return the routes under /oauth."""
    template = environment().get_template("authorize.html")

    async def ask(request: web.Request) -> web.Response:
        query = request.query
        world = sites.first.world
        if query.get("client_id") != world.client_id:
            return web.Response(status=400, text="invalid_client_id")
        wanted = set(filter(None, query.get("scope", "").split(",")))
        if not wanted or not wanted <= world.scopes():
            return web.Response(status=400, text="invalid_scope")
        known = world.manifest.get("oauth_config", {}).get("redirect_urls")
        if known and not any(query.get("redirect_uri", "").startswith(one) for one in known):
            return web.Response(status=400, text="bad_redirect_uri")
        back = {"redirect_uri": query.get("redirect_uri", ""), "state": query.get("state", "")}
        choices: list[Json] = [{"words": "Cancel", "fields": back}]
        for site in sites.by_team.values():
            name, team = site.world.team["name"], str(site.world.team["id"])
            for user, one in site.world.users.items():
                if one["is_admin"]:
                    fields = {**back, "team": team, "user": user}
                    choices.append({"words": f"Allow in {name} as {one['real_name']}", "fields": fields})
                    if site.world.team.get("enterprise_id"):
                        everywhere = {**fields, "org": "1"}
                        choices.append(
                            {"words": f"Allow in all of {name}'s organisation", "fields": everywhere}
                        )
        app = world.users[world.bot_user]["real_name"]
        text = template.render(app=app, scopes=", ".join(sorted(wanted)), choices=choices)
        return web.Response(text=text, content_type="text/html")

    async def answer(request: web.Request) -> web.Response:
        query = request.query
        site = sites.by_team.get(query.get("team", ""))
        if site is None or query.get("user") not in site.world.users:
            return _back(query.get("redirect_uri", ""), error="access_denied", state=query.get("state", ""))
        code = installs.agree(
            query["user"], query["team"], query.get("redirect_uri", ""), org_wide="org" in query
        )
        return _back(query.get("redirect_uri", ""), code=code, state=query.get("state", ""))

    return [web.get("/oauth/v2/authorize", ask), web.get("/oauth/v2/allow", answer)]


def _back(redirect_uri: str, **told: str) -> web.Response:
    return web.Response(status=302, headers={"Location": f"{redirect_uri}?{urlencode(told)}"})
