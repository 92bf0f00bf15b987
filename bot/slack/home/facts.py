"""What several parts of a Home tab need to know, asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.content.texts import Texts
from bot.slack.roles import is_admin
from bot.slack.services import Services, Visitor
from bot.store.tables import Schedule


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold who looks at their Home tab, with which rights, and which schedules there are."""

    services: Services
    client: AsyncWebClient
    visitor: Visitor
    admin: bool
    leads: bool
    schedules: Sequence[Schedule]

    @property
    def t(self) -> Texts:
        """Return the visitor's texts."""
        return self.visitor.t


async def facts_of(services: Services, client: AsyncWebClient, visitor: Visitor) -> Facts:
    """Look up what the parts of a visitor's Home tab have in common."""
    return Facts(
        services=services,
        client=client,
        visitor=visitor,
        admin=await is_admin(services, visitor),
        leads=visitor.user in await services.schedules.all_leaders(visitor.team),
        schedules=await services.schedules.all(visitor.team),
    )
