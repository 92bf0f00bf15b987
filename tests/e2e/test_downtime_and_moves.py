"""What happens to questions while nobody runs the app, while a schedule rests, and when people travel."""

from __future__ import annotations

from sqlalchemy import select

from bot.demo.once import ADMIN, CHANNEL
from bot.slack.ids import Block
from bot.slack.scheduling.saving import change
from bot.store.database import Database, Locations
from bot.store.news import News
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, RoundState, Schedule
from tests.e2e.test_reach import KARIN, TEAM, deliveries
from tests.e2e.test_schedules import edited, heard, planned_dates
from tests.support.scenes import all_sent, happen, has_prompt, seen, travel, until, until_equal, weekly


async def prompts_of(stage, user: str) -> list[tuple[DeliveryState, str]]:
    return [(one.state, one.reason) for one in await deliveries(stage, DeliveryKind.PROMPT, user)]


async def test_a_question_that_comes_late_is_asked_once_and_its_maker_is_told(theatre):
    async with theatre() as stage:
        await weekly(stage)
        async with stage.app.clockwork.still():
            travel(stage, 2026, 11, 26, 17, 0)
        await until(lambda: has_prompt(stage, KARIN))
        travel(stage, 2026, 11, 26, 17, 5)
        await seen(stage, ADMIN, "skulle ha gått ut torsdag 26 november 2026. Svarstiden är inte slut")
        await all_sent(stage)
        assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]


async def test_after_downtime_a_late_question_still_waits_for_the_morning(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 22, 30)
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN)
        travel(stage, 2026, 11, 27, 7, 2)
        await until(lambda: has_prompt(stage, KARIN))


async def test_after_downtime_the_reminder_waits_for_its_share_of_the_time_that_is_left(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 30, 14, 0)
        await until(lambda: has_prompt(stage, KARIN))
        await all_sent(stage)
        async with stage.app.services.database.read() as session:
            rows = (await session.execute(select(Delivery))).scalars().all()
        (closes_at,) = {one.closes_at for one in await stage.app.services.rounds.in_state((RoundState.OPEN,))}
        asked = next(one for one in rows if one.kind is DeliveryKind.PROMPT and one.target == KARIN)
        reminder = next(one for one in rows if one.kind is DeliveryKind.REMINDER and one.target == KARIN)
        assert reminder.state is DeliveryState.WAITING, "it did not come together with its question"
        share = (reminder.due_at - asked.due_at) / (closes_at - asked.due_at)
        assert 0.69 < share < 0.71


async def test_dates_whose_window_has_passed_are_told_together_and_nobody_is_asked(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 12, 16, 12, 0)
        await until(lambda: is_planned(stage, "2026-12-17"))
        travel(stage, 2026, 12, 16, 12, 2)
        await seen(
            stage,
            ADMIN,
            "Jag var inte igång torsdag 26 november 2026, torsdag 3 december 2026 "
            "och torsdag 10 december 2026",
        )
        await all_sent(stage)
        assert len(await deliveries(stage, DeliveryKind.MISSED)) == 1
        assert not await has_prompt(stage, KARIN)


async def test_a_single_date_that_was_missed_is_told_once_and_over(theatre):
    async with theatre() as stage:
        await weekly(stage, "en gång 2026-11-26 14:30")
        for day in (9, 10, 11):
            travel(stage, 2026, 12, day, 12, 0)
            await all_sent(stage)
        await seen(stage, ADMIN, "Jag var inte igång torsdag 26 november 2026")
        assert len(await deliveries(stage, DeliveryKind.MISSED)) == 1
        assert await planned_dates(stage) == []


async def test_what_fell_into_a_pause_is_neither_made_up_for_nor_called_a_fault(theatre):
    async with theatre() as stage:
        await weekly(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema pausa")
        travel(stage, 2026, 11, 27, 10, 0)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema fortsätt")
        await heard(stage, "torsdag 3 december 2026 14:30")
        await all_sent(stage)
        assert await planned_dates(stage) == ["2026-12-03"]
        assert not await has_prompt(stage, KARIN)
        assert await deliveries(stage, DeliveryKind.MISSED) == []


async def test_a_schedule_without_a_date_left_stays_paused_and_says_so(theatre):
    async with theatre() as stage:
        await weekly(stage, "en gång 2026-11-26 14:30")
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema pausa")
        travel(stage, 2026, 11, 27, 10, 0)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema fortsätt")
        await heard(stage, "Då skulle ingen få frågan")
        assert (await stage.app.services.schedules.all())[0].paused


async def test_a_date_on_which_nobody_wants_to_be_asked_is_passed_over_quietly(theatre):
    async with theatre() as stage:
        await weekly(stage)
        for user in await stage.app.services.directory(TEAM).members_of(CHANNEL):
            await stage.app.services.members.pause(TEAM, user, None, stopped=True)
        travel(stage, 2026, 12, 2, 12, 0)
        await until(lambda: is_planned(stage, "2026-12-03"))
        await all_sent(stage)
        assert await deliveries(stage, DeliveryKind.MISSED) == []


async def test_a_date_that_comes_while_a_round_is_open_for_days_is_passed_over_with_its_reason(theatre):
    async with theatre() as stage:
        await weekly(stage)
        ten_days = {Block.WINDOW: {"selected_option": {"value": "10"}}}
        assert "fortfarande öppen när nästa fråga" in str(
            await edited(stage, "/lardom schema ändra", ten_days)
        )
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, KARIN))
        travel(stage, 2026, 12, 4, 14, 40)
        await until(lambda: is_planned(stage, "2026-12-10"))
        travel(stage, 2026, 12, 4, 14, 42)
        await seen(stage, ADMIN, "torsdag 3 december 2026 gick inte ut, för då var den förra rundan")
        travel(stage, 2026, 12, 10, 21, 0)
        await until(lambda: is_running(stage, "2026-12-10"))


