"""Leaders are invited to go first, and what they write heads the round."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, make_schedule
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from bot.store.sealed.tables import NamedReflection
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState
from tests.support.scenes import all_sent, happen, mixed, open_round, seen, travel, until

EXAMPLE = "Jag lovade ett datum utan att fråga er först. I dag frågar jag innan jag lovar."
PRIYA = "U0PRIYA"


async def sent(stage, kind: DeliveryKind) -> list[Delivery]:
    async with stage.app.services.database.read() as session:
        rows = await session.execute(select(Delivery).where(col(Delivery.kind) == kind))
        return [one for one in rows.scalars() if one.state is DeliveryState.SENT]


async def invited(stage, user: str = LEADER) -> tuple[str, dict]:
    """Make the Friday schedule, and wait for Thursday morning's invitation."""
    await make_schedule(stage.people)
    travel(stage, 2026, 11, 26, 9, 58)
    await all_sent(stage)
    assert not await sent(stage, DeliveryKind.GO_FIRST), "not before the morning has begun"
    travel(stage, 2026, 11, 26, 10, 1)
    return await stage.people.message_with(user, stage.bot, Action.GO_FIRST)


async def goes_first(stage, channel: str, message: dict, text: str = EXAMPLE, user: str = LEADER) -> None:
    """Write an example, look at it, send it."""
    await stage.people.press_message(user, channel, message, Action.GO_FIRST)
    modal = await stage.people.modal(user, View.FIRST)
    await stage.people.submit(user, modal, {Block.TEXT: {"value": text}})
    await stage.people.submit(user, await stage.people.modal(user, View.FIRST_PREVIEW))


async def opens(stage) -> str:
    """Wait until Friday's round has opened; return its id."""
    travel(stage, 2026, 11, 27, 14, 1)
    return (await open_round(stage)).id


async def shown(stage, words: str) -> bool:
    return words in str([one for one in await stage.people.messages(ADMIN, CHANNEL) if one.get("blocks")])


