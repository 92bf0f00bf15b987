"""What people do with a highlight: report it, answer it by name, ask its unnamed author."""

from __future__ import annotations

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, answer, curate, posted_digest
from bot.demo.people import elements
from bot.slack.ids import Action, Block, View
from bot.store.tables import RoundState
from tests.support.scenes import EVERYONE, all_answer, mixed, running_round, until

TEAM = "T0NORRBRO"
TEXTS = {user: f"Lärdom nummer {number} om bron." for number, user in enumerate(EVERYONE)}
KARIN = TEXTS["U0KARIN"]


async def published(stage) -> str:
    """Play a round until its digest stands; return the round's id."""
    round_id = await running_round(stage)
    await all_answer(stage, TEXTS.items())
    await mixed(stage, round_id)
    await curate(stage.people, stage.bot)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
    await posted_digest(stage.people, stage.bot)
    await until(lambda: in_state(stage, round_id, RoundState.PUBLISHED))
    return round_id


async def in_state(stage, round_id: str, state: RoundState) -> bool:
    return (await stage.app.services.rounds.get(round_id)).state is state


async def next_round(stage, before: str) -> str:
    """Ask again the next day, and return the new round's id."""
    stage.box.world.clock.advance(86400)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
    found: list[str] = []

    async def another() -> bool:
        found[:] = [
            one.id for one in await stage.app.services.rounds.in_state((RoundState.OPEN,)) if one.id != before
        ]
        return bool(found)

    await until(another)
    return found[0]


async def chooses(stage, user: str, deed: str, text: str) -> None:
    """Choose from the menu of the highlight that holds a text."""
    digest = await posted_digest(stage.people, stage.bot)
    at = next(number for number, block in enumerate(digest["blocks"]) if text in str(block))
    menu = next(
        one["options"][0]["value"].partition(".")[2]
        for one in elements(digest["blocks"][at:])
        if one.get("action_id") == Action.HIGHLIGHT
    )
    await stage.people.choose_message(user, CHANNEL, digest, Action.HIGHLIGHT, f"{deed}.{menu}")


async def opens(stage, user: str, deed: str, text: str, view: str):
    """Choose from the menu of a highlight; return the modal that opens."""
    await chooses(stage, user, deed, text)
    return await stage.people.modal(user, view)


async def shown(stage, text: str) -> bool:
    return text in str(await posted_digest(stage.people, stage.bot))


async def heard(stage, user: str, words: str) -> bool:
    _, messages = await stage.people.app_messages(user, stage.bot)
    return any(words in str(one.get("blocks")) for one in messages)


async def called(stage, user: str, round_id: str) -> bool:
    """Tell whether somebody has been asked to review a round."""
    _, messages = await stage.people.app_messages(user, stage.bot)
    return any(
        one.get("action_id") == Action.QUEUE and one.get("value") == round_id
        for message in messages
        for one in elements(message.get("blocks"))
    )


async def test_a_reported_highlight_is_hidden_at_once_and_stands_again_when_a_leader_approves_it(theatre):
    async with theatre() as stage:
        people = stage.people
        await published(stage)
        view = await opens(stage, "U0TOM", "report", KARIN, View.REPORT)
        assert KARIN in str(view) and "kept nowhere" in str(view), "Tom reads it in English"
        await people.submit("U0TOM", view)
        note = await people.modal("U0TOM", View.NOTE)
        assert "hidden until" in str(note)
        await people.close("U0TOM", note)

        async def hidden() -> bool:
            return not await shown(stage, KARIN)

        await until(hidden)
        assert await shown(stage, TEXTS["U0PRIYA"])
        await until(lambda: heard(stage, LEADER, "Någon har anmält en lärdom"))
        for user in (LEADER, "U0KARIN", ADMIN):
            assert not await heard(stage, user, "U0TOM"), "who reported it is nowhere"

        channel, call = await people.message_with(LEADER, stage.bot, Action.QUEUE)
        await people.press_message(LEADER, channel, call, Action.QUEUE)
        queue = await people.modal(LEADER, View.QUEUE)
        assert KARIN in str(queue) and "Anmäld och gömd" in str(queue)
        at = next(number for number, block in enumerate(queue["blocks"]) if "Anmäld och gömd" in str(block))
        around = [
            block["block_id"]
            for block in queue["blocks"][max(0, at - 2) : at + 3]
            if block["type"] == "actions" and Action.APPROVE in str(block)
        ]
        await people.press_view(LEADER, queue, Action.APPROVE, around[0])
        await until(lambda: shown(stage, KARIN))


