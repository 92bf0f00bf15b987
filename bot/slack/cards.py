"""Gather what a prompt and a digest show."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.texts import Texts
from bot.learning.disclosure import kept_apart, rounded_share
from bot.learning.language import Language, written_in
from bot.slack.blocks.digest import DigestCard
from bot.slack.blocks.prompt import PromptCard, Told, Ways
from bot.slack.putting_off import ways_later
from bot.slack.services import Resources, Visitor
from bot.store.sealed.texts import Published
from bot.store.sealed.thanks import Thanked
from bot.store.tables import Round, RoundState, Schedule

GONE = ("message_not_found", "channel_not_found")


async def prompt_card(
    services: Resources, client: AsyncWebClient, found: Round, schedule: Schedule, visitor: Visitor
) -> PromptCard:
    """Return what a member's prompt shows."""
    t = visitor.t
    before = await services.rounds.newest_lately(
        schedule.id, (RoundState.HELD, RoundState.MIXED, RoundState.PUBLISHED)
    )
    held = before is not None and before.state is RoundState.HELD and before.answered is None
    return PromptCard(
        round_id=found.id,
        question=services.question_of(found, t),
        k=found.k,
        closes=t.moment(found.closes_at, visitor.zone) if found.closes_at else t("prompt.soon"),
        previous_held=held,
        example=await services.examples.standing(found.id),
        ways=Ways.DO if found.invites else Ways.ANSWER,
        letters=await letters_told(services, client, found, visitor),
        look_backs=await look_backs_told(services, client, found, visitor),
        plans=await services.plans.riding(found.id, visitor.user),
        thanked=await thanks_told(services, client, found, visitor),
        later=await ways_later(services, visitor, found, schedule),
    )


async def letters_told(
    services: Resources, client: AsyncWebClient, found: Round, visitor: Visitor
) -> list[Told]:
    """Return what a prompt says of leaders' questions: the same to everyone who took part."""
    return await _told(services, client, await services.mailbox.lines_for(found.id, visitor.user), visitor)


async def look_backs_told(
    services: Resources, client: AsyncWebClient, found: Round, visitor: Visitor
) -> list[Told]:
    """Return which earlier rounds a prompt looks back on: the same for everyone who took part."""
    return await _told(services, client, await services.look_backs.lines_for(found.id, visitor.user), visitor)


async def thanks_told(
    services: Resources, client: AsyncWebClient, found: Round, visitor: Visitor
) -> list[tuple[Told, Thanked]]:
    """Return for which earlier rounds a prompt tells of thanks: the same for everyone who took part."""
    told = []
    for round_id, thanked in await services.thanks.told_in(found.id, visitor.user):
        told += [(one, thanked) for one in await _told(services, client, [round_id], visitor)]
    return told


async def _told(
    services: Resources, client: AsyncWebClient, round_ids: list[str], visitor: Visitor
) -> list[Told]:
    told = []
    for round_id in round_ids:
        earlier = await services.rounds.get(round_id)
        if earlier is not None:
            question = services.question_of(earlier, visitor.t)
            told.append(Told(question, await own_link(services, client, round_id, visitor.user) or ""))
    return told


async def own_link(services: Resources, client: AsyncWebClient, round_id: str, user: str) -> str | None:
    """Return the address of a member's own prompt or receipt; None when the message is gone."""
    asked = await services.outbox.find(f"{round_id}:prompt:{user}")
    if asked is None or asked.channel is None or asked.ts is None:
        return None
    try:
        answer = await client.chat_getPermalink(channel=asked.channel, message_ts=asked.ts)
    except SlackApiError as problem:
        if problem.response.get("error") in GONE:
            return None
        raise
    return str(answer["permalink"])


async def digest_card(services: Resources, found: Round, t: Texts) -> DigestCard:
    """Return what a round's digest shows, as far as it may be shown."""
    highlights = await services.texts.published(found.id)
    lifted = await services.lifting.of_digest(found.id)
    thanks = await services.thanks.of_round(found.id)
    for one in lifted:
        thanks |= await services.thanks.of_round(one.round_id)
    return DigestCard(
        round_id=found.id,
        question=services.question_of(found, t),
        highlights=highlights,
        share=rounded_share(found.answered, found.asked, found.k),
        parts=by_language(services, highlights, found.k, t.language),
        answers=await services.answers.of_round(found.id),
        repeated=await services.answers.repeated(found.id),
        lifted=lifted,
        thanks=thanks,
    )


def by_language(
    services: Resources, highlights: list[Published], k: int, own: Language
) -> list[tuple[Language | None, list[Published]]]:
    """Return highlights in parts by language, one part for all when a language has fewer than k."""
    language = {one.id: written_in(one.text, services.words.function_words, own) for one in highlights}
    anonymous = [language[one.id] for one in highlights if one.author is None]
    named = {language[one.id] for one in highlights if one.author is not None}
    apart = kept_apart(anonymous, k, named)
    if not apart:
        return [(None, highlights)]
    return [(part, [one for one in highlights if language[one.id] is part]) for part in apart]
