"""The library's screens: the search with its results, and a lesson opened whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.learning.library import Piece
from bot.learning.library.query import LONGEST
from bot.learning.reading import Tip
from bot.slack.blocks.digest import DigestCard, highlight, thanks_words
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    recommended,
    section,
    select,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.texts import Published
from bot.store.sealed.thanks import Thanked

ON_A_PAGE = 6
EVERYTHING = "all"
TIPS = "tips"
SHOWN_BACK = 60
"""Characters of what was looked for that an answer repeats."""


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what somebody looks for as they typed and chose it; `page` counts from 0."""

    words: str = ""
    act: str = EVERYTHING
    period: str = EVERYTHING
    page: int = 0

    @property
    def is_narrowed(self) -> bool:
        """Tell whether an act or a period is chosen."""
        return (self.act, self.period) != (EVERYTHING, EVERYTHING)


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one result: its snippet in pieces, and what is told of it."""

    item_id: str
    round_id: str
    act: str
    held_on: date
    pieces: Sequence[Piece]
    tip: Tip | None = None
    author: str | None = None
    is_example: bool = False
    thanks: Thanked | None = None


@dataclass(frozen=True, slots=True)
class ResultsCard:
    """Hold a page of results, best first; `elsewhere` counts what there is without act and period."""

    search: Search
    total: int
    hits: Sequence[Hit]
    every_word: bool = True
    elsewhere: int = 0
    newest: Sequence[Hit] = ()


def find(t: Texts, card: ResultsCard, years: Sequence[int]) -> Json:
    """Build the search: a field, act and period, the results page by page."""
    words = text_input(Action.FIELD, initial=card.search.words[:LONGEST], most=LONGEST, hint=t("find.hint"))
    return modal(
        View.FIND,
        t("find.title"),
        [
            field(Block.WORDS, t("find.label"), words, optional=True),
            actions(_acts(t, card.search.act), _periods(t, card.search.period, years), block_id=Block.NARROW),
            divider(),
            *_answer(t, card),
        ],
        submit=t("find.send"),
        close=t("common.close"),
    )


def lesson(t: Texts, card: DigestCard, one: Published, act: str, held_on: date) -> Json:
    """Show a lesson whole, with what a highlight has under it in its digest."""
    blocks = [
        context(_place(t, act, held_on)),
        section(f"*{escape(card.question)}*"),
        *highlight(t, card, one, None),
    ]
    return modal(View.NOTE, t("find.lesson_title"), blocks, close=t("common.close"))


def newest(t: Texts, hits: Sequence[Hit]) -> list[Json]:
    """Show the library's newest on a Home tab, and the way into the search."""
    head = section(t("find.home"), accessory=button(t("find.open"), Action.FIND, "find"))
    return [head, *(_grouped(t, hits) if hits else [context(t("find.empty"))])]


def _answer(t: Texts, card: ResultsCard) -> list[Json]:
    if not card.total:
        return _nothing(t, card)
    lead = [] if card.every_word else [context(t("find.some_words"))]
    if not card.search.words and not card.search.page:
        lead = [context(t("find.newest_first"))]
    return [*lead, *_grouped(t, card.hits), *_pages(t, card)]


def _nothing(t: Texts, card: ResultsCard) -> list[Json]:
    if not card.newest and not card.elsewhere:
        return [section(t("find.empty"))]
    said = escape(card.search.words[:SHOWN_BACK])
    blocks = [section(t("find.nothing_about", words=said) if said else t("find.nothing_here"))]
    blocks.append(context(t.count("find.elsewhere", card.elsewhere) if card.elsewhere else t("find.advice")))
    if card.newest:
        blocks += [divider(), section(t("find.instead")), *_grouped(t, card.newest)]
    return blocks


def _grouped(t: Texts, hits: Sequence[Hit]) -> list[Json]:
    """Show hits in their order; those of one round that follow each other have one heading."""
    blocks: list[Json] = []
    for (_, act, held_on), some in groupby(hits, key=lambda one: (one.round_id, one.act, one.held_on)):
        blocks.append(context(_place(t, act, held_on)))
        for one in some:
            blocks += _hit(t, one)
    return blocks


def _hit(t: Texts, one: Hit) -> list[Json]:
    words = [
        {"type": "text", "text": piece.text, **({"style": {"bold": True}} if piece.found else {})}
        for piece in one.pieces
        if piece.text
    ]
    tips = [recommended(one.tip)] if one.tip else []
    name = "find.example" if one.is_example else "digest.by_name"
    by = [t(name, who=f"<@{one.author}>")] if one.author else []
    thanked = thanks_words(t, one.thanks)
    small = [*by, *([thanked] if thanked else [])]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": words}, *tips]},
        *([context(*small)] if small else []),
        actions(button(t("find.whole"), Action.FIND_OPEN, one.item_id)),
    ]


def _pages(t: Texts, card: ResultsCard) -> list[Json]:
    pages = -(-card.total // ON_A_PAGE)
    count = context(t.count("find.total", card.total, page=card.search.page + 1, pages=pages))
    row = []
    if card.search.page:
        row.append(button(t("find.back"), Action.FIND_BACK, str(card.search.page - 1)))
    if card.search.page + 1 < pages:
        row.append(button(t("find.more"), Action.FIND_MORE, str(card.search.page + 1)))
    return [divider(), count, *([actions(*row)] if row else [])]


def _acts(t: Texts, chosen: str) -> Json:
    acts = [option(t(f"act.{act}"), act) for act in Act]
    options = [option(t("find.every_act"), EVERYTHING), *acts, option(t("find.tips"), TIPS)]
    return _chosen(select(Action.FIND_ACT, t("find.act"), options), chosen)


def _periods(t: Texts, chosen: str, years: Sequence[int]) -> Json:
    options = [
        option(t("find.ever"), EVERYTHING),
        option(t("find.quarter"), "months.3"),
        option(t("find.year"), "months.12"),
        *(option(str(year), f"year.{year}") for year in years),
    ]
    return _chosen(select(Action.FIND_PERIOD, t("find.period"), options), chosen)


def _chosen(menu: Json, value: str) -> Json:
    for one in menu["options"]:
        if one["value"] == value:
            menu["initial_option"] = one
    return menu


def _place(t: Texts, act: str, held_on: date) -> str:
    month = t.month(held_on)
    return f"*{t(f'act.{act}')}* · {month}" if act in tuple(Act) else month
