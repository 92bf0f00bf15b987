"""The browser's page."""

from __future__ import annotations

from aiohttp import web

from sandbox.client import Client


def page_routes(client: Client) -> list[web.RouteDef]:
    """Return the page's routes."""
    return []
