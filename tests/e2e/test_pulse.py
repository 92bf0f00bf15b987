"""A pulse: turned on by an admin, answered in a minute, counted together, shown from k and of nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, LEADER, make_schedule
from bot.learning.ballot import Statement
from bot.slack.blocks.pulse import block_of
from bot.slack.ids import Action, Block, View
from bot.store.pulse_tables import Pulse, PulseState
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from tests.support.scenes import all_sent, at_home, said, seen, travel, until

KARIN, TOM, MAJA = "U0KARIN", "U0TOM", "U0MAJA"
SEVEN = (KARIN, TOM, MAJA, "U0PRIYA", "U0ELIN", "U0EMEKA", "U0JUSSI")
LEVELS = {"err": "2", "ask": "4", "disagree": "3", "try": "5", "help": "1"}


async def turned_on(stage, day: str = "2026-11-25") -> None:
    """Let the admin turn the pulse of a schedule on."""
    await make_schedule(stage.people)
    await stage.people.command(ADMIN, CHANNEL, "/lardom puls")
    settings = await stage.people.modal(ADMIN, View.NOTE)
    await stage.people.press_view(ADMIN, settings, Action.PULSE_ON)
    start = await stage.people.modal(ADMIN, View.PULSE_START)
    await stage.people.submit(ADMIN, start, {Block.STARTS: {"selected_date": day}})
    await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))


async def asked(stage) -> str:
    """Play to the day on which everybody is asked; return the pulse's id."""
    await turned_on(stage)
    travel(stage, 2026, 11, 25, 14, 31)
    for user in SEVEN:
        await stage.people.message_with(user, stage.bot, Action.PULSE)
    return (await newest(stage)).id


async def newest(stage) -> Pulse:
    async with stage.app.services.database.read() as session:
        rows = await session.execute(select(Pulse).order_by(col(Pulse.asked_on).desc()))
        return rows.scalars().first()


async def form(stage, user: str):
    """Open the form."""
    channel, message = await stage.people.message_with(user, stage.bot, Action.PULSE)
    await stage.people.press_message(user, channel, message, Action.PULSE)
    return await stage.people.modal(user, View.PULSE)


async def answered(stage, user: str, levels: dict[str, str]) -> None:
    """Choose a level for some statements and send."""
    modal = await form(stage, user)
    chosen = {
        block_of(Statement(name)): {"selected_option": {"value": level}} for name, level in levels.items()
    }
    await stage.people.submit(user, modal, chosen)
    await stage.people.close(user, await stage.people.modal(user, View.NOTE))


async def counted(stage) -> Pulse:
    """Travel past the end and wait until it is counted and shown."""
    travel(stage, 2026, 12, 4, 10, 30)

    async def is_over() -> bool:
        return (await newest(stage)).state not in (PulseState.ASKING, PulseState.OPEN)

    await until(is_over)
    travel(stage, 2026, 12, 8, 10, 5)
    await all_sent(stage)
    return await newest(stage)


async def in_channel(stage, words: str) -> dict:
    found: list[dict] = []

    async def there() -> bool:
        posted = await stage.people.messages(KARIN, CHANNEL)
        found[:] = [one for one in posted if one["user"] == stage.bot and words in str(one)]
        return bool(found)

    await until(there)
    return found[0]


async def test_five_answer_and_the_channel_and_the_leader_see_levels_and_nobody(theatre):
    async with theatre() as stage:
        await asked(stage)
        for user in SEVEN[:5]:
            await answered(stage, user, LEVELS)
        await counted(stage)
        posted = await in_channel(stage, "Pulsen i november 2026")
        charts = [block["chart"] for block in posted["blocks"] if block["type"] == "data_visualization"]
        assert [one["name"] for one in charts[0]["series"]][:2] == ["Lära av fel", "Fråga"]
        assert "*2*" in str(posted) and "*4,5*" in str(posted) and "*1,5*" in str(posted), "never an end"
        assert not any(user in str(posted) for user in SEVEN)
        await seen(stage, LEADER, "Ta upp den på nästa möte")
        assert "Ta upp den" not in str((await stage.people.app_messages(KARIN, stage.bot))[1])
        await stage.people.command(LEADER, CHANNEL, "/lardom puls")
        assert "Pulsen i november 2026" in await said(stage, LEADER)
        await stage.people.command(KARIN, CHANNEL, "/lardom puls")
        assert "Pulsen visas i kanalen" in await said(stage, KARIN)


