"""Search the library for a person, with what they typed and chose, in what they may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.learning.acts import Act
from bot.learning.library import Query, snippet, understood
from bot.learning.reading import parted, searchable
from bot.slack.blocks import library as blocks
from bot.slack.blocks.digest import DigestCard
from bot.slack.blocks.kit import Json
from bot.slack.blocks.library import EVERYTHING, ON_A_PAGE, TIPS, Hit, ResultsCard, Search
from bot.slack.errors import Refusal
from bot.slack.services import Services, Visitor
from bot.store.library.repository import Found
from bot.store.library.searching import Wanted
from bot.store.library.tables import Kind
from bot.store.sealed.texts import Published

NEWEST = 3
MOST_YEARS = 10


async def find_view(services: Services, visitor: Visitor, search: Search) -> Json:
    """Return the search as it stands: a page of results, or a kind word and the newest lessons."""
    schedules = await readable(services, visitor)
    oldest = await services.library.since(visitor.team, schedules)
    today = services.today()
    years = [] if oldest is None else list(range(today.year, oldest.year - 1, -1))[:MOST_YEARS]
    return blocks.find(visitor.t, await _results(services, visitor, search, schedules), years)


async def newest(services: Services, visitor: Visitor, most: int = NEWEST) -> list[Hit]:
    """Return the newest lessons that a person may read."""
    wanted = Wanted(visitor.team, await readable(services, visitor))
    page = await services.library.search(wanted, most=most)
    return await _hits(services, page.lessons, wanted.query)


async def lesson_view(services: Services, visitor: Visitor, item_id: str) -> Json:
    """Return a lesson opened whole; raise Refusal when it is gone or not for this person."""
    found = await services.library.one(visitor.team, item_id)
    if found is None or found.entry.schedule_id not in await readable(services, visitor):
        raise Refusal("error.text_gone")
    entry, t = found.entry, visitor.t
    held = await services.rounds.get(entry.round_id)
    if held is None:
        raise Refusal("error.text_gone")
    one = Published(entry.item_id, entry.position, found.text, False, found.author)
    card = DigestCard(
        round_id=held.id,
        question=services.question_of(held, t),
        highlights=[one],
        share=None,
        answers=await services.answers.of_round(held.id),
        thanks=await services.thanks.of_round(held.id),
    )
    return blocks.lesson(t, card, one, entry.act, entry.held_on)


async def readable(services: Services, visitor: Visitor) -> list[str]:
    """Return the schedules whose lessons a person may read, those among them that ask no more."""
    every = await services.schedules.all(visitor.team, deleted_too=True)
    return await services.readers.schedules(visitor.team, visitor.user, every)


async def _results(
    services: Services, visitor: Visitor, search: Search, schedules: Sequence[str]
) -> ResultsCard:
    small = {word for words in services.words.function_words.values() for word in words}
    query = understood(search.words, services.library.stems, small)
    since, until = period(search.period, services.today())
    act = search.act if search.act in tuple(Act) else ""
    wanted = Wanted(visitor.team, schedules, query, act, search.act == TIPS, since, until)
    page = await services.library.search(wanted, search.page * ON_A_PAGE, ON_A_PAGE)
    if page.total:
        hits = await _hits(services, page.lessons, query)
        return ResultsCard(search, page.total, hits, page.every_word)
    everywhere = replace(wanted, act="", tips=False, since=None, until=None)
    elsewhere = (await services.library.search(everywhere, most=1)).total if search.is_narrowed else 0
    return ResultsCard(search, 0, [], elsewhere=elsewhere, newest=await newest(services, visitor))


async def _hits(services: Services, lessons: Sequence[Found], query: Query) -> list[Hit]:
    thanks = {
        round_id: await services.thanks.of_round(round_id)
        for round_id in sorted({one.entry.round_id for one in lessons})
    }
    return [
        Hit(
            item_id=one.entry.item_id,
            round_id=one.entry.round_id,
            act=one.entry.act,
            held_on=one.entry.held_on,
            pieces=snippet(searchable(one.text), query, services.library.stems),
            tip=parted(one.text)[1],
            author=one.author,
            is_example=one.entry.kind is Kind.EXAMPLE,
            thanks=thanks[one.entry.round_id].get(one.entry.item_id),
        )
        for one in lessons
    ]


def period(chosen: str, today: date) -> tuple[date | None, date | None]:
    """Return a period's first day and the first day after it, as a menu names it; None where it is open."""
    kind, _, number = chosen.partition(".")
    if chosen == EVERYTHING or not number.isdecimal() or not 1 <= int(number) <= date.max.year - 1:
        return None, None
    if kind == "months" and int(number) <= 120:
        return today - relativedelta(months=int(number)), None
    if kind == "year":
        return date(int(number), 1, 1), date(int(number) + 1, 1, 1)
    return None, None
