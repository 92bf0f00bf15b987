"""Gather what an author has written, and what came of it, for the author alone."""

from __future__ import annotations

from bot.learning.own_copy import Part, as_markdown
from bot.learning.plans import Plan
from bot.slack.blocks.digest import thanks_words
from bot.slack.errors import Refusal
from bot.slack.services import Services, Visitor
from bot.store.sealed.seal import Share, token_hash
from bot.store.sealed.texts import OwnText


async def own_markdown(services: Services, visitor: Visitor, pool: str, token: bytes) -> str:
    """Return the text that a receipt leads to as Markdown; raise Refusal when it is gone."""
    t = visitor.t
    sealed = await services.intake.own(visitor.team, visitor.user, pool)
    own = None if sealed else await services.texts.own(token)
    if sealed is None and own is None:
        raise Refusal("error.text_gone")
    found = await services.rounds.get(own.round_id if own and own.round_id else pool)
    text, share = (sealed.text, sealed.share) if sealed else (own.text, own.share) if own else ("", "")
    lines = [t(f"copy.share_{share}")]
    if found is not None and found.opens_at is not None:
        lines.insert(0, t.day(found.occurrence))
    parts = [Part("", lines, [("", text)])]
    if own is not None:
        parts += await _what_came_of_it(services, visitor, own, token)
    question = services.question_of(found, t) if found else t("lesson.question")
    return as_markdown(question, parts)


async def _what_came_of_it(services: Services, visitor: Visitor, own: OwnText, token: bytes) -> list[Part]:
    t = visitor.t
    parts = []
    plan = await services.plans.of_token(token)
    if plan is not None:
        parts.append(Part(t("copy.plan"), (), [("", "\n".join(_plan(visitor, plan)))]))
    if own.share is Share.PRIVATE:
        return parts
    words = thanks_words(t, (await services.thanks.of_round(own.round_id)).get(own.id))
    if words:
        parts.append(Part(t("copy.thanks"), [words]))
    answers = [one for one in await services.answers.of_round(own.round_id) if one.highlight_id == own.id]
    said = [(await _name(services, visitor, one.leader), one.text) for one in answers]
    if said:
        parts.append(Part(t("copy.answers"), (), said))
    letters = await services.mailbox.of_author(token_hash(token, "text"))
    if letters:
        exchange = [
            (await _name(services, visitor, one.leader) if one.leader else t("copy.you"), one.text)
            for one in letters
        ]
        parts.append(Part(t("copy.letters"), (), exchange))
    return parts


def _plan(visitor: Visitor, plan: Plan) -> list[str]:
    t = visitor.t
    said = [t("plan.whole", when=plan.when, then=plan.then)]
    if plan.tried is not None:
        said.append(t(f"tried.{plan.tried}"))
    return [*said, plan.happened] if plan.happened else said


async def _name(services: Services, visitor: Visitor, user: str) -> str:
    person = await services.directory(visitor.team).person(user)
    return person.names.full if person and person.names.full else user