async def test_nothing_is_left_of_what_one_person_answered(theatre):
    async with theatre() as stage:
        pulse = await asked(stage)
        for user in SEVEN:
            await answered(stage, user, LEVELS)
        assert b'"err":"2"' not in stage.database_file.read_bytes()
        await counted(stage)
        async with stage.app.services.database.read() as session:
            assert (await session.execute(text("SELECT count(*) FROM intake"))).scalar() == 0
            rows = (await session.execute(text("SELECT question, choice, number FROM poll_count"))).all()
        assert sorted(rows) == sorted((name, level, 7) for name, level in LEVELS.items())
        assert not (stage.place / "keys" / "pool" / f"{pulse}.key").exists()


async def test_below_k_the_channel_hears_that_it_was_too_few_and_nothing_else(theatre):
    async with theatre() as stage:
        await asked(stage)
        for user in SEVEN[:4]:
            await answered(stage, user, LEVELS)
        assert (await counted(stage)).state is PulseState.TOO_FEW
        posted = await in_channel(stage, "Färre än 5 svarade på pulsen")
        assert "data_visualization" not in str(posted) and "Lära av fel" not in str(posted)
        async with stage.app.services.database.read() as session:
            assert (await session.execute(text("SELECT count(*) FROM poll_count"))).scalar() == 0


async def test_answers_can_be_skipped_changed_and_are_shown_to_their_author_alone(theatre):
    async with theatre() as stage:
        pulse = await asked(stage)
        await answered(stage, KARIN, {"err": "2"})
        modal = await form(stage, KARIN)
        chosen = [
            block["element"].get("initial_option") for block in modal["blocks"] if block["type"] == "input"
        ]
        assert [one and one["value"] for one in chosen] == ["2", None, None, None, None]
        await stage.people.submit(
            KARIN, modal, {block_of(Statement.ERR): {"selected_option": {"value": "skip"}}}
        )
        own = await stage.app.services.intake.own("T0NORRBRO", KARIN, pulse)
        assert own is None, "what is skipped is no answer"


async def test_nobody_answers_who_was_not_asked_and_nobody_too_late(theatre):
    async with theatre() as stage:
        pulse = await asked(stage)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.PULSE)
        async with stage.app.services.database.write() as session:
            await session.execute(text("DELETE FROM delivery WHERE kind = 'pulse' AND target = 'U0LEILA'"))
        container = {"type": "message", "channel": channel, "ts": message["ts"]}
        action = {"action_id": Action.PULSE, "type": "button", "value": pulse}
        await stage.box.client.press("U0LEILA", container, action)
        await stage.app.services.later.drained(5)
        assert stage.box.world.stacks.get("U0LEILA", []) == []
        modal = await form(stage, KARIN)
        await counted(stage)
        with pytest.raises(Exception, match="avslutad"):
            await stage.people.submit(KARIN, modal)


async def test_only_admins_turn_it_on_and_it_is_off_until_they_do(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await stage.people.command(LEADER, CHANNEL, "/lardom puls")
        assert "Ingen puls är räknad än" in await said(stage, LEADER)
        travel(stage, 2026, 12, 1, 15, 0)
        await all_sent(stage)
        assert await newest(stage) is None
        await stage.people.command(ADMIN, CHANNEL, "/lardom pulse")
        settings = await stage.people.modal(ADMIN, View.NOTE)
        assert "Av" in str(settings)
        await stage.people.press_view(ADMIN, settings, Action.PULSE_ON)
        start = await stage.people.modal(ADMIN, View.PULSE_START)
        with pytest.raises(Exception, match="har redan varit"):
            await stage.people.submit(ADMIN, start, {Block.STARTS: {"selected_date": "2026-11-20"}})
        await stage.people.submit(ADMIN, start, {Block.STARTS: {"selected_date": "2026-12-09"}})
        assert "onsdag 9 december 2026" in str(await stage.people.modal(ADMIN, View.NOTE))


async def test_it_is_turned_off_again_where_it_was_turned_on(theatre):
    async with theatre() as stage:
        await turned_on(stage)
        await turned_off(stage)
        assert await stage.app.services.together.pulses.wanted() == []


async def test_whoever_closes_the_list_before_it_is_brought_in_line_sees_no_error(theatre):
    async with theatre() as stage:
        with stage.app.services.later.acking():
            await turned_on(stage)
            await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))
        await stage.app.services.later.drained(10)
        assert stage.box.client.views(ADMIN) == []


