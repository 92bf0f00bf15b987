"""A workspace removes Lärdom: nothing more is sent, its tokens go at once and everything else in time."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, inspect, text

from bot.demo.once import ADMIN, CHANNEL, NAME, make_schedule
from bot.logs import configure_logs
from bot.slack.ids import Action
from bot.store.tables import DeliveryState
from tests.e2e.test_command_line import lardom
from tests.support.scenes import until
from tests.support.street import NORRBRO, SODRA
from tests.support.workspaces import small

DAY = 24 * 3600


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    configure_logs(stream)
    return stream


def told(lines: io.StringIO, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [one for one in found if one["event"] == event]


async def asks(here, team: str) -> None:
    """Make a schedule in a workspace and run it, without waiting for its questions."""
    people = await here.people(team)
    await make_schedule(people)
    await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")


async def asked(here, team: str, user: str = "U0KARIN") -> bool:
    visit = await here.visit(team)
    return Action.ANSWER in str((await visit.people.app_messages(user, visit.bot))[1])


async def gone(here, team: str) -> bool:
    return not await here.app.services.members.knows(team)


async def told_of_leaving(lines: io.StringIO) -> bool:
    return bool(told(lines, "workspace_left"))


def rows_about(here, team: str) -> list[str]:
    """Return the tables that have a row with a workspace's id in it."""
    engine = create_engine(here.settings.locations.sync_url)
    with engine.connect() as connection:
        names = inspect(engine).get_table_names()
        found = [
            name for name in names if team in str(connection.execute(text(f'SELECT * FROM "{name}"')).all())
        ]
    engine.dispose()
    return sorted(found)


async def test_a_workspace_that_removes_the_app_is_left_alone_at_once_and_forgotten_after_thirty_days(
    street, lines
):
    async with street() as here:
        for team in (NORRBRO, SODRA):
            await asks(here, team)
            await until(lambda team=team: asked(here, team))
        here.box.at(SODRA).link.uninstalled(here.box.installs)
        await until(lambda: gone(here, SODRA))
        await until(lambda: told_of_leaving(lines))
        assert "installation" in rows_about(here, NORRBRO) and "installation" not in rows_about(here, SODRA)
        await here.app.pump.settled()
        calls = here.box.api.by_team[SODRA]
        here.box.world.clock.advance(3 * DAY)
        await here.app.clockwork.turn()
        assert here.box.api.by_team[SODRA] == calls, "nothing is asked of Slack for them any more"
        (line,) = told(lines, "workspace_left")
        assert line["team"] == SODRA and line["reason"] in ("app_uninstalled", "tokens_revoked")
        assert line["until"] == "2026-12-24"
        here.box.world.clock.advance(26 * DAY)
        await here.app.services.farewell.forget_the_gone()
        assert "schedule" in rows_about(here, SODRA), "thirty days are not over"
        before = rows_about(here, NORRBRO)
        here.box.world.clock.advance(1 * DAY + 3600)
        await here.app.services.farewell.forget_the_gone()
        assert rows_about(here, SODRA) == [] and rows_about(here, NORRBRO) == before
        assert told(lines, "workspace_erased")[0]["team"] == SODRA


async def test_a_token_that_is_refused_while_sending_ends_the_installation_with_one_line(street, lines):
    async with street() as here:
        await asks(here, SODRA)
        await until(lambda: asked(here, SODRA))
        here.box.installs.remove(SODRA)
        people = await here.people(NORRBRO)
        await make_schedule(people)
        services = here.app.services
        (schedule,) = await services.schedules.all(SODRA)
        await services.control.close_now(schedule)
        async with services.database.write() as session:
            await services.outbox.owe(session, [_owed(schedule, here)])
        here.app.pump.wake()
        await until(lambda: gone(here, SODRA))
        await until(lambda: told_of_leaving(lines))
        assert len(told(lines, "workspace_left")) == 1
        assert (await services.outbox.find("late")).state is DeliveryState.WAITING
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await until(lambda: asked(here, NORRBRO))


async def test_word_of_revoked_tokens_is_checked_before_anything_is_thrown_away(street):
    async with street() as here:
        here.box.at(SODRA).link.tokens_revoked()
        await asks(here, SODRA)
        await until(lambda: asked(here, SODRA))
        assert not await gone(here, SODRA), "its token works: Slack spoke of an older one"


async def test_whoever_comes_back_in_time_finds_everything_as_it_was(street):
    async with street() as here:
        people = await here.people(SODRA)
        await make_schedule(people)
        here.box.at(SODRA).link.uninstalled(here.box.installs)
        await until(lambda: gone(here, SODRA))
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        assert not await asked(here, SODRA)
        here.box.world.clock.advance(2 * DAY)
        await here.install(SODRA)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        await until(lambda: asked(here, SODRA))


