"""The workspaces of one sandbox, each with its people and its link to the app."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from sandbox.client import Client
from sandbox.link import AppLink
from sandbox.world import World

CHOOSE = "X-Workspace"


@dataclass(frozen=True, slots=True)
class Site:
    """Hold one workspace."""

    world: World
    link: AppLink
    client: Client


@dataclass(frozen=True, slots=True)
class Sites:
    """Hold every workspace by its id; the first is the one that is meant when none is named."""

    by_team: dict[str, Site] = field(default_factory=dict)

    @property
    def first(self) -> Site:
        """Return the first workspace."""
        return next(iter(self.by_team.values()))

    @property
    def worlds(self) -> list[World]:
        """Return every workspace's world."""
        return [site.world for site in self.by_team.values()]

    def of(self, request: web.Request) -> Site:
        """Return the workspace that a request names in a header, or the first; 404 for an unknown one."""
        team = request.headers.get(CHOOSE)
        if team is None:
            return self.first
        if team not in self.by_team:
            raise web.HTTPNotFound(text="there is no such workspace")
        return self.by_team[team]
