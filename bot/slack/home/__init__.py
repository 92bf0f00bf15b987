"""Publish a person's Home tab, put together from parts that each know one thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.home.page import page
from bot.slack.blocks.kit import Json
from bot.slack.home import admin, following, leader, library, member
from bot.slack.home.facts import Facts, facts_of
from bot.slack.services import Services, Visitor

Part = Callable[[Facts], Awaitable[list[Json]]]

PARTS: tuple[Part, ...] = (
    admin.first_steps,
    member.open_prompts,
    leader.reviews,
    leader.going_first,
    leader.checklist,
    member.schedules,
    following.following,
    following.pulse,
    library.newest,
    member.buttons,
    admin.tools,
)
"""From top to bottom. A part returns no blocks when it has nothing to say to this visitor."""


async def publish_home(services: Services, client: AsyncWebClient, visitor: Visitor) -> None:
    """Build and publish the Home tab of a visitor."""
    await client.views_publish(user_id=visitor.user, view=await home_view(services, client, visitor))


async def home_view(services: Services, client: AsyncWebClient, visitor: Visitor) -> Json:
    """Return the Home tab of a visitor."""
    facts = await facts_of(services, client, visitor)
    return page(visitor.t, [await part(facts) for part in PARTS])