async def test_an_operator_may_have_everything_deleted_at_once(street):
    async with street(lardom_keep_days=0) as here:
        await asks(here, SODRA)
        await until(lambda: asked(here, SODRA))
        here.box.at(SODRA).link.uninstalled(here.box.installs)

        async def forgotten() -> bool:
            return rows_about(here, SODRA) == []

        await until(forgotten)
        assert "schedule" not in rows_about(here, NORRBRO) and "workspace" in rows_about(here, NORRBRO)


async def test_an_organisation_takes_the_app_from_one_workspace_and_gives_it_back(street):
    more = [small(SODRA, enterprise="E0"), small("T0VASTRA", "Västra", enterprise="E0")]
    async with street(more=more, installed=()) as here:
        await here.install(SODRA, org_wide=True)
        for team in (SODRA, "T0VASTRA"):
            await make_schedule(await here.people(team))
        here.box.at(SODRA).link.taken_out(here.box.installs)
        await until(lambda: gone(here, SODRA))
        assert not await gone(here, "T0VASTRA")
        here.box.at(SODRA).link.let_in()

        async def back() -> bool:
            return not await gone(here, SODRA)

        await until(back)
        here.box.at("T0VASTRA").link.uninstalled(here.box.installs)
        for team in (SODRA, "T0VASTRA"):
            await until(lambda team=team: gone(here, team))


async def test_tokens_that_end_are_renewed_in_time_and_by_one_process(street):
    async with street(token_life=timedelta(hours=12)) as here:
        services = here.app.services
        first = (await services.clients.of(SODRA)).token
        here.box.world.clock.advance(10 * 3600 + 60)
        await here.app.clockwork.chores[-1]()
        await until(lambda: has_another(here, first))
        second = (await services.clients.installations.of(SODRA)).tokens.bot
        assert here.box.api.counts["oauth.v2.access"] == 4
        await here.app.clockwork.chores[-1]()
        assert here.box.api.counts["oauth.v2.access"] == 4, "nothing ends soon"
        here.box.world.clock.advance(13 * 3600)
        await asks(here, SODRA)
        await until(lambda: asked(here, SODRA))
        assert (await services.clients.of(SODRA)).token not in (first, second)


async def has_another(here, token: str) -> bool:
    """Tell whether another token is kept; the app's own chore may be at it already."""
    return (await here.app.services.clients.installations.of(SODRA)).tokens.bot != token


async def test_a_token_that_ended_earlier_than_was_said_is_renewed_when_it_is_refused(street):
    async with street(token_life=timedelta(hours=12)) as here:
        await asks(here, SODRA)
        await until(lambda: asked(here, SODRA))
        token = (await here.app.services.clients.of(SODRA)).token
        grant, _ = here.box.installs._tokens[token]
        here.box.installs._tokens[token] = (grant, here.box.world.clock.now())
        (schedule,) = await here.app.services.schedules.all(SODRA)
        async with here.app.services.database.write() as session:
            await here.app.services.outbox.owe(session, [_owed(schedule, here)])
        here.app.pump.wake()

        async def sent() -> bool:
            return (await here.app.services.outbox.find("late")).state is DeliveryState.SENT

        await until(sent)
        assert not await gone(here, SODRA)


async def test_the_command_line_lists_workspaces_forgets_one_and_makes_keys(street, tmp_path):
    async with street() as here:
        await make_schedule(await here.people(SODRA))
        around = {
            "DATABASE_URL": here.settings.database_url,
            "LARDOM_KEYS": str(here.settings.lardom_keys),
        }
        code, shown, _ = await lardom("workspaces", "list", place=tmp_path, **around)
        assert code == 0 and f"{SODRA}  Södra  has the app" in shown
        code, _, said = await lardom("workspaces", "forget", SODRA, place=tmp_path, **around)
        assert code == 1 and "still has the app" in said and "Traceback" not in said
        code, _, said = await lardom("workspaces", "forget", SODRA, "--even-so", place=tmp_path, **around)
        assert code == 1 and "Stop it first" in said
    code, shown, _ = await lardom("workspaces", "forget", SODRA, "--even-so", place=tmp_path, **around)
    assert code == 0 and "Forgot Södra" in shown
    assert rows_about(here, SODRA) == [] and "workspace" in rows_about(here, NORRBRO)
    code, shown, _ = await lardom("workspaces", "new-key", place=tmp_path, **around)
    assert code == 0 and "tokens-0002.key" in shown and "tokens-0001.key" in shown


def _owed(schedule, here):
    from bot.store.outbox import Owed
    from bot.store.tables import DeliveryKind

    return Owed(
        key="late",
        team=SODRA,
        kind=DeliveryKind.MISSED,
        target="U0ANNA",
        due_at=here.box.world.clock.now(),
        schedule_id=schedule.id,
        note="2026-11-24",
    )