async def test_turned_off_it_asks_nobody(theatre):
    async with theatre() as stage:
        await turned_on(stage)
        await turned_off(stage)
        travel(stage, 2026, 11, 25, 14, 31)
        await all_sent(stage)
        assert await newest(stage) is None


async def turned_off(stage) -> None:
    """Let the admin turn it off in the list that is seen again after turning it on."""

    async def is_on() -> bool:
        return "Nästa gång: onsdag 25 november 2026" in str(await stage.people.modal(ADMIN, View.NOTE))

    await until(is_on)
    settings = await stage.people.modal(ADMIN, View.NOTE)
    await stage.people.press_view(ADMIN, settings, Action.PULSE_OFF)

    async def is_off() -> bool:
        return Action.PULSE_ON in str(await stage.people.modal(ADMIN, View.NOTE))

    await until(is_off)


async def test_a_slack_without_charts_gets_it_in_words(theatre):
    async with theatre() as stage:
        await asked(stage)
        for user in SEVEN[:5]:
            await answered(stage, user, LEVELS)
        stage.box.faults.set({"refused_blocks": ["data_visualization"]})
        await counted(stage)
        posted = await in_channel(stage, "Pulsen i november 2026")
        assert "data_visualization" not in str(posted) and "*4,5*" in str(posted)


async def test_a_channel_that_cannot_be_posted_in_is_told_to_whoever_made_the_schedule(theatre):
    async with theatre() as stage:
        await asked(stage)
        for user in SEVEN[:5]:
            await answered(stage, user, LEVELS)
        channel = stage.box.world.channels[CHANNEL]
        channel.members.discard(stage.bot)
        await counted(stage)
        await seen(stage, ADMIN, "kunde inte visas i")


async def test_home_leads_leaders_and_admins_to_it_and_nobody_else(theatre):
    async with theatre() as stage:
        await make_schedule(stage.people)
        await at_home(stage, LEADER, Action.PULSE_SHOW, View.NOTE)
        await at_home(stage, ADMIN, Action.PULSE_SETTINGS, View.NOTE)
        await stage.box.client.open_home(KARIN)

        async def drawn() -> bool:
            return Action.HOME_PAUSE in str(stage.box.client.home(KARIN))

        await until(drawn)
        assert Action.PULSE_SHOW not in str(stage.box.client.home(KARIN))


async def test_how_it_works_says_what_remains(theatre):
    async with theatre() as stage:
        await asked(stage)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.PULSE_HOW)
        await stage.people.press_message(KARIN, channel, message, Action.PULSE_HOW)
        assert "aldrig vad en och samma person" in str(await stage.people.modal(KARIN, View.NOTE))


async def test_whoever_has_had_enough_for_today_is_asked_on_the_next_working_day(theatre):
    async with theatre() as stage:
        await turned_on(stage)
        travel(stage, 2026, 11, 25, 9, 0)
        async with stage.app.services.database.write() as session:
            for number in range(2):
                session.add(
                    Delivery(
                        key=f"earlier{number}",
                        team_id="T0NORRBRO",
                        kind=DeliveryKind.PROMPT,
                        target=KARIN,
                        due_at=stage.box.world.clock.now(),
                        state=DeliveryState.SENT,
                    )
                )
        travel(stage, 2026, 11, 25, 14, 31)
        await stage.people.message_with(TOM, stage.bot, Action.PULSE)
        await all_sent(stage)
        assert Action.PULSE not in str((await stage.people.app_messages(KARIN, stage.bot))[1])
        travel(stage, 2026, 11, 26, 14, 35)
        await stage.people.message_with(KARIN, stage.bot, Action.PULSE)
