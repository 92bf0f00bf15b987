"""Publish a person's Home tab."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.pages import HomeCard, HomeSchedule, home
from bot.slack.roles import is_admin, may_curate
from bot.slack.services import Services, Visitor
from bot.slack.wording import next_dates, rhythm
from bot.store.schedules import rule_of
from bot.store.tables import DeliveryKind, DeliveryState, RoundState

MOST_SCHEDULES = 10
MOST_LINKS = 5


async def publish_home(services: Services, client: AsyncWebClient, visitor: Visitor) -> None:
    """Build and publish the Home tab of a visitor."""
    await client.views_publish(
        user_id=visitor.user, view=home(visitor.t, await home_card(services, client, visitor))
    )


async def home_card(services: Services, client: AsyncWebClient, visitor: Visitor) -> HomeCard:
    """Gather what a visitor's Home tab shows."""
    t = visitor.t
    schedules = await services.schedules.all(visitor.team)
    member = await services.members.get(visitor.team, visitor.user)
    now = services.clock.now()
    paused = ""
    if member.stopped:
        paused = t("home.is_stopped")
    elif member.paused_until is not None and member.paused_until > now:
        paused = t("home.is_paused", until=t.day(member.paused_until.date()))
    shown = []
    for schedule in schedules[:MOST_SCHEDULES]:
        dates = next_dates(t, schedule, now)
        running = await services.rounds.newest(schedule.id, (RoundState.OPENING, RoundState.OPEN))
        shown.append(
            HomeSchedule(
                name=schedule.name,
                rhythm=rhythm(t, rule_of(schedule)),
                next_date=t("schedule.is_paused") if schedule.paused or not dates else dates[0],
                state=t("home.is_open") if running else t("home.next"),
            )
        )
    reviews = []
    for found in await services.rounds.in_state((RoundState.MIXED,), visitor.team):
        by_id = {one.id: one for one in schedules}
        schedule_of = by_id.get(found.schedule_id)
        if schedule_of is not None and await may_curate(services, visitor, schedule_of):
            reviews.append((schedule_of.name, found.id))
    return HomeCard(
        admin=await is_admin(services, visitor),
        paused=paused,
        schedules=shown,
        reviews=reviews,
        open_prompts=await own_links(services, client, visitor, open_only=True),
    )


async def own_links(
    services: Services, client: AsyncWebClient, visitor: Visitor, *, open_only: bool
) -> list[tuple[str, str]]:
    """Return links to a visitor's own prompts and receipts, newest first."""
    links: list[tuple[str, str]] = []
    for delivery in await services.outbox.sent_to(visitor.team, visitor.user, DeliveryKind.PROMPT):
        found = await services.rounds.get(delivery.round_id or "")
        if found is None or delivery.state is not DeliveryState.SENT:
            continue
        if open_only and found.state not in (RoundState.OPENING, RoundState.OPEN):
            continue
        try:
            answer = await client.chat_getPermalink(
                channel=delivery.channel or "", message_ts=delivery.ts or ""
            )
        except SlackApiError as problem:
            if problem.response.get("error") in ("message_not_found", "channel_not_found"):
                continue
            raise
        links.append((services.question(found.prompt_id, visitor.t.language), answer["permalink"]))
        if len(links) == MOST_LINKS:
            break
    return links
