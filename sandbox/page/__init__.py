"""The sandbox's page: a workspace in the browser, as any of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.page.routes import routes

if TYPE_CHECKING:
    from sandbox.client import Client

__all__ = ["page_routes", "routes"]


def page_routes(client: Client) -> list[web.RouteDef]:
    """Return the page's routes for the sandbox's own client, its clock and its team."""
    world = client.world
    return routes(client, world.clock, str(world.team["name"]))