async def test_only_leaders_answer_and_ask_from_the_menu(theatre):
    async with theatre() as stage:
        round_id = await published(stage)
        for number, deed in enumerate(("answer", "ask"), 1):
            await chooses(stage, "U0TOM", deed, KARIN)

            async def refused(number: int = number) -> bool:
                messages = await stage.people.messages("U0TOM", CHANNEL)
                told = [one for one in messages if one.get("ephemeral") and "Only those who lead" in str(one)]
                return len(told) == number

            await until(refused)
        assert await stage.app.services.answers.of_round(round_id) == []


async def test_a_leaders_answer_stands_under_the_lesson_and_once_more_in_the_next_digest(theatre):
    async with theatre() as stage:
        people = stage.people
        first = await published(stage)
        view = await opens(stage, LEADER, "answer", KARIN, View.LEADER_ANSWER)
        await people.submit(
            LEADER, view, {Block.TEXT: {"value": "Vi mäter två gånger, och Emeka visar hur."}}
        )
        again = await people.modal(LEADER, View.LEADER_ANSWER)
        assert "[namn] visar hur" in str(again), "a leader's answer is redacted as well"
        await people.submit(LEADER, again)
        await until(lambda: shown(stage, "Vi mäter två gånger, och [namn] visar hur."))
        digest = str(await posted_digest(people, stage.bot))
        assert LEADER in digest and "Emeka" not in digest
        await people.close(LEADER, await people.modal(LEADER, View.NOTE))
        channel, receipt = await people.message_with("U0KARIN", stage.bot, Action.SEE)
        await people.press_message("U0KARIN", channel, receipt, Action.SEE)
        own = await people.modal("U0KARIN", View.NOTE)
        assert "Vi mäter två gånger" in str(own), "the author reads it from the receipt as well"
        await people.close("U0KARIN", own)

        second = await next_round(stage, first)
        for user in EVERYONE:
            await answer(people, stage.bot, user, f"En andra lärdom av {user.lower()}.")
        await people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
        await until(lambda: in_state(stage, second, RoundState.MIXED))
        await until(lambda: called(stage, LEADER, second))
        await curate(people, stage.bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: shown(stage, "En andra lärdom"))
        digest = str(await posted_digest(people, stage.bot))
        assert "Vi mäter två gånger" in digest and KARIN in digest, "the answer comes again with its lesson"


async def test_a_question_travels_by_the_daily_hour_both_ways_and_everyone_gets_the_line(theatre):
    async with theatre() as stage:
        people, clock = stage.people, stage.box.world.clock
        first = await published(stage)
        view = await opens(stage, LEADER, "ask", KARIN, View.LEADER_ASK)
        await people.submit(LEADER, view, {Block.TEXT: {"value": "Vad skulle ha hjälpt dig?"}})
        note = await people.modal(LEADER, View.NOTE)
        assert "klockan 16" in str(note)
        await people.close(LEADER, note)
        view = await opens(stage, LEADER, "ask", KARIN, View.NOTE)
        assert "väntar på svar" in str(view), "one question at a time"
        await people.close(LEADER, view)

        clock.advance(2 * 3600)
        box = stage.app.services.mailbox

        async def out() -> bool:
            item = await published_id(stage, first, KARIN)
            return all(one.released for one in await box.of_item(first, item))

        await until(out)
        await next_round(stage, first)
        for user in EVERYONE:
            line = ":mailbox_with_mail:"
            await until(lambda user=user, line=line: heard(stage, user, line))
        assert not await heard(stage, "U0GRACE", ":mailbox_with_mail:"), "she did not take part"

        channel, receipt = await people.message_with("U0TOM", stage.bot, Action.MAILBOX)
        await people.press_message("U0TOM", channel, receipt, Action.MAILBOX)
        empty = await people.modal("U0TOM", View.NOTE)
        assert "Vad skulle" not in str(empty), "only its author finds the question"
        await people.close("U0TOM", empty)

        channel, receipt = await people.message_with("U0KARIN", stage.bot, Action.MAILBOX)
        await people.press_message("U0KARIN", channel, receipt, Action.MAILBOX)
        letter = await people.modal("U0KARIN", View.MAILBOX)
        assert "Vad skulle ha hjälpt dig?" in str(letter) and LEADER in str(letter)
        await people.submit("U0KARIN", letter, {Block.TEXT: {"value": "Tid att mäta en gång till."}})
        note = await people.modal("U0KARIN", View.NOTE)
        assert "förseglat" in str(note)
        await people.close("U0KARIN", note)
        assert not await heard(stage, LEADER, "svarat på en fråga"), "not before the daily hour"

        clock.advance(24 * 3600)
        await until(lambda: heard(stage, LEADER, "svarat på en fråga"))
        view = await opens(stage, LEADER, "ask", KARIN, View.LEADER_ASK)
        assert "Tid att mäta en gång till." in str(view) and "U0KARIN" not in str(view)


async def published_id(stage, round_id: str, text: str) -> str:
    return next(one.id for one in await stage.app.services.texts.published(round_id) if one.text == text)
