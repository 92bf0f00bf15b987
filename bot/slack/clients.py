"""Give the Web API client that speaks for the app in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient


class Clients(Protocol):
    """Know with which token the app speaks where."""

    async def of(self, team: str) -> AsyncWebClient:
        """Return the client for a workspace; to be asked anew for every use, since tokens change."""
        ...


@dataclass(frozen=True, slots=True)
class OneClient:
    """Speak for the app where it is installed in one workspace, with the token from the settings."""

    client: AsyncWebClient

    async def of(self, team: str) -> AsyncWebClient:
        """Return the one client there is."""
        return self.client
