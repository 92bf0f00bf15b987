"""A schedule lives its week by itself: it asks, closes, mixes and publishes when the time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.demo.once import ADMIN, CHANNEL, LEADER, answer, curate, posted_digest
from bot.slack.ids import Action
from bot.store.database import Database, Locations
from bot.store.outbox import Outbox
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.retention import Retention
from bot.store.tables import DeliveryKind, DeliveryState, RoundState
from tests.support.scenes import EVERYONE, all_done, all_sent, has_prompt, open_round, travel, until, weekly

STOCKHOLM = ZoneInfo("Europe/Stockholm")


async def test_everyone_is_asked_at_their_own_time_and_the_digest_comes_by_itself(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0KARIN"))
        await all_sent(stage)
        assert not await has_prompt(stage, "U0TOM"), "in London it is half past one"
        assert await has_prompt(stage, "U0JUSSI"), "in Helsinki it was half past two an hour ago"
        travel(stage, 2026, 11, 26, 15, 31)
        await until(lambda: has_prompt(stage, "U0TOM"))
        await all_sent(stage)
        assert not await has_prompt(stage, "U0GRACE"), "in New York it is half past nine in the morning"
        travel(stage, 2026, 11, 26, 20, 31)
        await until(lambda: has_prompt(stage, "U0GRACE"))

        for user in EVERYONE:
            await answer(stage.people, stage.bot, user, f"Lärdom av {user[2:].lower()}et om bron.")
        services = stage.app.services
        found = await open_round(stage)
        assert found.closes_at.astimezone(STOCKHOLM).date().isoformat() == "2026-12-01", "three working days"
        travel(stage, 2026, 12, 1, 20, 32)
        await until(lambda: in_state(stage, found.id, RoundState.MIXED))
        assert await curate_as_admin(stage) == len(EVERYONE)
        travel(stage, 2026, 12, 3, 10, 1)
        await until(lambda: in_state(stage, found.id, RoundState.PUBLISHED))
        digest = await posted_digest(stage.people, stage.bot)
        assert sum(block["type"] == "rich_text" for block in digest["blocks"]) == len(EVERYONE)
        schedule = (await services.schedules.all())[0]
        planned = await services.rounds.planned(schedule.id)
        assert planned.occurrence.isoformat() == "2026-12-03", "the next week is planned"


async def curate_as_admin(stage) -> int:
    """The admin who made the schedule reviews, since no leader was chosen."""
    services = stage.app.services
    schedule = (await services.schedules.all())[0]
    assert await services.schedules.curators(schedule) == [ADMIN]
    return await curate(stage.people, stage.bot, ADMIN)


async def in_state(stage, round_id: str, state: RoundState) -> bool:
    return (await stage.app.services.rounds.get(round_id)).state is state


async def test_nobody_is_asked_at_night_and_a_holiday_is_left_out(theatre):
    async with theatre() as stage:
        await weekly(stage, "varje vecka tor 22:00")
        travel(stage, 2026, 11, 26, 22, 30)
        await all_sent(stage)
        assert not await has_prompt(stage, "U0KARIN")
        travel(stage, 2026, 11, 27, 7, 5)
        await until(lambda: has_prompt(stage, "U0KARIN"))


async def test_the_home_tab_shows_the_open_round_to_review_and_the_next_date(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema kör")
        await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        await open_round(stage)
        await stage.box.client.open_home("U0KARIN")

        async def drawn() -> bool:
            return stage.box.client.home("U0KARIN") is not None

        await until(drawn)
        home = str(stage.box.client.home("U0KARIN"))
        assert "Öppet just nu" in home and "torsdag 26 november 2026 14:30" in home
        assert "Nytt schema" not in home, "making schedules is for admins"
        await stage.box.client.open_home(ADMIN)

        async def admins() -> bool:
            return "Nytt schema" in str(stage.box.client.home(ADMIN))

        await until(admins)
        assert LEADER not in home


async def test_a_process_that_is_told_to_stop_leaves_nothing_half_sent(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema kör")
        await stage.people.message_with("U0GRACE", stage.bot, Action.ANSWER)
        await answer(stage.people, stage.bot, "U0KARIN", "Fråga tidigare.")
        found = await open_round(stage)
    chats = stage.box.world.channels.values()
    shown = [str(one.blocks) for chat in chats for one in chat.messages.values()]
    came = [one for one in shown if Action.ANSWER in one or Action.SEE in one]
    database = Database(Locations.parse(f"sqlite:///{stage.database_file}"))
    counts = await Outbox(database).counts(found.id, DeliveryKind.PROMPT)
    await database.close()
    assert counts.pop(DeliveryState.SENT) == len(came)
    assert set(counts) <= {DeliveryState.WAITING} and len(came) + sum(counts.values()) == 12


async def test_the_store_is_cleaned_once_a_night(theatre, monkeypatch):
    cleanings: list[int] = []

    async def counted(_: Cleaner) -> None:
        cleanings.append(1)

    monkeypatch.setattr(Cleaner, "clean", counted)
    async with theatre() as stage:
        await all_done(stage)
        assert cleanings == []
        for day in (25, 26):
            travel(stage, 2026, 11, day, 3, 1)
            await all_done(stage)
            await all_done(stage)
    assert len(cleanings) == 2


@pytest.mark.parametrize(
    ("starts", "cleaned"),
    [([(25, 9), (26, 9), (27, 9)], 0), ([(25, 2), (26, 2), (27, 2)], 0), ([(25, 2, 3), (26, 2, 3)], 2)],
    ids=["by day", "off before three", "on at three"],
)
async def test_who_has_it_running_for_a_few_hours_a_day_keeps_nothing_past_its_date(
    theatre, monkeypatch, starts, cleaned
):
    let_go: list[datetime] = []
    cleanings: list[int] = []

    async def noted(_: Retention, now: datetime) -> None:
        let_go.append(now)

    async def counted(_: Cleaner) -> None:
        cleanings.append(1)

    async with theatre(tick=3600) as stage:
        monkeypatch.setattr(Retention, "let_go", noted)
        monkeypatch.setattr(Cleaner, "clean", counted)
        for day, *hours in starts:
            begun = replace(stage.app.clockwork, _cleaned_on=[])
            for hour in hours:
                travel(stage, 2026, 11, day, hour, 1)
                await begun.clean()
                await begun.clean()
    assert len(cleanings) == cleaned
    assert {now.day for now in let_go} == {day for day, *_ in starts}


async def test_a_round_that_is_closed_while_it_still_opens_has_its_digest_on_the_usual_day(
    theatre, monkeypatch
):
    owe = Outbox.owe

    async def never(outbox: Outbox, session, owed) -> None:
        if any(one.kind is DeliveryKind.PROMPT for one in owed):
            raise RuntimeError("the power went")
        await owe(outbox, session, owed)

    async with theatre() as stage:
        await weekly(stage)
        monkeypatch.setattr(Outbox, "owe", never)
        travel(stage, 2026, 11, 26, 14, 31)

        async def opening() -> bool:
            return bool(await stage.app.services.rounds.in_state((RoundState.OPENING,)))

        await until(opening)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema stäng")

        async def closed() -> bool:
            return not await opening()

        await until(closed)
        (found,) = await stage.app.services.rounds.in_state((RoundState.CLOSED, RoundState.MIXED))
        assert found.publish_at is not None
        day = found.publish_at.astimezone(STOCKHOLM)
        assert (day.date(), day.hour) == (date(2026, 11, 30), 10), "two working days on"


async def test_an_opening_that_was_interrupted_goes_on_and_keeps_everybodys_own_time(theatre, monkeypatch):
    owe = Outbox.owe
    failures = [RuntimeError("the power went"), RuntimeError("and again")]

    async def interrupted(outbox: Outbox, session, owed) -> None:
        if failures and any(one.kind is DeliveryKind.PROMPT for one in owed):
            raise failures.pop()
        await owe(outbox, session, owed)

    monkeypatch.setattr(Outbox, "owe", interrupted)
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0KARIN"))
        assert failures == []
        await all_sent(stage)
        assert not await has_prompt(stage, "U0TOM"), "in London it is half past one"
        travel(stage, 2026, 11, 26, 15, 31)
        await until(lambda: has_prompt(stage, "U0TOM"))
        found = await open_round(stage)
        assert found.asked == 12


async def test_after_long_silence_nobody_is_asked_what_nobody_can_answer_in_time(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2027, 2, 17, 18, 0)

        async def caught_up() -> bool:
            services = stage.app.services
            schedule = (await services.schedules.all())[0]
            planned = await services.rounds.planned(schedule.id)
            return planned is not None and planned.occurrence >= date(2027, 2, 17)

        await until(caught_up)
        await all_sent(stage)
        opened = (RoundState.OPEN, RoundState.CLOSED, RoundState.HELD, RoundState.MIXED)
        assert await stage.app.services.rounds.in_state(opened) == []
        assert not await has_prompt(stage, "U0KARIN")
        travel(stage, 2027, 2, 18, 14, 31)
        await until(lambda: has_prompt(stage, "U0KARIN"))


async def test_a_schedule_that_names_a_saturday_asks_on_it(theatre):
    async with theatre() as stage:
        await weekly(stage, "varje vecka lör 10:00")
        travel(stage, 2026, 11, 28, 9, 59)
        await all_sent(stage)
        assert not await has_prompt(stage, "U0KARIN")
        travel(stage, 2026, 11, 28, 10, 1)
        await until(lambda: has_prompt(stage, "U0KARIN"))
