"""Let admins look after the workspace's book of prompts."""

from __future__ import annotations

import json

from bot.content.prompts.importing import read_import
from bot.learning.acts import Act
from bot.learning.prompts import Changed, Prompt, PromptKind
from bot.slack.blocks import prompts as blocks
from bot.slack.blocks.kit import Json
from bot.slack.blocks.prompts import ON_A_PAGE, BookPage
from bot.slack.errors import Refusal
from bot.slack.roles import is_admin
from bot.slack.services import Services, Visitor
from bot.store.columns import new_id
from bot.store.prompts import Listed

MOST_OWN = 500


async def admins_only(services: Services, visitor: Visitor) -> None:
    """Raise Refusal unless a visitor is an admin."""
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")


async def book_view(services: Services, visitor: Visitor, act: Act, number: int = 0) -> Json:
    """Return a page of an act's prompts, those of the workspace's own first."""
    await admins_only(services, visitor)
    listed = [one for one in await services.prompts.listed(visitor.team) if one.prompt.act is act]
    listed.sort(key=lambda one: not one.own)
    pages = max(1, -(-len(listed) // ON_A_PAGE))
    number = min(max(number, 0), pages - 1)
    shown = listed[number * ON_A_PAGE : (number + 1) * ON_A_PAGE]
    return blocks.book(visitor.t, BookPage(act, number, pages, shown))


async def found(services: Services, visitor: Visitor, prompt_id: str) -> Listed:
    """Return a prompt of the visitor's workspace; raise Refusal when it is gone."""
    listed = await services.prompts.get(visitor.team, prompt_id)
    if listed is None:
        raise Refusal("prompts.gone")
    return listed


async def change(services: Services, visitor: Visitor, word: str, prompt_id: str) -> None:
    """Switch a prompt on or off, or let it be as in the book; raise Refusal for an act's last one."""
    one = await found(services, visitor, prompt_id)
    leaves = word == "off" or (word == "drop" and one.own)
    if leaves and not one.off and await _is_last(services, visitor, one):
        raise Refusal("prompts.last", act=visitor.t(f"act.{one.prompt.act}"))
    if word == "drop":
        await services.prompts.drop(visitor.team, prompt_id)
    elif word in ("on", "off"):
        if word == "on" and not (one.own or one.reworded):
            await services.prompts.drop(visitor.team, prompt_id)
            return
        await services.prompts.keep(visitor.team, [Changed(one.prompt, off=word == "off")])
    else:
        raise Refusal("prompts.gone")


async def save(services: Services, visitor: Visitor, prompt: Prompt) -> str | None:
    """Keep a prompt, new or worded anew; return the name of the sentence that says why not."""
    listed = await services.prompts.listed(visitor.team)
    if any(one.prompt.id != prompt.id and _alike(one.prompt, prompt) for one in listed):
        return "prompts.known"
    before = next((one for one in listed if one.prompt.id == prompt.id), None)
    if before is None and sum(one.own for one in listed) >= MOST_OWN:
        return "prompts.many"
    await services.prompts.keep(visitor.team, [Changed(prompt, off=before.off if before else False)])
    return None


async def take_in(services: Services, visitor: Visitor, text: str) -> tuple[int, int]:
    """Add pasted prompts, all or none; return how many are new, and how many there were already.

    Raises ImportFault for the first row that is wrong, Refusal when there would be too many.
    """
    listed = await services.prompts.listed(visitor.team)
    known = [one.prompt for one in listed]
    off = {one.prompt.id: one.off for one in listed}
    fresh: list[Prompt] = []
    given = read_import(text, fresh_word)
    for prompt in given:
        if any(_alike(one, prompt) for one in [*known, *fresh]):
            continue
        fresh.append(prompt)
    new = sum(one.id not in off for one in fresh)
    if sum(one.own for one in listed) + new > MOST_OWN:
        raise Refusal("prompts.many", most=MOST_OWN)
    await services.prompts.keep(visitor.team, [Changed(one, off=off.get(one.id, False)) for one in fresh])
    return len(fresh), len(given) - len(fresh)


def written(prompt_id: str, act: Act, kind: str, sv: str, en: str) -> Prompt:
    """Return a prompt as somebody typed it, under its id or a fresh one."""
    chosen = PromptKind(kind) if kind in tuple(PromptKind) else PromptKind.QUESTION
    words = [" ".join(text.split()) for text in (sv, en)]
    return Prompt(prompt_id or f"{act}.{fresh_word()}", act, chosen, *words)


def fresh_word() -> str:
    """Return a word for the id of a new prompt."""
    return new_id()[:8]


def read_place(metadata: str) -> tuple[Act, int, str]:
    """Return act, page and id from a modal's metadata; raise Refusal when they are not ours."""
    try:
        ids = json.loads(metadata)
        return Act(ids["act"]), int(ids.get("page", 0)), str(ids.get("id", ""))
    except (ValueError, KeyError, TypeError):
        raise Refusal("error.gone") from None


async def _is_last(services: Services, visitor: Visitor, one: Listed) -> bool:
    left = [
        other
        for other in await services.prompts.listed(visitor.team)
        if other.prompt.act is one.prompt.act and not other.off and other.prompt.id != one.prompt.id
    ]
    return not left


def _alike(one: Prompt, other: Prompt) -> bool:
    if one.act is not other.act or one.kind is not other.kind:
        return False
    return (one.sv.casefold(), one.en.casefold()) == (other.sv.casefold(), other.en.casefold())
