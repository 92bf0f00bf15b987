"""Colleagues follow each other: sign up, meet, step out, say how it went; nobody else learns who met whom."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL, LEADER
from bot.slack.ids import Action, Block, View
from bot.store.shadow_tables import ShadowTurn, TurnState
from bot.store.tables import Delivery, DeliveryKind
from tests.support.scenes import all_sent, at_home, said, seen, travel, until, weekly

KARIN, TOM, PRIYA, MAJA, ELIN, EMEKA = "U0KARIN", "U0TOM", "U0PRIYA", "U0MAJA", "U0ELIN", "U0EMEKA"
SIX = (KARIN, TOM, PRIYA, MAJA, ELIN, EMEKA)
SEE, SHOW = "Hur ni räknar på en bro", "En dag med elskåpen på bygget"
TEAMS = {KARIN: "El", TOM: "Konstruktion", PRIYA: "Konstruktion", MAJA: "Planering"}


async def signed_up(stage, user: str, word: str = "följ", see: str = SEE) -> None:
    """Sign up in the modal."""
    await stage.people.command(user, CHANNEL, f"/lardom {word}")
    modal = await stage.people.modal(user, View.SHADOW)
    fields = {Block.SEE: see, Block.SHOW: f"{SHOW}, {user[2:5]}", Block.TEAM: TEAMS.get(user, "")}
    await stage.people.submit(user, modal, {block: {"value": words} for block, words in fields.items()})
    await stage.people.close(user, await stage.people.modal(user, View.NOTE))


async def set_up(stage, **changed: object) -> None:
    """Let the admin set a season up, from tomorrow on every other Wednesday."""
    await stage.people.command(ADMIN, CHANNEL, "/lardom följ säsong")
    modal = await stage.people.modal(ADMIN, View.SHADOW_SEASON)
    chosen = {Block.WEEKDAY: {"selected_option": {"value": "2"}}} | changed
    await stage.people.submit(ADMIN, modal, chosen)
    await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))


async def together(stage, *users: str) -> str:
    """Play to the introductions; return the turn's id."""
    await weekly(stage)
    await set_up(stage)
    for user in users:
        await signed_up(stage, user)
    travel(stage, 2026, 11, 25, 10, 1)
    await until(lambda: a_turn(stage))
    for user in users:
        await stage.people.message_with(user, stage.bot, Action.SHADOW_SKIP)
    return (await a_turn(stage)).id


async def a_turn(stage) -> ShadowTurn | None:
    async with stage.app.services.database.read() as session:
        rows = await session.execute(select(ShadowTurn).order_by(col(ShadowTurn.named_on).desc()))
        return rows.scalars().first()


async def partner_of(stage, turn: str, user: str) -> str:
    group = await stage.app.services.together.groups.of(turn, user)
    return group.others(user)[0]


async def messages(stage, user: str) -> str:
    return str((await stage.people.app_messages(user, stage.bot))[1])


async def test_two_who_sign_up_are_introduced_with_their_wishes_and_times_in_both_zones(theatre):
    async with theatre() as stage:
        turn = await together(stage, KARIN, TOM)
        for user, other in ((KARIN, TOM), (TOM, KARIN)):
            shown = await messages(stage, user)
            assert f"<@{other}>" in shown and SEE in shown and f"{SHOW}, {other[2:5]}" in shown
            assert f"{SHOW}, {user[2:5]}" not in shown, "nobody is shown their own words"
            assert await partner_of(stage, turn, user) == other
        assert "fredag 27 november 2026 10:00 (09:00 för <@U0TOM>)" in await messages(stage, KARIN)
        assert "Friday 27 November 2026 09:00 (10:00 för" not in await messages(stage, TOM)
        assert "Friday 27 November 2026 09:00 (10:00 for <@U0KARIN>)" in await messages(stage, TOM)
        assert "Konstruktion" in await messages(stage, KARIN)


async def test_what_is_written_and_who_meets_whom_stands_nowhere_in_the_clear(theatre):
    async with theatre() as stage:
        turn = await together(stage, *SIX)
        raw = stage.database_file.read_bytes()
        assert SEE.encode() not in raw and b"Konstruktion" not in raw
        async with stage.app.services.database.read() as session:
            rows = await session.execute(select(Delivery).where(col(Delivery.kind) == DeliveryKind.SHADOW))
            notes = {row.note for row in rows.scalars()}
        assert notes == {turn}
        pairs = {frozenset((user, await partner_of(stage, turn, user))) for user in SIX}
        assert len(pairs) == 3 and frozenset((TOM, PRIYA)) not in pairs, "they are of one team"
        for user in SIX:
            shown = await messages(stage, user)
            assert sum(f"<@{other}>" in shown for other in SIX) == 1


async def test_an_empty_form_says_what_is_missing_and_changes_nothing(theatre):
    async with theatre() as stage:
        await stage.people.command(KARIN, CHANNEL, "/lardom shadow")
        modal = await stage.people.modal(KARIN, View.SHADOW)
        with pytest.raises(Exception, match="minst ett av fälten"):
            await stage.people.submit(KARIN, modal, {Block.SEE: {"value": " "}, Block.TEAM: {"value": "El"}})
        assert await stage.app.services.together.volunteers.count("T0NORRBRO") == 0


