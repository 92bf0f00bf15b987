"""Read what stands in a modal in which a lesson is written: its words, and what is recommended with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.learning.acts import Act
from bot.learning.reading import BadLink, LinkProblem, Tip, checked, joined, names_somebody, words_of_link
from bot.learning.redaction import Redaction, RemovedKind
from bot.slack.blocks.kit import Json
from bot.slack.fields import typed
from bot.slack.ids import Block
from bot.slack.services import Services, Visitor
from bot.slack.writing import sayable
from bot.store.library.tables import act_of
from bot.store.sealed.seal import TEXT_LIMIT
from bot.store.tables import Round


@dataclass(frozen=True, slots=True)
class Written:
    """Hold what was written, as it may be stored, and what is wrong with it by block.

    `redaction` speaks of the whole: the words and what is recommended with them. `changed` says that it
    reads differently from what was typed, and so has to be shown once more.
    """

    redaction: Redaction
    changed: bool = False
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the whole as it is stored."""
        return self.redaction.text


def offers_tips(found: Round | None) -> bool:
    """Tell whether a round asks for something read or heard, so that a title and an address belong to it."""
    return found is not None and act_of(found.prompt_id) == Act.INPUT


def asks_for_tip(view: Json) -> bool:
    """Tell whether a modal has fields for what is recommended."""
    return any(block.get("block_id") == Block.TIP_LINK for block in view.get("blocks", []))


def as_typed(view: Json) -> str:
    """Return a lesson as it stands in a modal, with what is recommended."""
    title, link = typed(view, Block.TIP_TITLE), typed(view, Block.TIP_LINK)
    return joined(typed(view, Block.TEXT), Tip(title, link) if title or link else None)


async def written(services: Services, visitor: Visitor, view: Json) -> Written:
    """Return what stands in a modal, redacted and checked."""
    t = visitor.t
    text, title, link = (typed(view, one) for one in (Block.TEXT, Block.TIP_TITLE, Block.TIP_LINK))
    redaction = await services.redacted(visitor, text)
    problems: dict[str, str] = {}
    if problem := sayable(t, text):
        problems[Block.TEXT] = problem
    if not (title or link):
        return Written(redaction, redaction.text != text, problems)
    if not title:
        problems[Block.TIP_TITLE] = t("tip.needs_title")
        return Written(redaction, problems=problems)
    named = await services.redacted(visitor, " ".join(title.split()))
    address, problem = await _address(services, visitor, link) if link else ("", "")
    if problem:
        problems[Block.TIP_LINK] = problem
    whole = joined(redaction.text, Tip(named.text, address))
    if Block.TEXT not in problems and (over := sayable(t, whole, TEXT_LIMIT)):
        problems[Block.TEXT] = over
    removed = (*redaction.removed, *named.removed)
    doubtful = tuple(dict.fromkeys((*redaction.doubtful, *named.doubtful)))
    shown = replace(redaction, text=whole, removed=removed, doubtful=doubtful)
    return Written(shown, whole != as_typed(view), problems)


async def _address(services: Services, visitor: Visitor, typed_link: str) -> tuple[str, str]:
    """Return an address as it may be stored, or the sentence that says why it may not."""
    t = visitor.t
    try:
        link = checked(typed_link)
    except BadLink as refused:
        return "", t(f"link_problem.{refused.problem}")
    names = await services.directory(visitor.team).names()
    own = visitor.person.names if visitor.person else None
    terms = await services.redacted(visitor, " ".join(words_of_link(link)))
    if names_somebody(link, names, own) or any(one.kind is RemovedKind.TERM for one in terms.removed):
        return "", t(f"link_problem.{LinkProblem.NAMES}")
    return link, ""
