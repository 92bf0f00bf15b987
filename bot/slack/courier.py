"""Render what is owed at the moment of sending, send it, and classify what Slack answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.texts import Texts
from bot.learning.language import Language
from bot.learning.thresholds import rounded_share
from bot.slack.blocks import curation, prompt
from bot.slack.blocks.digest import DigestCard, digest, fallback
from bot.slack.blocks.kit import Json
from bot.slack.blocks.prompt import PromptCard
from bot.slack.ids import METADATA_EVENT
from bot.slack.services import Resources
from bot.store.ports import Blocked, Outcome, Rest, Sent, TryLater, Undeliverable, Unsure
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Delivery, DeliveryKind, Round, RoundState, Schedule

MEMBER_GONE = {
    "user_not_found",
    "account_inactive",
    "cannot_dm_bot",
    "user_disabled",
    "users_not_found",
    "messages_tab_disabled",
}
CHANNEL_BLOCKED = {"channel_not_found", "not_in_channel", "is_archived", "restricted_action"}
INSTALLATION_GONE = {"token_revoked", "invalid_auth", "not_authed", "token_expired"}
INSTALLATION_REST = 300.0
log = structlog.get_logger("courier")


@dataclass(frozen=True, slots=True)
class Message:
    """Hold a rendered message."""

    text: str
    blocks: list[Json]


@dataclass(frozen=True, slots=True)
class SlackCourier:
    """Carry deliveries to Slack."""

    client: AsyncWebClient
    services: Resources

    async def carry(self, delivery: Delivery) -> Outcome:
        """Render and send one message; return what became of it."""
        message = await self._render(delivery)
        if message is None:
            return Undeliverable("nothing_to_say")
        try:
            answer = await self.client.chat_postMessage(
                channel=delivery.target,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": METADATA_EVENT, "event_payload": {"key": delivery.id}},
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
            )
        except SlackApiError as problem:
            return classify(problem)
        except (aiohttp.ClientConnectorError, ConnectionRefusedError):
            return TryLater("unreachable")
        except (aiohttp.ClientError, TimeoutError):
            return Unsure("connection")
        return Sent(answer["channel"], answer["ts"])

    async def refresh_digest(self, round_id: str) -> None:
        """Bring a posted digest in line with what is published now; nothing to do before it is posted."""
        posted = await self.services.outbox.find(f"{round_id}:digest")
        found = await self.services.rounds.get(round_id)
        if posted is None or posted.ts is None or posted.channel is None or found is None:
            return
        schedule = await self.services.schedules.get(found.schedule_id)
        if schedule is None:
            return
        t = self.services.catalogue[Language(schedule.language)]
        card = await digest_card(self.services, found, t)
        try:
            await self.client.chat_update(
                channel=posted.channel, ts=posted.ts, text=fallback(t, card), blocks=digest(t, card)
            )
        except SlackApiError as problem:
            log.warning("digest_not_refreshed", error=problem.response.get("error"))

    async def _render(self, delivery: Delivery) -> Message | None:
        found = await self.services.rounds.get(delivery.round_id) if delivery.round_id else None
        schedule = await self.services.schedules.get(delivery.schedule_id) if delivery.schedule_id else None
        if schedule is None:
            return None
        if delivery.kind in (DeliveryKind.INTRODUCTION, DeliveryKind.DIGEST):
            t = self.services.catalogue[Language(schedule.language)]
        else:
            t = (await self.services.visitor(delivery.team_id, delivery.target)).t
        match delivery.kind:
            case DeliveryKind.INTRODUCTION:
                blocks = prompt.introduction(t, owner=schedule.created_by, k=schedule.k)
                return Message(t("introduction.fallback"), blocks)
            case DeliveryKind.WELCOME:
                blocks = prompt.welcome(t, owner=schedule.created_by, channel=schedule.channel)
                return Message(t("welcome.fallback"), blocks)
            case _ if found is None:
                return None
            case DeliveryKind.PROMPT:
                return await self._prompt(t, delivery, found, schedule)
            case DeliveryKind.DIGEST:
                card = await digest_card(self.services, found, t)
                return Message(fallback(t, card), digest(t, card))
            case _:
                return await self._curators_and_admins(t, delivery, found, schedule)

    async def _prompt(self, t: Texts, delivery: Delivery, found: Round, schedule: Schedule) -> Message | None:
        if found.state not in (RoundState.OPENING, RoundState.OPEN):
            return None
        visitor = await self.services.visitor(delivery.team_id, delivery.target)
        card = await prompt_card(self.services, found, schedule, t, visitor.zone)
        return Message(t("prompt.fallback", question=card.question), prompt.prompt(t, card))

    async def _curators_and_admins(
        self, t: Texts, delivery: Delivery, found: Round, schedule: Schedule
    ) -> Message | None:
        visitor = await self.services.visitor(delivery.team_id, delivery.target)
        if delivery.kind is DeliveryKind.CURATION:
            counts = await self.services.texts.counts(found.id)
            blocks = curation.call(
                t,
                round_id=found.id,
                name=schedule.name,
                waiting=counts[ReviewState.PENDING],
                publishes=curation.until_words(t, found.publish_at, visitor.zone),
                reminder=delivery.note == "reminder",
            )
            return Message(t("curation.fallback", name=schedule.name), blocks)
        if delivery.kind is DeliveryKind.MASKED:
            until = curation.until_words(t, found.masked_until, visitor.zone)
            return Message(t("masked.fallback"), curation.masked_notice(t, name=schedule.name, until=until))
        if delivery.kind is DeliveryKind.TOO_FEW:
            return Message(t("too_few.fallback"), curation.too_few(t, name=schedule.name, k=found.k))
        return None


async def prompt_card(
    services: Resources, found: Round, schedule: Schedule, t: Texts, zone: str
) -> PromptCard:
    """Return what a member's prompt shows."""
    before = await services.rounds.newest(
        schedule.id, (RoundState.HELD, RoundState.MIXED, RoundState.PUBLISHED)
    )
    return PromptCard(
        round_id=found.id,
        question=services.question(found.prompt_id, t.language),
        k=found.k,
        closes=t.moment(found.closes_at, zone) if found.closes_at else t("prompt.soon"),
        previous_held=before is not None and before.state is RoundState.HELD,
    )


async def digest_card(services: Resources, found: Round, t: Texts) -> DigestCard:
    """Return what a round's digest shows."""
    return DigestCard(
        round_id=found.id,
        question=services.question(found.prompt_id, t.language),
        highlights=await services.texts.published(found.id),
        share=rounded_share(found.answered, found.asked, found.k),
    )


def classify(problem: SlackApiError) -> Outcome:
    """Say what a refusal by Slack means for a delivery."""
    response: Any = problem.response
    error = response.get("error") if hasattr(response, "get") else "unknown"
    status = getattr(response, "status_code", 0)
    if status == 429 or error == "ratelimited":
        headers = getattr(response, "headers", {}) or {}
        return Rest(float(headers.get("Retry-After", headers.get("retry-after", 30))))
    if error in MEMBER_GONE:
        return Undeliverable(error)
    if error in CHANNEL_BLOCKED:
        return Blocked(error)
    if error in INSTALLATION_GONE:
        return Rest(INSTALLATION_REST)
    if status >= 500 or error in ("internal_error", "fatal_error", "service_unavailable", "request_timeout"):
        return Unsure(error or "server_error")
    return Undeliverable(error or "refused")