async def test_a_date_that_comes_hours_before_the_round_before_closes_is_asked_right_after(theatre):
    async with theatre() as stage:
        await weekly(stage)
        five_days = {Block.WINDOW: {"selected_option": {"value": "5"}}}
        await edited(stage, "/lardom schema ändra", five_days)
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, KARIN))
        travel(stage, 2026, 12, 3, 14, 31)
        await all_sent(stage)
        assert await is_running(stage, "2026-11-26"), "who was asked last still has time"
        travel(stage, 2026, 12, 3, 20, 40)
        await until(lambda: is_running(stage, "2026-12-03"))


async def test_whoever_flies_west_before_their_hour_is_asked_at_their_hour_there_once(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 13, 35)
        await until(lambda: is_running(stage, "2026-11-26"))
        await moves(stage, KARIN, "America/New_York")
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0MAJA"))
        await all_sent(stage)
        assert await prompts_of(stage, KARIN) == [(DeliveryState.WAITING, "moved")]
        travel(stage, 2026, 11, 26, 20, 29)
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN)
        travel(stage, 2026, 11, 26, 20, 31)
        await until(lambda: has_prompt(stage, KARIN))
        await until_equal(lambda: prompts_of(stage, KARIN), [(DeliveryState.SENT, "")])


async def test_whoever_flies_east_is_asked_at_their_hour_there_and_not_again(theatre):
    async with theatre() as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 13, 35)
        await until(lambda: is_running(stage, "2026-11-26"))
        await moves(stage, KARIN, "Asia/Kolkata")
        await until(lambda: has_prompt(stage, KARIN))
        await moves(stage, KARIN, "Europe/Stockholm")
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0MAJA"))
        await all_sent(stage)
        assert await prompts_of(stage, KARIN) == [(DeliveryState.SENT, "")]


async def moves(stage, user: str, zone: str) -> None:
    """Let somebody arrive in another zone, and the app hear of it."""
    await happen(stage, type="user_change", user=user, tz=zone)

    async def heard_of_it() -> bool:
        return (await stage.app.services.directory(TEAM).person(user)).zone == zone

    await until(heard_of_it)


async def is_planned(stage, day: str) -> bool:
    return await planned_dates(stage) == [day]


async def is_running(stage, day: str) -> bool:
    running = await stage.app.services.rounds.in_state((RoundState.OPEN,))
    return [one.occurrence.isoformat() for one in running] == [day]


async def test_a_move_that_another_process_was_told_of_is_followed_here_too(theatre, fresh_postgres):
    url = fresh_postgres()
    async with theatre(url=url) as stage:
        await weekly(stage)
        travel(stage, 2026, 11, 26, 9, 0)
        directory = stage.app.services.directory(TEAM)
        await directory.everyone()
        stage.box.world.users[KARIN]["tz"] = "America/New_York"
        assert directory.known(KARIN).zone == "Europe/Stockholm", "the event went to another"
        other = Database(Locations.parse(url))
        await News(other).tell(TEAM, KARIN)

        async def knows() -> bool:
            return directory.known(KARIN).zone == "America/New_York"

        await until(knows)
        await other.close()
        travel(stage, 2026, 11, 26, 14, 31)
        await until(lambda: has_prompt(stage, "U0MAJA"))
        await all_sent(stage)
        assert not await has_prompt(stage, KARIN), "in New York it is half past eight in the morning"
        travel(stage, 2026, 11, 26, 20, 31)
        await until(lambda: has_prompt(stage, KARIN))


async def test_who_moves_the_hour_in_the_last_moment_has_everybody_asked_at_the_new_one(theatre):
    async with theatre() as stage:
        await weekly(stage)
        services = stage.app.services
        (before,) = await services.schedules.all(TEAM)

        async def as_it_was(_: str) -> Schedule:
            return before

        after = Schedule(**before.model_dump() | {"at_time": "10:00"})
        await change(services, await services.visitor(TEAM, ADMIN), before, after, [])
        # What is known of a schedule may be a second old; here it is the second before the change.
        services.schedules.lately = as_it_was
        travel(stage, 2026, 11, 26, 10, 1)
        await until_equal(lambda: prompts_of(stage, KARIN), [(DeliveryState.SENT, "")])
        assert await has_prompt(stage, KARIN)