async def test_signing_up_can_be_changed_and_undone(theatre):
    async with theatre() as stage:
        await signed_up(stage, KARIN)
        await signed_up(stage, KARIN, see="Hur ett anbud blir till")
        wish = await stage.app.services.together.volunteers.wish("T0NORRBRO", KARIN)
        assert (wish.see, wish.team) == ("Hur ett anbud blir till", "El")
        await stage.people.command(KARIN, CHANNEL, "/lardom följ")
        modal = await stage.people.modal(KARIN, View.SHADOW)
        assert "Hur ett anbud blir till" in str(modal)
        await stage.people.press_view(KARIN, modal, Action.SHADOW_LEAVE)
        await stage.people.modal(KARIN, View.NOTE)
        assert await stage.app.services.together.volunteers.wish("T0NORRBRO", KARIN) is None
        await stage.people.command(KARIN, CHANNEL, "/lardom följ sluta")
        assert "inte anmäld" in await said(stage, KARIN)


async def test_whoever_cannot_this_time_says_so_and_the_other_is_told(theatre):
    async with theatre() as stage:
        turn = await together(stage, *SIX)
        other = await partner_of(stage, turn, KARIN)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.SHADOW_SKIP)
        await stage.people.press_message(KARIN, channel, message, Action.SHADOW_SKIP)
        await seen(stage, KARIN, "Du står över den här gången")
        shown = "kan inte den här gången" if other in (MAJA, ELIN) else "cannot this time"
        await seen(stage, other, shown)
        assert f"<@{KARIN}>" in await messages(stage, other)
        assert await stage.app.services.together.volunteers.wish("T0NORRBRO", KARIN) is not None
        travel(stage, 2026, 12, 9, 10, 2)
        await all_sent(stage)
        for user in (KARIN, other):
            assert Action.SHADOW_TELL not in await messages(stage, user), "there is nothing to ask about"
        (member, *_) = [user for user in SIX if user not in (KARIN, other)]
        await stage.people.message_with(member, stage.bot, Action.SHADOW_TELL)


async def test_whoever_stops_in_the_message_is_out_for_good(theatre):
    async with theatre() as stage:
        turn = await together(stage, KARIN, TOM, MAJA)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.SHADOW_LEAVE)
        await stage.people.press_message(KARIN, channel, message, Action.SHADOW_LEAVE)
        await seen(stage, TOM, "follow each other all the same")
        assert await partner_of(stage, turn, TOM) == MAJA
        assert await stage.app.services.together.volunteers.count("T0NORRBRO") == 2


async def test_leaving_lardom_takes_a_member_out_of_every_group_and_the_other_is_told_without_a_name(theatre):
    async with theatre() as stage:
        turn = await together(stage, KARIN, TOM)
        await stage.people.command(KARIN, CHANNEL, "/lardom lämna")
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.LEAVE))
        await seen(stage, TOM, "Whoever you would have followed cannot this time")
        assert await stage.app.services.together.groups.of_turn(turn) == []
        assert await stage.app.services.together.volunteers.wish("T0NORRBRO", KARIN) is None


async def asked_back(stage, *users: str) -> str:
    """Play to the question how it went."""
    turn = await together(stage, *users)
    travel(stage, 2026, 12, 9, 10, 2)
    await all_sent(stage)
    for user in users:
        await stage.people.message_with(user, stage.bot, Action.SHADOW_TELL)
    return turn


async def told(stage, user: str, happened: str) -> None:
    """Say whether it happened."""
    channel, message = await stage.people.message_with(user, stage.bot, Action.SHADOW_TELL)
    await stage.people.press_message(user, channel, message, Action.SHADOW_TELL)
    modal = await stage.people.modal(user, View.SHADOW_BACK)
    answer = {Block.HAPPENED: {"selected_option": {"value": happened}}}
    await stage.people.submit(user, modal, answer if happened else {})


async def test_what_was_learned_goes_the_way_of_every_answer_into_the_next_round(theatre):
    async with theatre() as stage:
        await asked_back(stage, KARIN, TOM)
        await told(stage, KARIN, "yes")
        write = await stage.people.modal(KARIN, View.WRITE)
        assert "Den du följde kan känna igen" in str(write)
        learned = "Konstruktion räknar alltid två gånger, och byter räknare."
        await stage.people.submit(KARIN, write, {Block.TEXT: {"value": learned}})
        await stage.people.submit(KARIN, await stage.people.modal(KARIN, View.PREVIEW))
        (schedule,) = await stage.app.services.schedules.all()
        planned = await stage.app.services.rounds.planned(schedule.id)
        own = await stage.app.services.intake.own("T0NORRBRO", KARIN, planned.id)
        assert (own.text, own.share) == (learned, "anonymous")
        assert learned.encode() not in stage.database_file.read_bytes()


