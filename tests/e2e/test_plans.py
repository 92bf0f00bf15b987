"""A lesson is thanked for, turned into a plan, and looked back on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate, posted_digest
from bot.demo.people import elements
from bot.slack.ids import Action, Block, View
from bot.store.sealed.tables import MemberPlan, PrivateNote, Thanks
from bot.store.tables import RoundState
from tests.support.scenes import all_answer, all_sent, mixed, running_round, said, seen, travel, until

KARIN, MAJA, TOM = "U0KARIN", "U0MAJA", "U0TOM"
WROTE = (KARIN, TOM, MAJA, "U0ELIN", "U0JUSSI")
PLAN = {Block.PLAN_WHEN: {"value": "mötet börjar"}, Block.PLAN_THEN: {"value": "fråga en gång till"}}


async def published(stage) -> tuple[str, dict]:
    """Play a round to its digest."""
    round_id = await running_round(stage)
    await all_answer(
        stage, [(user, f"Fråga hellre {n} gånger för mycket.") for n, user in enumerate(WROTE, 2)]
    )
    await mixed(stage, round_id)
    await curate(stage.people, stage.bot)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
    return round_id, await posted_digest(stage.people, stage.bot)


async def pressed(stage, user: str, digest: dict, action: str) -> None:
    """Press a button under the first highlight."""
    await stage.people.press_message(user, CHANNEL, digest, action)


async def in_digest(stage, words: str) -> None:
    async def shown() -> bool:
        return words in str(await posted_digest(stage.people, stage.bot))

    await until(shown)


async def test_thanks_are_counted_once_a_person_and_shown_after_the_daily_hour(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        for user in (KARIN, KARIN, TOM):
            await pressed(stage, user, digest, Action.USED)
            await stage.people.close(user, await stage.people.modal(user, View.NOTE))
        assert "har använt" not in str(await posted_digest(stage.people, stage.bot))
        travel(stage, 2026, 11, 24, 16, 1)
        await in_digest(stage, "2 har använt")
        async with stage.app.services.database.read() as session:
            rows = (await session.execute(select(Thanks))).scalars().all()
        assert not any(user in str(row.model_dump()) for row in rows for user in (KARIN, TOM))


async def test_a_plan_from_a_colleagues_lesson_is_its_makers_alone_and_comes_back(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await pressed(stage, MAJA, digest, Action.TRY)
        modal = await stage.people.modal(MAJA, View.PLAN)
        assert "Fråga hellre" in str(modal["blocks"][0])
        begun = {one["block_id"]: one["element"] for one in modal["blocks"] if one["type"] == "input"}
        assert begun[Block.PLAN_WHEN]["initial_value"] == "nästa jobb är klart"
        assert begun[Block.PLAN_THEN]["initial_value"].startswith("prova det här: Fråga hellre")
        with pytest.raises(Exception, match="plan_then"):
            await stage.people.submit(MAJA, modal, PLAN | {Block.PLAN_THEN: {"value": " "}})
        await stage.people.submit(MAJA, modal, PLAN)
        await stage.people.close(MAJA, await stage.people.modal(MAJA, View.NOTE))
        assert b"en g\xc3\xa5ng till" not in stage.database_file.read_bytes()
        (plan,) = await stage.app.services.plans.mine("T0NORRBRO", MAJA)
        assert await stage.app.services.plans.own("T0NORRBRO", KARIN, plan[0]) is None
        travel(stage, 2026, 12, 8, 16, 1)
        await seen(stage, MAJA, "bestämde du dig för att prova")
        channel, message = await stage.people.message_with(MAJA, stage.bot, Action.PLAN_BACK)
        assert "fråga en gång till" not in str(message), "an export of messages has no plan in it"
        await stage.people.press_message(MAJA, channel, message, Action.PLAN_BACK)
        modal = await stage.people.modal(MAJA, View.LOOK_BACK)
        assert "När mötet börjar ska jag fråga en gång till" in str(modal)
        tried = {Block.TRIED: {"selected_option": {"value": "partly"}}}
        await stage.people.submit(MAJA, modal, tried | {Block.HAPPENED: {"value": "Två av tre gånger."}})
        assert "En bit på väg" in str(await stage.people.modal(MAJA, View.NOTE))
        ((_, kept),) = await stage.app.services.plans.mine("T0NORRBRO", MAJA)
        assert (kept.tried, kept.happened) == ("partly", "Två av tre gånger.")


async def test_a_plan_rides_on_the_next_question_and_stays_on_its_receipt(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await pressed(stage, MAJA, digest, Action.TRY)
        await stage.people.submit(MAJA, await stage.people.modal(MAJA, View.PLAN), PLAN)
        await stage.people.close(MAJA, await stage.people.modal(MAJA, View.NOTE))
        travel(stage, 2026, 12, 8, 14, 1)
        await until(lambda: is_open(stage))
        channel, asked = await stage.people.message_with(MAJA, stage.bot, Action.PLAN_BACK)
        assert any(one.get("action_id") == Action.ANSWER for one in elements(asked["blocks"]))
        await all_sent(stage)
        _, others = await stage.people.app_messages(KARIN, stage.bot)
        assert Action.PLAN_BACK not in str(others)
        await stage.people.press_message(MAJA, channel, asked, Action.PLAN_BACK)
        modal = await stage.people.modal(MAJA, View.LOOK_BACK)
        await stage.people.submit(MAJA, modal, {Block.TRIED: {"selected_option": {"value": "changed"}}})
        await stage.people.close(MAJA, await stage.people.modal(MAJA, View.NOTE))
        await answer(stage.people, stage.bot, MAJA, "Jag frågade och fick svar.")
        receipt = await stage.people.message(MAJA, channel, asked["ts"])
        assert any(one.get("action_id") == Action.PLAN_BACK for one in elements(receipt["blocks"]))
        assert await stage.app.services.plans.due("T0NORRBRO", date(2027, 3, 1)) == [], "a mind was changed"


async def test_nobody_opens_somebody_elses_plan(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await pressed(stage, MAJA, digest, Action.TRY)
        await stage.people.submit(MAJA, await stage.people.modal(MAJA, View.PLAN), PLAN)
        travel(stage, 2026, 12, 8, 16, 1)
        await seen(stage, MAJA, "bestämde du dig för att prova")
        async with stage.app.services.database.read() as session:
            (row,) = (await session.execute(select(MemberPlan))).scalars().all()
        await stage.people.command(KARIN, CHANNEL, "/lardom mina")
        assert row.id not in await said(stage, KARIN)
        changed = await stage.app.services.plans.change(
            "T0NORRBRO", KARIN, row.id, (await stage.app.services.plans.mine("T0NORRBRO", MAJA))[0][1]
        )
        assert not changed


async def test_an_outcome_is_kept_even_when_there_is_no_round_to_share_it_in(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await pressed(stage, MAJA, digest, Action.TRY)
        await stage.people.submit(MAJA, await stage.people.modal(MAJA, View.PLAN), PLAN)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule pause {NAME}")
        travel(stage, 2026, 12, 8, 16, 1)
        await seen(stage, MAJA, "bestämde du dig för att prova")
        channel, message = await stage.people.message_with(MAJA, stage.bot, Action.PLAN_BACK)
        await stage.people.press_message(MAJA, channel, message, Action.PLAN_BACK)
        outcome = {
            Block.TRIED: {"selected_option": {"value": "tried"}},
            Block.HAPPENED: {"value": "Det gick."},
            Block.SHARE: {"selected_options": [{"value": "share"}]},
        }
        await stage.people.submit(MAJA, await stage.people.modal(MAJA, View.LOOK_BACK), outcome)
        assert "Det finns ingen runda" in str(await stage.people.modal(MAJA, View.NOTE))
        ((_, kept),) = await stage.app.services.plans.mine("T0NORRBRO", MAJA)
        assert kept.happened == "Det gick."


async def test_a_plan_on_ones_own_lesson_hangs_on_the_receipt_and_everyone_gets_the_same_line(theatre):
    async with theatre() as stage:
        round_id, _ = await published(stage)
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.PLAN)
        await stage.people.press_message(KARIN, channel, receipt, Action.PLAN)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PLAN), PLAN)
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.NOTE))
        async with stage.app.services.database.read() as session:
            assert len((await session.execute(select(PrivateNote))).scalars().all()) == 1
            assert (await session.execute(select(MemberPlan))).scalars().all() == []
        travel(stage, 2026, 12, 11, 14, 1)
        await until(lambda: is_open(stage))
        await all_sent(stage)
        for user in (KARIN, MAJA, "U0ELIN", "U0JUSSI"):
            await seen(stage, user, ":seedling:")
        for user in ("U0BJORN", "U0LEILA"):
            assert ":seedling:" not in str((await stage.people.app_messages(user, stage.bot))[1])
        (found,) = await stage.app.services.rounds.in_state((RoundState.OPEN,))
        assert await stage.app.services.look_backs.lines_for(found.id, KARIN) == [round_id]
        await stage.people.press_message(KARIN, channel, receipt, Action.PLAN)
        modal = await stage.people.modal(KARIN, View.LOOK_BACK)
        outcome = {
            Block.TRIED: {"selected_option": {"value": "tried"}},
            Block.HAPPENED: {"value": "Jag frågade, och vi slapp göra om."},
            Block.SHARE: {"selected_options": [{"value": "share"}]},
        }
        await stage.people.submit(KARIN, modal, outcome)
        preview = await stage.people.modal(KARIN, View.PREVIEW)
        await stage.people.submit(KARIN, preview)
        schedule = (await stage.app.services.schedules.all())[0]
        planned = await stage.app.services.rounds.planned(schedule.id)
        own = await stage.app.services.intake.own("T0NORRBRO", KARIN, planned.id)
        assert own.text == "Jag frågade, och vi slapp göra om."


@pytest.mark.parametrize("way", [Action.FORGET, Action.WITHDRAW])
async def test_the_plan_goes_with_the_way_to_it(theatre, way):
    async with theatre() as stage:
        await published(stage)
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.PLAN)
        await stage.people.press_message(KARIN, channel, receipt, Action.PLAN)
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PLAN), PLAN)
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.NOTE))

        async def gone() -> bool:
            async with stage.app.services.database.read() as session:
                return (await session.execute(select(PrivateNote))).first() is None

        assert not await gone()
        await stage.people.press_message(KARIN, channel, receipt, way)
        if way is Action.WITHDRAW:
            await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.WITHDRAW))
        await until(gone)


async def is_open(stage) -> bool:
    return bool(await stage.app.services.rounds.in_state((RoundState.OPEN,)))


async def test_with_no_round_near_the_look_back_goes_alone_to_everyone_who_took_part(theatre):
    async with theatre() as stage:
        await published(stage)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule pause {NAME}")
        travel(stage, 2026, 12, 8, 16, 1)
        for user in WROTE:
            await seen(stage, user, ":seedling:")
        await all_sent(stage)
        assert ":seedling:" not in str((await stage.people.app_messages("U0BJORN", stage.bot))[1])
        travel(stage, 2027, 1, 5, 16, 30)

        async def twice() -> bool:
            _, messages = await stage.people.app_messages(KARIN, stage.bot)
            return sum(":seedling:" in str(one) for one in messages) == 2

        await until(twice)


async def test_see_tells_the_author_how_a_lesson_was_received(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        for block in digest["blocks"]:
            for one in elements([block]):
                if one.get("action_id") == Action.USED:
                    container = {"type": "message", "channel": CHANNEL, "ts": digest["ts"]}
                    action = {"action_id": Action.USED, "block_id": block["block_id"], "type": "button"}
                    await stage.box.client.press("U0LEILA", container, action)
                    await stage.people.close("U0LEILA", await stage.people.modal("U0LEILA", View.NOTE))
        travel(stage, 2026, 11, 24, 16, 1)
        await in_digest(stage, "1 har använt")
        channel, receipt = await stage.people.message_with(KARIN, stage.bot, Action.SEE)
        await stage.people.press_message(KARIN, channel, receipt, Action.SEE)
        assert "Så har den tagits emot: 1 har använt." in str(await stage.people.modal(KARIN, View.NOTE))


async def test_everyone_who_took_part_hears_with_the_next_question_that_lessons_were_thanked_for(theatre):
    async with theatre() as stage:
        _, digest = await published(stage)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule pause {NAME}")
        for user in (TOM, "U0LEILA"):
            await pressed(stage, user, digest, Action.USED)
            await stage.people.close(user, await stage.people.modal(user, View.NOTE))
        told = []
        for month, day in ((11, 24), (11, 30), (12, 7)):
            if told:
                travel(stage, 2026, month, day, 14, 30)
            await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
            await until(lambda: is_open(stage))
            await all_sent(stage)
            counts = []
            for user in (KARIN, MAJA, "U0ELIN", "U0BJORN"):
                _, messages = await stage.people.app_messages(user, stage.bot)
                counts.append(str(messages).count("har fått tack: 2 har använt"))
            told.append(counts)
            await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
            if day == 24:
                travel(stage, 2026, 11, 24, 16, 5)
                await in_digest(stage, "2 har använt")
        assert told[0] == [0, 0, 0, 0], "they do not count yet"
        assert told[1] == [1, 1, 1, 0], "to everyone who took part, and to nobody else"
        assert told[2] == told[1], "once"
