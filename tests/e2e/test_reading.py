"""What is recommended is asked for when something was read, shown as it is, and goes with its lesson."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL, NAME, curate, make_schedule, posted_digest
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from tests.e2e.test_library import searched
from tests.support.scenes import all_answer, mixed, open_round, travel, until

KARIN, TOM, MAJA = "U0KARIN", "U0TOM", "U0MAJA"
WORDS = "Den fick mig att fråga mer och gissa mindre."
TITLE, LINK = "Konsten att fråga", "https://example.org/fraga?v=1"
OTHERS = (TOM, MAJA, "U0ELIN", "U0JUSSI", "U0EMEKA")


async def reading_round(stage) -> str:
    """Ask what people have read; return the round's id."""
    acts = {"selected_options": [{"value": "input"}]}
    await make_schedule(stage.people, given={Block.ACTS: acts})
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
    await stage.people.message_with(KARIN, stage.bot, Action.ANSWER)
    return (await open_round(stage)).id


async def opened(stage, user: str = KARIN) -> dict:
    """Press Answer and return the modal."""
    channel, prompt = await stage.people.message_with(user, stage.bot, Action.ANSWER)
    await stage.people.press_message(user, channel, prompt, Action.ANSWER)
    return await stage.people.modal(user, View.WRITE)


def filled(link: str, title: str = TITLE) -> dict:
    return {Block.TEXT: {"value": WORDS}, Block.TIP_TITLE: {"value": title}, Block.TIP_LINK: {"value": link}}


def value(view: dict, block: str) -> str:
    return next(one for one in view["blocks"] if one.get("block_id") == block)["element"]["initial_value"]


async def recommended(stage) -> str:
    """Let Karin leave a tip and the others none, and publish; return the round's id."""
    round_id = await reading_round(stage)
    await stage.people.submit(KARIN, await opened(stage), filled(f"{LINK}&utm_source=nyhetsbrev#slut"))
    preview = await stage.people.modal(KARIN, View.PREVIEW)
    assert (value(preview, Block.TEXT), value(preview, Block.TIP_LINK)) == (WORDS, LINK)
    await stage.people.submit(KARIN, preview)
    await stage.people.message_with(KARIN, stage.bot, Action.SEE)
    await all_answer(stage, [(user, f"Jag läste bok {number}.") for number, user in enumerate(OTHERS, 1)])
    await mixed(stage, round_id)
    await curate(stage.people, stage.bot)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
    return round_id


def links(blocks: list[dict]) -> list[dict]:
    return [
        piece
        for block in blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        for piece in part["elements"]
        if piece["type"] == "link"
    ]


async def test_a_tip_is_shown_with_its_title_and_an_address_that_is_what_it_says(theatre):
    async with theatre() as stage:
        await recommended(stage)
        digest = await posted_digest(stage.people, stage.bot)
        assert links(digest["blocks"]) == [{"type": "link", "url": LINK}], "the address is its own words"
        assert TITLE in str(digest["blocks"])
        view = await searched(stage, TOM, "konsten")
        assert TITLE in str(view) and WORDS in str(view)
        await stage.people.press_view(TOM, view, Action.FIND_OPEN)
        whole = await stage.people.modal(TOM, View.NOTE)
        assert links(whole["blocks"]) == [{"type": "link", "url": LINK}]
        await stage.people.close(TOM, whole)
        view = await stage.people.modal(TOM, View.FIND)
        await stage.people.submit(TOM, view, {Block.WORDS: {"value": ""}})
        await stage.people.choose_view(TOM, await stage.people.modal(TOM, View.FIND), Action.FIND_ACT, "tips")

        async def only_the_tip() -> bool:
            shown = str(await stage.people.modal(TOM, View.FIND))
            return TITLE in shown and "Jag läste bok" not in shown

        await until(only_the_tip)


async def test_a_tip_can_be_changed_and_goes_with_its_lesson(theatre):
    async with theatre() as stage:
        await recommended(stage)
        people = stage.people
        channel, receipt = await people.message_with(KARIN, stage.bot, Action.EDIT)
        await people.press_message(KARIN, channel, receipt, Action.SEE)
        seen = await people.modal(KARIN, View.NOTE)
        assert links(seen["blocks"]) == [{"type": "link", "url": LINK}]
        await people.close(KARIN, seen)
        await people.press_message(KARIN, channel, receipt, Action.EDIT)
        edit = await people.modal(KARIN, View.EDIT_LATER)
        assert value(edit, Block.TIP_LINK) == LINK
        await people.submit(KARIN, edit, {Block.TIP_LINK: {"value": ""}})
        await people.close(KARIN, await people.modal(KARIN, View.NOTE))
        await people.press_message(KARIN, channel, receipt, Action.WITHDRAW)
        await people.submit(KARIN, await people.modal(KARIN, View.WITHDRAW))
        travel(stage, 2026, 11, 24, 16, 1)

        async def gone() -> bool:
            return b"example.org/fraga" not in stage.database_file.read_bytes()

        await until(gone)
        assert TITLE not in str(await searched(stage, TOM, "konsten"))


@pytest.mark.parametrize(
    ("link", "title", "said"),
    [
        ("https://bit.ly/abc", TITLE, "Förkortade länkar"),
        ("https://docs.google.com/document/d/1", TITLE, "vems den är"),
        ("https://example.org/karin-sjovall/blogg", TITLE, "ett namn"),
        ("inte en adress", TITLE, "ingen webbadress"),
        (LINK, "", "vad det heter"),
    ],
)
async def test_a_link_that_could_tell_whose_it_is_is_refused_at_its_field(theatre, link, title, said):
    async with theatre() as stage:
        await reading_round(stage)
        modal = await opened(stage)
        assert "En länk kan avslöja dig" in str(modal)
        with pytest.raises(Refused, match=said):
            await stage.people.submit(KARIN, modal, filled(link, title))


async def test_a_name_in_a_title_is_taken_out_like_in_any_text(theatre):
    async with theatre() as stage:
        await reading_round(stage)
        modal = await opened(stage)
        await stage.people.submit(KARIN, modal, filled(LINK, "Intervju med Emeka Obiora"))
        assert value(await stage.people.modal(KARIN, View.PREVIEW), Block.TIP_TITLE) == "Intervju med [namn]"


async def test_other_questions_ask_for_no_link(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        assert Block.TIP_LINK not in str(await opened(stage))
