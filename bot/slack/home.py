"""Publish a person's Home tab."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks.pages import HomeCard, HomeSchedule, home
from bot.slack.cards import own_link
from bot.slack.roles import is_admin, may_curate
from bot.slack.scheduling.wording import next_dates, rhythm
from bot.slack.services import Services, Visitor
from bot.store.schedules import rule_of
from bot.store.tables import DeliveryKind, RoundState

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
    elif visitor.user in await services.members.silent(visitor.team):
        paused = t("home.is_quiet")
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
        if schedule_of is not None and await may_curate(services, visitor, schedule_of, found):
            reviews.append((schedule_of.name, found.id))
    return HomeCard(
        admin=await is_admin(services, visitor),
        paused=paused,
        schedules=shown,
        reviews=reviews,
        open_prompts=[
            (one.question, one.link)
            for one in await own_prompts(services, client, visitor, open_only=True)
            if one.link is not None
        ],
    )


@dataclass(frozen=True, slots=True)
class OwnPrompt:
    """Hold one of a visitor's own prompts or receipts; `link` is None when the message is gone."""

    round_id: str
    question: str
    link: str | None
    is_open: bool


async def own_prompts(
    services: Services, client: AsyncWebClient, visitor: Visitor, *, open_only: bool
) -> list[OwnPrompt]:
    """Return a visitor's own prompts and receipts, newest first."""
    found: list[OwnPrompt] = []
    for delivery in await services.outbox.sent_to(visitor.team, visitor.user, DeliveryKind.PROMPT):
        asked = await services.rounds.get(delivery.round_id or "")
        if asked is None or asked.stripped:
            continue
        is_open = asked.state in (RoundState.OPENING, RoundState.OPEN)
        if open_only and not is_open:
            continue
        link = await own_link(services, client, asked.id, visitor.user)
        question = services.question(asked.prompt_id, visitor.t.language)
        found.append(OwnPrompt(asked.id, question, link, is_open))
        if len(found) == MOST_LINKS:
            break
    return found
