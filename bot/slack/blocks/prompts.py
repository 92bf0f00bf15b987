"""The workspace's book of prompts: a list by act, a form for one, a field to paste many into."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.learning.language import Language
from bot.learning.prompts import LONGEST, Prompt, PromptKind
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    choice,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    overflow,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.prompts import Listed

ON_A_PAGE = 25
PASTED = 3000
EXAMPLE = """- act: customers
  sv: "Vad sa en kund som fick dig att tänka om?"
  en: "What did a customer say that made you think again?"
"""


@dataclass(frozen=True, slots=True)
class BookPage:
    """Hold one page of an act's prompts."""

    act: Act
    number: int
    pages: int
    prompts: Sequence[Listed]


def book(t: Texts, page: BookPage) -> Json:
    """List the prompts of an act, each with a menu."""
    acts = [option(t(f"act.{one}"), one) for one in Act]
    blocks: list[Json] = [
        section(t("prompts.lead")),
        actions(
            choice("static_select", Action.PROMPTS_ACT, acts, page.act),
            button(t("prompts.add"), Action.PROMPTS_ADD, page.act),
            button(t("prompts.import"), Action.PROMPTS_IMPORT, page.act),
            block_id="book",
        ),
        divider(),
    ]
    for one in page.prompts:
        blocks += _listed(t, one)
    if page.pages > 1:
        number = (page.number + 1) % page.pages
        more = t("prompts.page", number=page.number + 1, pages=page.pages)
        following = button(t("prompts.next"), Action.PROMPTS_PAGE, f"{page.act}.{number}")
        blocks += [divider(), context(more), actions(following)]
    place = json.dumps({"act": page.act, "page": page.number})
    return modal(View.PROMPTS, t("prompts.title"), blocks, close=t("common.close"), metadata=place)


def form(t: Texts, act: Act, prompt: Prompt | None = None) -> Json:
    """Ask for a prompt in one language or both; with one that exists, for its new words."""
    kinds = [option(t(f"prompts.kind_{one}"), one) for one in PromptKind]
    acts = [option(t(f"act.{one}"), one) for one in Act]
    chosen = prompt.kind if prompt else PromptKind.QUESTION
    which = (
        []
        if prompt
        else [field(Block.ACT, t("prompts.act"), choice("static_select", Action.FIELD, acts, act))]
    )
    return modal(
        View.PROMPT_FORM,
        t("prompts.edit_title" if prompt else "prompts.add_title"),
        [
            *which,
            field(Block.KIND, t("prompts.kind"), choice("radio_buttons", Action.FIELD, kinds, chosen)),
            field(Block.SV, t("prompts.sv"), _words(prompt.sv if prompt else ""), optional=True),
            field(
                Block.EN,
                t("prompts.en"),
                _words(prompt.en if prompt else ""),
                optional=True,
                hint=t("prompts.one_will_do"),
            ),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata=json.dumps({"id": prompt.id if prompt else "", "act": act}),
    )


def paste(t: Texts, act: Act) -> Json:
    """Ask for a list of prompts."""
    pasted = text_input(Action.FIELD, multiline=True, most=PASTED)
    return modal(
        View.PROMPTS_IMPORT,
        t("prompts.import_title"),
        [
            section(t("prompts.import_lead", acts=", ".join(f"`{one}`" for one in Act))),
            section(f"```{EXAMPLE}```"),
            field(Block.QUESTIONS, t("prompts.import_label"), pasted, hint=t("prompts.import_hint")),
        ],
        submit=t("prompts.import_send"),
        close=t("common.cancel"),
        metadata=json.dumps({"act": act}),
    )


def _words(text: str) -> Json:
    return text_input(Action.FIELD, multiline=True, initial=text, most=LONGEST)


def _listed(t: Texts, one: Listed) -> list[Json]:
    prompt = one.prompt
    spoken = (prompt.sv, prompt.en) if t.language is Language.SV else (prompt.en, prompt.sv)
    words = "\n".join(escape(text) for text in spoken if text)
    switch = ("on", t("prompts.on")) if one.off else ("off", t("prompts.off"))
    choices = [("edit", t("prompts.edit")), switch]
    if one.own:
        choices.append(("drop", t("prompts.drop")))
    elif one.reworded:
        choices.append(("drop", t("prompts.as_before")))
    menu = overflow(Action.PROMPTS_MENU, [option(label, f"{word}.{prompt.id}") for word, label in choices])
    said = [t("prompts.is_off")] if one.off else []
    said += [t("prompts.is_own")] if one.own else []
    said += [t("prompts.is_reworded")] if one.reworded else []
    said += [t("prompts.invites")] if prompt.kind is PromptKind.INVITATION else []
    shown = "\n".join(f"~{line}~" for line in words.split("\n")) if one.off else words
    return [section(shown, accessory=menu), *([context(" · ".join(said))] if said else [])]