async def test_a_leader_is_invited_the_working_day_before_and_their_example_heads_every_question(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        assert str(message).count("Börja så här") == 3, "three ways to begin"
        (schedule,) = await stage.app.services.schedules.all()
        planned = await stage.app.services.rounds.planned(schedule.id)
        assert planned.question_sv in str(message)
        await goes_first(stage, channel, message)
        await seen(stage, LEADER, "Tack för att du går först")
        assert not await shown(stage, EXAMPLE), "nobody sees it before the round opens"
        round_id = await opens(stage)
        assert round_id == planned.id
        assert (await stage.app.services.rounds.get(round_id)).prompt_id == planned.prompt_id
        for user in ("U0KARIN", "U0MAJA", "U0JUSSI"):
            await seen(stage, user, EXAMPLE)
        await until(lambda: shown(stage, EXAMPLE))
        assert await shown(stage, f"<@{LEADER}> går först")
        travel(stage, 2026, 11, 27, 20, 1)
        await seen(stage, "U0GRACE", EXAMPLE)
        await seen(stage, "U0GRACE", f"<@{LEADER}> goes first:")
        assert not await sent(stage, DeliveryKind.WENT_WITHOUT)


async def test_an_opener_stands_in_the_field_and_other_peoples_names_are_taken_out(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        begin = next(
            one for one in message["blocks"] if (one.get("accessory") or {}).get("value", "")[-2:] == ".2"
        )
        container = {"type": "message", "channel": channel, "ts": message["ts"]}
        action = {"action_id": Action.GO_FIRST, "block_id": begin["block_id"], "type": "button"}
        await stage.box.client.press(LEADER, container, action)
        modal = await stage.people.modal(LEADER, View.FIRST)
        field = next(one["element"] for one in modal["blocks"] if one.get("block_id") == Block.TEXT)
        assert field["initial_value"].strip().strip("…").strip() in str(message)
        with pytest.raises(Refused, match="required"):
            await stage.people.submit(LEADER, modal, {Block.TEXT: {"value": "  "}})
        told = {Block.TEXT: {"value": "Jag lyssnade inte på Karin Sjövall, och det kostade en vecka."}}
        await stage.people.submit(LEADER, modal, told)
        preview = await stage.people.modal(LEADER, View.FIRST_PREVIEW)
        assert "Sjövall" not in str(preview) and "Borttaget" in str(preview)
        await stage.people.submit(LEADER, preview)
        await seen(stage, LEADER, "Tack för att du går först")


async def test_a_round_without_an_example_opens_all_the_same_and_only_its_leaders_are_told(theatre):
    async with theatre() as stage:
        await invited(stage)
        await opens(stage)
        await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        travel(stage, 2026, 11, 30, 7, 1)
        await seen(stage, LEADER, "har öppnat utan exempel")
        await all_sent(stage)
        assert {one.target for one in await sent(stage, DeliveryKind.WENT_WITHOUT)} == {LEADER}
        assert not await shown(stage, "utan exempel")
        channel, message = await stage.people.message_with(LEADER, stage.bot, Action.GO_FIRST)
        await stage.people.press_message(LEADER, channel, message, Action.GO_FIRST)
        await until(lambda: told(stage, LEADER, channel, "har redan öppnat"))


async def told(stage, user: str, channel: str, words: str) -> bool:
    return words in str([one for one in await stage.people.messages(user, channel) if one.get("ephemeral")])


async def test_whoever_leaves_it_this_time_is_not_told_how_it_went_on(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        await stage.people.press_message(LEADER, channel, message, Action.FIRST_DECLINE)
        await seen(stage, LEADER, "Då öppnar rundan utan ditt exempel")
        await opens(stage)
        stage.box.world.clock.advance(120)
        await all_sent(stage)
        assert not await sent(stage, DeliveryKind.WENT_WITHOUT)


async def test_an_example_is_changed_until_the_round_opens_and_withdrawn_from_everywhere_afterwards(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        await goes_first(stage, channel, message)
        await seen(stage, LEADER, "Tack för att du går först")
        channel, message = await stage.people.message_with(LEADER, stage.bot, Action.FIRST_WITHDRAW)
        await goes_first(stage, channel, message, "Jag gissade i stället för att mäta.")
        await opens(stage)
        await seen(stage, "U0KARIN", "Jag gissade i stället för att mäta.")
        await until(lambda: shown(stage, "Jag gissade i stället för att mäta."))
        assert not await shown(stage, EXAMPLE)
        channel, message = await stage.people.message_with(LEADER, stage.bot, Action.FIRST_WITHDRAW)
        await stage.people.press_message(LEADER, channel, message, Action.FIRST_WITHDRAW)
        await seen(stage, LEADER, "borttaget ur kanalen")
        await until(lambda: shown(stage, "Det visas inte längre"))

        async def gone() -> bool:
            for user in ("U0KARIN", "U0MAJA", "U0OSKAR"):
                if "Jag gissade" in str((await stage.people.app_messages(user, stage.bot))[1]):
                    return False
            return not await shown(stage, "Jag gissade")

        await until(gone)
        await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        async with stage.app.services.database.read() as session:
            assert (await session.execute(select(NamedReflection))).first() is None
        travel(stage, 2026, 11, 27, 20, 1)
        await seen(stage, "U0GRACE", "Answer")
        assert "Jag gissade" not in str((await stage.people.app_messages("U0GRACE", stage.bot))[1])


async def test_less_than_an_hour_before_the_round_no_new_example_is_taken(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        travel(stage, 2026, 11, 27, 11, 30)
        await stage.people.press_message(LEADER, channel, message, Action.GO_FIRST)
        modal = await stage.people.modal(LEADER, View.FIRST)
        await stage.people.submit(LEADER, modal, {Block.TEXT: {"value": EXAMPLE}})
        preview = await stage.people.modal(LEADER, View.FIRST_PREVIEW)
        travel(stage, 2026, 11, 27, 12, 5)
        with pytest.raises(Refused, match="mindre än en timme"):
            await stage.people.submit(LEADER, preview)
        assert EXAMPLE in str(await stage.people.modal(LEADER, View.FIRST_PREVIEW)), "the text stays"


async def test_of_two_leaders_the_first_heads_the_round_and_the_second_may_share_by_name(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        (schedule,) = await stage.app.services.schedules.all()
        async with stage.app.services.database.write() as session:
            await stage.app.services.schedules.change(session, schedule, [LEADER, PRIYA])
        travel(stage, 2026, 11, 26, 11, 1)
        channel, message = await stage.people.message_with(LEADER, stage.bot, Action.GO_FIRST)
        hers, invitation = await stage.people.message_with(PRIYA, stage.bot, Action.GO_FIRST)
        await stage.people.press_message(PRIYA, hers, invitation, Action.GO_FIRST)
        modal = await stage.people.modal(PRIYA, View.FIRST)
        await stage.people.submit(PRIYA, modal, {Block.TEXT: {"value": "I asked too late about the crack."}})
        preview = await stage.people.modal(PRIYA, View.FIRST_PREVIEW)
        await goes_first(stage, channel, message)
        await stage.people.submit(PRIYA, preview)
        second = await stage.people.modal(PRIYA, View.PREVIEW)
        assert "Another leader was quicker" in str(second) and "I asked too late" in str(second)
        await stage.people.submit(PRIYA, second)
        planned = await stage.app.services.rounds.planned(schedule.id)
        assert (await stage.app.services.examples.of_round(planned.id)).author == LEADER
        (named,) = await stage.app.services.texts.queue(planned.id)
        assert (named.author, named.text) == (PRIYA, "I asked too late about the crack.")


async def test_a_leader_who_is_away_or_paused_is_left_in_peace(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await happen(stage, type="user_change", user=LEADER, profile={"status_text": "Semester"})
        travel(stage, 2026, 11, 26, 11, 0)
        await all_sent(stage)
        await opens(stage)
        stage.box.world.clock.advance(120)
        await all_sent(stage)
        assert not await sent(stage, DeliveryKind.GO_FIRST)
        assert not await sent(stage, DeliveryKind.WENT_WITHOUT)


async def test_a_leader_goes_first_from_home_before_any_invitation_and_a_round_run_by_hand_has_it(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.box.client.open_home(LEADER)

        async def offered() -> bool:
            return Action.GO_FIRST in str(stage.box.client.home(LEADER))

        await until(offered)
        await stage.people.press_view(LEADER, stage.box.client.home(LEADER), Action.GO_FIRST)
        modal = await stage.people.modal(LEADER, View.FIRST)
        await stage.people.submit(LEADER, modal, {Block.TEXT: {"value": EXAMPLE}})
        await stage.people.submit(LEADER, await stage.people.modal(LEADER, View.FIRST_PREVIEW))

        async def taken() -> bool:
            return "Ditt exempel inleder" in str(stage.box.client.home(LEADER))

        await until(taken)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await seen(stage, "U0KARIN", EXAMPLE)
        await until(lambda: shown(stage, EXAMPLE))
        assert not await sent(stage, DeliveryKind.GO_FIRST)


async def test_an_example_is_thanked_and_reported_as_any_lesson(theatre):
    async with theatre() as stage:
        channel, message = await invited(stage)
        await goes_first(stage, channel, message)
        round_id = await opens(stage)
        await until(lambda: shown(stage, EXAMPLE))
        post = next(one for one in await stage.people.messages(ADMIN, CHANNEL) if EXAMPLE in str(one))
        await stage.people.press_message("U0KARIN", CHANNEL, post, Action.USED)
        await stage.people.close("U0KARIN", await stage.people.modal("U0KARIN", View.NOTE))
        travel(stage, 2026, 11, 27, 16, 5)
        await until(lambda: shown(stage, "1 har använt"))
        post = next(one for one in await stage.people.messages(ADMIN, CHANNEL) if EXAMPLE in str(one))
        await stage.people.choose_message("U0TOM", CHANNEL, post, Action.HIGHLIGHT, "report")
        await stage.people.submit("U0TOM", await stage.people.modal("U0TOM", View.REPORT))
        await until(lambda: shown(stage, "Det visas inte längre"))
        assert await stage.app.services.examples.standing(round_id) is None
        # A leader's example alone makes no round worth showing.
        await mixed(stage, round_id, RoundState.HELD)


async def test_an_invitation_is_owed_once_however_often_the_wheel_turns_and_again_for_a_new_date(theatre):
    async with theatre() as stage:
        await invited(stage)
        lifecycle = stage.app.lifecycle
        (schedule,) = await stage.app.services.schedules.all()
        planned = await stage.app.services.rounds.planned(schedule.id)
        async with stage.app.services.database.write() as session:
            (await session.get(Round, planned.id)).first_until = None
        await lifecycle.going_first.invite_due(schedule)
        await all_sent(stage)
        assert len(await sent(stage, DeliveryKind.GO_FIRST)) == 1
        schedule.weekday = 2
        async with stage.app.services.database.write() as session:
            await stage.app.services.schedules.change(session, schedule, [LEADER])
            await stage.app.services.control.plan_first(session, schedule, planned.occurrence)
        travel(stage, 2026, 12, 1, 10, 1)

        async def both() -> bool:
            return len(await sent(stage, DeliveryKind.GO_FIRST)) == 2

        await until(both)
        assert (await stage.app.services.rounds.planned(schedule.id)).prompt_id == planned.prompt_id
