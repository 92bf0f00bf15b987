"""The library is searched by command and from the Home tab, and a lesson is used from there."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, curate, posted_digest
from bot.slack.blocks.library import ON_A_PAGE
from bot.slack.errors import Refusal
from bot.slack.ids import Action, Block, View
from bot.slack.library.finding import lesson_view
from tests.support.scenes import all_answer, mixed, running_round, said, travel, until

KARIN, MAJA, TOM, LEILA = "U0KARIN", "U0MAJA", "U0TOM", "U0LEILA"
LESSONS = {
    KARIN: "Mät en gång till innan du borrar i balken.",
    TOM: "We asked the customer on day one, and saved a week.",
    MAJA: "Mötesrummet var bokat två gånger. Nu bokar en av oss.",
    "U0ELIN": "Kranföraren frågade om vinden. Fråga du också.",
    "U0JUSSI": "Svetsa provbiten först, den säger hur plåten beter sig.",
    "U0BJORN": "Leverantören visste mer än broschyren. Ring dem.",
    "U0EMEKA": "Measure in the evening too, the sun moves the bridge.",
    LEILA: "Kontrollanten vill se felen. Visa dem själv.",
}


async def shelved(stage) -> str:
    """Publish a round of lessons; return its id."""
    round_id = await running_round(stage)
    await all_answer(stage, LESSONS.items())
    await mixed(stage, round_id)
    await curate(stage.people, stage.bot)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
    await posted_digest(stage.people, stage.bot)
    return round_id


async def searched(stage, user: str, words: str) -> dict:
    """Search by command and return the modal."""
    await stage.people.command(user, CHANNEL, f"/lardom hitta {words}")
    return await stage.people.modal(user, View.FIND)


async def again(stage, user: str, words: str) -> dict:
    """Search once more in the open modal."""
    view = await stage.people.modal(user, View.FIND)
    await stage.people.submit(user, view, {Block.WORDS: {"value": words}})
    return await stage.people.modal(user, View.FIND)


def quotes(view: dict) -> list[str]:
    """Return what the results quote."""
    return [
        "".join(piece["text"] for piece in block["elements"][0]["elements"])
        for block in view["blocks"]
        if block["type"] == "rich_text"
    ]


def marked(view: dict) -> list[str]:
    """Return the words that are marked as found."""
    return [
        piece["text"]
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for piece in block["elements"][0]["elements"]
        if piece.get("style", {}).get("bold")
    ]


async def test_a_lesson_is_found_opened_planned_from_used_and_reported(theatre):
    async with theatre() as stage:
        await shelved(stage)
        people = stage.people
        view = await searched(stage, LEILA, "borrade balkar")
        assert quotes(view)[0] == LESSONS[KARIN] and "borrar" in marked(view)
        assert "november 2026" in str(view) and "Vad som gick bra" in str(view)
        view = await again(stage, LEILA, "customers")
        assert quotes(view) == [LESSONS[TOM]] and marked(view) == ["customer"]
        view = await again(stage, LEILA, "mote")
        assert quotes(view) == [LESSONS[MAJA]] and marked(view) == ["Mötesrummet"]
        await people.press_view(LEILA, view, Action.FIND_OPEN)
        whole = await people.modal(LEILA, View.NOTE)
        assert LESSONS[MAJA] in str(whole)
        await people.press_view(LEILA, whole, Action.TRY)
        await people.close(LEILA, await people.modal(LEILA, View.PLAN))
        await people.press_view(LEILA, whole, Action.USED)
        await people.close(LEILA, await on_top(stage, LEILA, "Tack"))
        await people.choose_view(LEILA, whole, Action.HIGHLIGHT, await menu_value(whole, "report"))
        await people.submit(LEILA, await people.modal(LEILA, View.REPORT))
        await people.close(LEILA, await on_top(stage, LEILA, "Anmäl"))
        await people.close(LEILA, await on_top(stage, LEILA, LESSONS[MAJA]))
        view = await again(stage, LEILA, "mötesrum")
        assert LESSONS[MAJA] not in str(view)
        travel(stage, 2026, 11, 24, 16, 1)

        async def counted() -> bool:
            held = await stage.app.services.rounds.in_state(("published",))
            return bool(await stage.app.services.thanks.of_round(held[0].id))

        await until(counted)
        # Whoever looks on from here sees what people do, not the rest of the daily hour.
        await stage.app.clockwork.settled()


async def on_top(stage, user: str, words: str) -> dict:
    """Wait for a note that says something, on top of what is open."""

    async def there() -> bool:
        return words in str(await stage.people.modal(user, View.NOTE))

    await until(there)
    return await stage.people.modal(user, View.NOTE)


async def menu_value(view: dict, word: str) -> str:
    for block in view["blocks"]:
        for element in block.get("elements") or []:
            if isinstance(element, dict) and element.get("action_id") == Action.HIGHLIGHT:
                return next(one["value"] for one in element["options"] if one["value"].startswith(word))
    raise LookupError(word)


async def test_from_the_home_tab_one_turns_pages_and_narrows_the_search(theatre):
    async with theatre() as stage:
        await shelved(stage)
        people = stage.people
        await stage.box.client.open_home(TOM)

        async def drawn() -> bool:
            return "The latest lessons" in str(stage.box.client.home(TOM))

        await until(drawn)
        home = stage.box.client.home(TOM)
        assert len(quotes(home)) == 3
        await people.press_view(TOM, home, Action.FIND_OPEN)
        await people.close(TOM, await people.modal(TOM, View.NOTE))
        await people.press_view(TOM, home, Action.FIND)
        view = await people.modal(TOM, View.FIND)
        first = quotes(view)
        assert len(first) == ON_A_PAGE and "8 lessons · page 1 of 2" in str(view)
        await people.press_view(TOM, view, Action.FIND_MORE)
        await shows(stage, TOM, "page 2 of 2")
        view = await people.modal(TOM, View.FIND)
        assert sorted(first + quotes(view)) == sorted(LESSONS.values())
        await people.press_view(TOM, view, Action.FIND_BACK)
        await shows(stage, TOM, "page 1 of 2")
        view = await people.modal(TOM, View.FIND)
        await people.choose_view(TOM, view, Action.FIND_ACT, "customers")
        await shows(stage, TOM, "There are 8 if you take away topic and time.")
        view = await people.modal(TOM, View.FIND)
        await people.choose_view(TOM, view, Action.FIND_ACT, "followup")
        await shows(stage, TOM, "page 1 of 2")
        view = await people.modal(TOM, View.FIND)
        await people.choose_view(TOM, view, Action.FIND_PERIOD, "year.2026")
        await redrawn(stage, TOM, view)
        await shows(stage, TOM, "page 1 of 2")
        view = await again(stage, TOM, "customer")
        assert quotes(view) == [LESSONS[TOM]]
        assert "followup" in str(view["blocks"][1]["elements"][0]["initial_option"])


async def redrawn(stage, user: str, view: dict) -> None:
    async def other() -> bool:
        return (await stage.people.modal(user, View.FIND))["hash"] != view["hash"]

    await until(other)


async def shows(stage, user: str, words: str) -> None:
    async def there() -> bool:
        return words in str(await stage.people.modal(user, View.FIND))

    await until(there)


async def test_an_empty_library_and_a_search_in_vain_are_told_kindly(theatre):
    async with theatre() as stage:
        view = await searched(stage, KARIN, "borra")
        assert "Biblioteket är tomt än så länge" in str(view)
        await stage.people.close(KARIN, view)
        await shelved(stage)
        view = await searched(stage, KARIN, "zebra <!channel>")
        assert "Jag hittade inget om ”zebra &lt;!channel&gt;”" in str(view) and "<!channel>" not in shown(
            view
        )
        assert "Medan du är här" in str(view) and len(quotes(view)) == 3
        view = await again(stage, KARIN, "borrar leverantören")
        assert "Ingen lärdom har alla orden" in str(view)
        assert sorted(quotes(view)) == sorted([LESSONS[KARIN], LESSONS["U0BJORN"]])


def shown(view: dict) -> str:
    """Return what a view draws, without what the person typed into its field."""
    return str([block for block in view["blocks"] if block["type"] != "input"])


async def test_lessons_from_a_channel_are_found_by_those_who_can_open_it(theatre):
    async with theatre() as stage:
        await shelved(stage)
        world = stage.box.world
        world.channels[CHANNEL].private = True
        world.channels[CHANNEL].members -= {LEILA}
        travel(stage, 2026, 11, 26, 14, 30)
        await stage.people.command(LEILA, "C0ALLMANT", "/lardom hitta borra")
        assert "Biblioteket är tomt" in str(await stage.people.modal(LEILA, View.FIND))
        view = await searched(stage, KARIN, "borra")
        assert quotes(view) == [LESSONS[KARIN]]
        services = stage.app.services
        with pytest.raises(Refusal):
            visitor = await services.visitor("T0NORRBRO", LEILA)
            await lesson_view(services, visitor, opens(view))


async def test_a_guest_finds_nothing_and_opens_nothing(theatre):
    async with theatre() as stage:
        await shelved(stage)
        world = stage.box.world
        world.channels[CHANNEL].members -= {LEILA}
        world.users[LEILA]["is_restricted"] = True
        travel(stage, 2026, 11, 26, 14, 30)
        await stage.people.command(LEILA, "C0ALLMANT", "/lardom hitta borra")
        assert "är till för medlemmar" in await said(stage, LEILA, "C0ALLMANT")
        assert stage.box.client.views(LEILA) == []
        view = await searched(stage, KARIN, "borra")
        services = stage.app.services
        with pytest.raises(Refusal):
            visitor = await services.visitor("T0NORRBRO", LEILA)
            await lesson_view(services, visitor, opens(view))


def opens(view: dict) -> str:
    """Return what opens the first lesson in a list."""
    found = next(block for block in view["blocks"] if Action.FIND_OPEN in str(block))
    return found["elements"][0]["value"]


async def test_a_withdrawn_lesson_is_found_no_more(theatre):
    async with theatre() as stage:
        await shelved(stage)
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.WITHDRAW)
        await stage.people.press_message(KARIN, channel, receipt, Action.WITHDRAW)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.WITHDRAW))
        assert quotes(await searched(stage, TOM, "borra")) == [LESSONS[KARIN]]
        travel(stage, 2026, 11, 24, 16, 1)

        async def gone() -> bool:
            view = await again(stage, TOM, "borra")
            return LESSONS[KARIN] not in str(view)

        await until(gone)

        async def in_no_page() -> bool:
            return b"balken" not in stage.database_file.read_bytes()

        await until(in_no_page)