async def test_whether_it_happened_is_counted_together_shown_rounded_and_only_to_admins(theatre):
    async with theatre() as stage:
        turn = await asked_back(stage, *SIX)
        await told(stage, KARIN, "no")
        assert "passar bättre" in str(await stage.people.modal(KARIN, View.NOTE))
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.NOTE))
        await told(stage, KARIN, "yes")
        await stage.people.close(KARIN, await stage.people.modal(KARIN, View.WRITE))
        for user in (TOM, PRIYA, MAJA, ELIN):
            await told(stage, user, "yes")
            await stage.people.close(user, await stage.people.modal(user, View.WRITE))
        await told(stage, EMEKA, "planned")
        await stage.people.close(EMEKA, await stage.people.modal(EMEKA, View.NOTE))
        travel(stage, 2026, 12, 16, 12, 0)

        async def counted() -> bool:
            return (await stage.app.services.together.seasons.turn(turn)).state is TurnState.COUNTED

        await until(counted)
        async with stage.app.services.database.read() as session:
            rows = (await session.execute(text("SELECT choice, number FROM poll_count"))).all()
            assert sorted(rows) == [("planned", 1), ("yes", 5)]
            assert (await session.execute(text("SELECT count(*) FROM intake"))).scalar() == 0
        await stage.people.command(ADMIN, CHANNEL, "/lardom följ säsong")
        shown = str(await stage.people.modal(ADMIN, View.SHADOW_SEASON))
        assert "ungefär 80 %" in shown and "Minst 5 har anmält sig" in shown
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.SHADOW_TELL)
        await stage.people.press_message(KARIN, channel, message, Action.SHADOW_TELL)
        modal = await stage.people.modal(KARIN, View.SHADOW_BACK)
        await stage.people.submit(KARIN, modal, {Block.HAPPENED: {"selected_option": {"value": "no"}}})
        assert "redan räknade" in str(await stage.people.modal(KARIN, View.NOTE))


async def test_nobody_answers_for_a_turn_they_were_not_in(theatre):
    async with theatre() as stage:
        turn = await asked_back(stage, KARIN, TOM)
        channel, message = await stage.people.message_with(KARIN, stage.bot, Action.SHADOW_TELL)
        container = {"type": "message", "channel": channel, "ts": message["ts"]}
        action = {"action_id": Action.SHADOW_TELL, "type": "button", "value": turn}
        await stage.box.client.press(LEADER, container, action)
        await stage.app.services.later.drained(5)
        assert stage.box.world.stacks.get(LEADER, []) == []


async def test_only_admins_set_a_season_up_and_wrong_dates_are_named(theatre):
    async with theatre() as stage:
        await stage.people.command(KARIN, CHANNEL, "/lardom följ säsong")
        assert "bara administratörer" in await said(stage, KARIN)
        await stage.people.command(ADMIN, CHANNEL, "/lardom följ säsong")
        assert "Gör först ett schema" in await said(stage, ADMIN)
        await weekly(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom shadow season")
        modal = await stage.people.modal(ADMIN, View.SHADOW_SEASON)
        for ends, words in (("2026-11-01", "slutar innan den börjar"), ("2026-11-25", "Ingen sådan dag")):
            with pytest.raises(Exception, match=words):
                await stage.people.submit(ADMIN, modal, {Block.ENDS: {"selected_date": ends}})
        assert await stage.app.services.together.seasons.of("T0NORRBRO") is None


async def test_a_season_ends_at_its_admins_word_and_volunteers_stay(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await set_up(stage)
        await signed_up(stage, KARIN)
        await signed_up(stage, TOM)
        await stage.people.command(ADMIN, CHANNEL, "/lardom följ säsong")
        modal = await stage.people.modal(ADMIN, View.SHADOW_SEASON)
        await stage.people.press_view(ADMIN, modal, Action.SHADOW_END)
        await stage.people.modal(ADMIN, View.NOTE)
        travel(stage, 2026, 11, 25, 10, 1)
        await all_sent(stage)
        assert await a_turn(stage) is None
        assert await stage.app.services.together.volunteers.count("T0NORRBRO") == 2


async def test_the_home_tab_invites_and_says_when_the_next_turn_comes(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await stage.box.client.open_home(KARIN)
        await until(lambda: home_has(stage, KARIN, Action.HOME_PAUSE))
        assert Action.SHADOW not in str(stage.box.client.home(KARIN)), (
            "without a season there is nothing to join"
        )
        await at_home(stage, ADMIN, Action.SHADOW_SEASON, View.SHADOW_SEASON)
        await set_up(stage)
        await at_home(stage, KARIN, Action.SHADOW, View.SHADOW)
        assert "onsdag 25 november 2026" in str(stage.box.client.home(KARIN))
        await signed_up(stage, KARIN)
        await stage.box.client.open_home(KARIN)
        await until(lambda: home_has(stage, KARIN, "Du är med."))


async def home_has(stage, user: str, words: str) -> bool:
    return words in str(stage.box.client.home(user))
