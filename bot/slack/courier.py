"""Render what is owed at the moment of sending, send it, and classify what Slack answers."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.content.texts import Texts
from bot.learning.language import Language
from bot.slack import going_first, together
from bot.slack.blocks import curation, plans, prompt
from bot.slack.blocks.digest import digest, fallback
from bot.slack.blocks.installed import installers_note
from bot.slack.blocks.kit import Json, escape
from bot.slack.blocks.prompt import Told, Ways
from bot.slack.cards import digest_card, own_link, prompt_card
from bot.slack.clients import TOKEN_REFUSED, error_of
from bot.slack.ids import METADATA_EVENT
from bot.slack.message import Message, one_line
from bot.slack.outcomes import classify
from bot.slack.prompt_message import prompt_message
from bot.slack.reach import ABOUT_A_PROMPT, Reach
from bot.slack.reporting import report_message
from bot.slack.scheduling.wording import missed_message
from bot.slack.services import Resources
from bot.store.ports import (
    Alike,
    Dropped,
    Outcome,
    Parcel,
    Rest,
    Sent,
    TryLater,
    Undeliverable,
    Unsure,
)
from bot.store.sealed.tables import ReviewState
from bot.store.tables import Delivery, DeliveryKind, Round, RoundState, Schedule

NOT_POSTED = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "unsure")
ABOUT_THE_WORKSPACE = (DeliveryKind.INSTALLED, DeliveryKind.REPORT, DeliveryKind.REPORT_NOT_POSTED)
TO_MANY = frozenset({DeliveryKind.WELCOME, DeliveryKind.PROMPT, DeliveryKind.REMINDER})
UNREACHABLE_REST = 10.0


@dataclass(frozen=True, slots=True)
class SlackCourier:
    """Carry deliveries to Slack."""

    services: Resources
    reach: Reach

    async def prepare(self, delivery: Delivery) -> Parcel | Outcome:
        """Render one message; an outcome says that it is not sent.

        Raises SlackApiError when the token is refused, and NotInstalled; `carry` does as well.
        """
        if delivery.kind is DeliveryKind.STRIP:
            return lambda: self._settled(self._strip(delivery))
        if delivery.kind in ABOUT_THE_WORKSPACE:
            return self._parcel(delivery, await self._about_the_workspace(delivery))
        found, schedule = await self._about(delivery)
        if schedule is None:
            return Undeliverable("nothing_to_say")
        if delivery.kind is DeliveryKind.REFRESH:
            return partial(self._refresh, found, schedule)
        if delivery.kind in (DeliveryKind.EXAMPLE_CHANGED, DeliveryKind.PROMPT_CHANGED):
            return partial(self._changed, delivery, found, schedule)
        if reason := await going_first.stale(self.services, delivery, found, schedule):
            return Dropped(reason)
        if obstacle := await self.reach.obstacle(delivery, found, schedule):
            return obstacle
        if delivery.kind in ABOUT_A_PROMPT:
            return await self._once_more(delivery, found, schedule)
        if delivery.kind in together.KINDS:
            return self._parcel(delivery, await together.message(self.services, delivery, schedule))
        return self._parcel(delivery, await self._render(delivery, found, schedule))

    async def _about(self, delivery: Delivery) -> tuple[Round | None, Schedule | None]:
        rounds, schedules = self.services.rounds, self.services.schedules
        # Many members get these one after the other; all other messages show what is true now.
        lately = delivery.kind in TO_MANY
        round_of = rounds.lately if lately else rounds.get
        schedule_of = schedules.lately if lately else schedules.get
        found = await round_of(delivery.round_id) if delivery.round_id else None
        return found, await schedule_of(delivery.schedule_id) if delivery.schedule_id else None

    async def carry(self, delivery: Delivery, parcel: Parcel) -> Outcome:
        """Send one message; return what became of it."""
        return await parcel()

    async def _once_more(
        self, delivery: Delivery, found: Round | None, schedule: Schedule
    ) -> Parcel | Outcome:
        """Ask again whoever has not answered; no row tells who that was."""
        if found is None or await self.services.intake.has_reacted(
            delivery.team_id, delivery.target, found.id
        ):
            return Alike()
        parcel = self._parcel(delivery, await self._render(delivery, found, schedule))

        async def send() -> Outcome:
            outcome = await parcel() if callable(parcel) else parcel
            if isinstance(outcome, TryLater):
                return Rest(UNREACHABLE_REST, too_fast=False)
            return outcome if isinstance(outcome, Rest) else Alike()

        return send

    def _parcel(self, delivery: Delivery, message: Message | Outcome | None) -> Parcel | Outcome:
        if not isinstance(message, Message):
            return message or Undeliverable("nothing_to_say")
        return partial(self._post, delivery, message)

    async def _post(self, delivery: Delivery, message: Message) -> Outcome:
        client = await self.services.clients.of(delivery.team_id)

        async def sent(blocks: list[Json]) -> Outcome:
            return await self._settled(
                client.chat_postMessage(
                    channel=delivery.target,
                    text=message.text,
                    blocks=blocks,
                    metadata={"event_type": METADATA_EVENT, "event_payload": {"key": delivery.id}},
                    unfurl_links=False,
                    unfurl_media=False,
                    link_names=False,
                )
            )

        outcome = await sent(message.blocks)
        if outcome == Undeliverable("invalid_blocks") and message.plain is not None:
            return await sent(message.plain)
        return outcome

    async def _settled(self, call: Awaitable[AsyncSlackResponse | None]) -> Outcome:
        try:
            answer = await call
        except SlackApiError as problem:
            if error_of(problem) in TOKEN_REFUSED:
                raise
            return classify(problem)
        except (aiohttp.ClientConnectorError, ConnectionRefusedError):
            return TryLater("unreachable")
        except (aiohttp.ClientError, TimeoutError):
            return Unsure("connection")
        if answer is None:
            return Undeliverable("nothing_to_say")
        return Sent(answer["channel"], answer["ts"])

    async def _strip(self, delivery: Delivery) -> AsyncSlackResponse | None:
        asked = await self.services.outbox.find(f"{delivery.round_id}:prompt:{delivery.target}")
        found = await self.services.rounds.get(delivery.round_id or "")
        if asked is None or found is None or asked.channel is None or asked.ts is None:
            return None
        t = (await self.services.visitor(delivery.team_id, delivery.target)).t
        question = self.services.question_of(found, t)
        blocks = prompt.finished(t, question, t("receipt.past"))
        client = await self.services.clients.of(delivery.team_id)
        return await client.chat_update(
            channel=asked.channel, ts=asked.ts, text=t("receipt.past"), blocks=blocks
        )

    async def _refresh(self, found: Round | None, schedule: Schedule) -> Outcome:
        """Bring a posted digest in line with what is published now; one not posted yet will be when it is."""
        posted = None if found is None else await self.services.outbox.find(f"{found.id}:digest")
        if found is None or posted is None or posted.ts is None or posted.channel is None:
            return Dropped("not_posted")
        t = self.services.catalogue[Language(schedule.language)]
        card = await digest_card(self.services, found, t)
        blocks, text = digest(t, card), fallback(t, card)
        client = await self.services.clients.of(found.team_id)
        return await self._settled(
            client.chat_update(channel=posted.channel, ts=posted.ts, text=text, blocks=blocks)
        )

    async def _changed(self, delivery: Delivery, found: Round | None, schedule: Schedule) -> Outcome:
        """Show a posted example, or a member's question below it, as things stand now."""
        is_example = delivery.kind is DeliveryKind.EXAMPLE_CHANGED
        key = f"{delivery.round_id}:" + ("example" if is_example else f"prompt:{delivery.target}")
        posted = await self.services.outbox.find(key)
        if found is None or posted is None or posted.ts is None or posted.channel is None:
            return Dropped("not_posted")
        client = await self.services.clients.of(found.team_id)
        if is_example:
            message = await going_first.post(self.services, found, schedule)
        elif found.state in (RoundState.OPENING, RoundState.OPEN):
            visitor = await self.services.visitor(delivery.team_id, delivery.target)
            message = await prompt_message(self.services, client, found, schedule, visitor)
        else:
            # After the mix only the message itself knows its author's way back.
            return Dropped("closed")
        return await self._settled(
            client.chat_update(channel=posted.channel, ts=posted.ts, text=message.text, blocks=message.blocks)
        )

    async def _render(self, delivery: Delivery, found: Round | None, schedule: Schedule) -> Message | None:
        if delivery.kind in (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.LATER):
            return None if found is None else await self._prompt(delivery, found, schedule)
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
            case DeliveryKind.QUIET:
                return Message(t("quiet.fallback"), prompt.quiet(t))
            case DeliveryKind.MISSED:
                return missed_message(t, escape(schedule.name), delivery.note)
            case DeliveryKind.LOOK_BACK if delivery.note:
                return Message(t("look_back.plan"), plans.ask_back(t, delivery.note))
            case _ if found is None:
                return None
            case DeliveryKind.GO_FIRST | DeliveryKind.WENT_WITHOUT:
                return await going_first.message(self.services, delivery, found, schedule)
            case DeliveryKind.EXAMPLE:
                return await going_first.post(self.services, found, schedule)
            case DeliveryKind.LOOK_BACK:
                visitor = await self.services.visitor(delivery.team_id, delivery.target)
                client = await self.services.clients.of(delivery.team_id)
                link = await own_link(self.services, client, found.id, visitor.user) or ""
                told = Told(self.services.question_of(found, t), link)
                return Message(t("look_back.fallback"), prompt.look_back_lines(t, [told]))
            case DeliveryKind.DIGEST:
                card = await digest_card(self.services, found, t)
                return Message(fallback(t, card), digest(t, card))
            case _:
                return await self._curators_and_admins(t, delivery, found, schedule)

    async def _about_the_workspace(self, delivery: Delivery) -> Message | None:
        if delivery.kind is not DeliveryKind.INSTALLED:
            return await report_message(self.services, delivery)
        t = (await self.services.visitor(delivery.team_id, delivery.target)).t
        return Message(t("installer.fallback"), installers_note(t, k=self.services.default_k))

    async def _prompt(self, delivery: Delivery, found: Round, schedule: Schedule) -> Message | None:
        if found.state not in (RoundState.OPENING, RoundState.OPEN):
            return None
        visitor = await self.services.visitor(delivery.team_id, delivery.target)
        t = visitor.t
        client = await self.services.clients.of(delivery.team_id)
        if delivery.kind is DeliveryKind.PROMPT:
            return await prompt_message(self.services, client, found, schedule, visitor)
        card = await prompt_card(self.services, client, found, schedule, visitor)
        lead = t(f"again.{delivery.kind}")
        if found.invites and delivery.kind is DeliveryKind.REMINDER:
            # The same words to everyone: a message must not tell who promised to do it.
            lead, card = t("again.reminder_invites"), replace(card, ways=Ways.TELL)
        return Message(f"{lead} {card.question}", prompt.again(t, card, lead))

    async def _curators_and_admins(
        self, t: Texts, delivery: Delivery, found: Round, schedule: Schedule
    ) -> Message | None:
        name, round_id = schedule.name, found.id
        zone = (await self.services.visitor(delivery.team_id, delivery.target)).zone
        match delivery.kind:
            case DeliveryKind.CURATION:
                counts = await self.services.texts.counts(round_id)
                publishes = found.publish_at if found.state is RoundState.MIXED else None
                blocks = curation.call(
                    t,
                    round_id=round_id,
                    name=name,
                    waiting=counts[ReviewState.PENDING],
                    publishes=curation.until_words(t, publishes, zone),
                    why=delivery.note.partition(".")[0] or "call",
                )
                return Message(t("curation.fallback", name=name), blocks)
            case DeliveryKind.MASKED:
                until = curation.until_words(t, found.masked_until, zone)
                return Message(t("masked.fallback"), curation.masked_notice(t, name=name, until=until))
            case DeliveryKind.TOO_FEW:
                return Message(t("too_few.fallback"), curation.too_few(t, name=name, k=found.k))
            case DeliveryKind.LOST:
                return one_line(t("lost_round.fallback"), t("lost_round.notice", name=escape(name)))
            case DeliveryKind.REPORTED:
                blocks = curation.reported(t, round_id=round_id, name=name, reason=delivery.note)
                return Message(t("reported.fallback"), blocks)
            case DeliveryKind.HELD:
                return one_line(t("held.fallback"), t("held.notice", name=escape(name)))
            case DeliveryKind.NOT_CURATED:
                return one_line(t("not_curated.fallback"), t("not_curated.notice", name=escape(name)))
            case DeliveryKind.NOT_POSTED:
                why = delivery.note if delivery.note in NOT_POSTED else "other"
                values = {"name": escape(name), "channel": f"<#{schedule.channel}>", "reason": delivery.note}
                return one_line(t("not_posted.fallback"), t(f"not_posted.{why}", **values))
            case DeliveryKind.LETTER:
                return one_line(t("letter.fallback"), t("letter.notice", name=escape(name)))
            case _:
                return None
