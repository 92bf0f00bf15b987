"""Admins and leaders see how learning is going, on demand and once a month, and never a person."""

from __future__ import annotations

from datetime import date

import pytest

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME
from bot.demo.people import Refused
from bot.slack.ids import Action, Block, View
from tests.e2e.test_plans import KARIN, MAJA, PLAN, published
from tests.support.scenes import all_sent, at_home, happen, said, seen, travel, until

TEAM = "T0NORRBRO"
DRIFT = "C0DRIFT"
SIX = (KARIN, MAJA, "U0TOM", "U0ELIN", "U0JUSSI", "U0LEILA")


def kinds(message: dict) -> list[str]:
    return [block["type"] for block in message["blocks"]]


async def own_answers(stage, user: str, many: int) -> list[dict]:
    """Wait for so many answers that only one person sees."""
    found: list[dict] = []

    async def there() -> bool:
        found[:] = [one for one in await stage.people.messages(user, CHANNEL) if one.get("ephemeral")]
        return len(found) >= many

    await until(there)
    return found


async def choose_channel(stage, channel: str | None) -> None:
    await stage.people.command(ADMIN, CHANNEL, "/lardom inställningar")
    view = await stage.people.modal(ADMIN, View.SETTINGS)
    await stage.people.submit(ADMIN, view, {Block.REPORT_CHANNEL: {"selected_conversation": channel}})
    await stage.people.close(ADMIN, await stage.people.modal(ADMIN, View.NOTE))


async def reports(stage, user: str = ADMIN, channel: str = CHANNEL) -> list[dict]:
    titles = ("Lärandet i", "Det vi gör med")
    return [one for one in await stage.people.messages(user, channel) if one["text"].startswith(titles)]


async def plan_and_thank(stage, digest: dict, users) -> None:
    for user in users:
        await stage.people.press_message(user, CHANNEL, digest, Action.TRY)
        await stage.people.submit(user, await stage.people.modal(user, View.PLAN), PLAN)
        await stage.people.close(user, await stage.people.modal(user, View.NOTE))


async def test_a_leader_sees_charts_and_their_own_checklist_and_a_member_is_told_whom_it_is_for(theatre):
    async with theatre() as stage:
        await published(stage)
        await stage.people.command(LEADER, CHANNEL, "/lardom rapport")
        first, second, own = await own_answers(stage, LEADER, 3)
        assert kinds(first) == ["header", "data_visualization", "data_visualization", "context"]
        assert kinds(second) == ["section", "data_visualization", "context"]
        assert "minst" not in str(first["blocks"]) and "Lärdomar" in str(first["blocks"])
        assert ":white_large_square:" in str(own) and NAME in str(own)
        await stage.people.press_message(LEADER, CHANNEL, own, Action.FOLLOWED_UP)

        async def ticked() -> bool:
            return ":white_check_mark:" in str((await own_answers(stage, LEADER, 3))[2])

        await until(ticked)
        await stage.people.command(ADMIN, CHANNEL, "/lardom report")
        assert "checklista" not in str(await own_answers(stage, ADMIN, 2)), (
            "no leader's list is anybody else's"
        )
        await stage.people.command(KARIN, CHANNEL, "/lardom rapport")
        assert "administratörer och dem som leder" in await said(stage, KARIN)


async def test_the_month_is_posted_once_in_the_leaders_channel_with_people_in_whole_steps(theatre):
    async with theatre() as stage:
        await choose_channel(stage, CHANNEL)
        _, digest = await published(stage)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schema pausa {NAME}")
        await plan_and_thank(stage, digest, SIX)
        travel(stage, 2026, 11, 30, 16, 1)
        await all_sent(stage)
        assert await stage.app.services.reports.tallies.figures(TEAM) == []
        travel(stage, 2026, 12, 1, 16, 1)
        await month_over(stage)
        assert len(await stage.app.services.reports.tallies.figures(TEAM)) == 2
        assert await reports(stage) == [], "it comes in the morning of the next working day"
        travel(stage, 2026, 12, 2, 10, 1)
        await until(lambda: posted(stage, 2))
        first, second = await reports(stage)
        assert "Lärandet i november 2026" in first["text"]
        people = second["blocks"][0]["chart"]["series"]
        assert [(one["name"], one["data"][0]["value"]) for one in people] == [
            ("planerat", 5),
            ("provat", 0),
            ("tackat", 5),
        ]
        travel(stage, 2026, 12, 4, 16, 1)
        await all_sent(stage)
        assert len(await reports(stage)) == 2
        for user in SIX:
            assert user not in str([first, second])


async def test_where_slack_takes_no_charts_the_report_comes_in_words(theatre):
    async with theatre() as stage:
        await choose_channel(stage, CHANNEL)
        await published(stage)
        stage.box.faults.set({"refused_blocks": ["data_visualization"]})
        await stage.people.command(LEADER, CHANNEL, "/lardom rapport")
        first, second, _ = await own_answers(stage, LEADER, 3)
        assert "data_visualization" not in str([first, second])
        assert "omkring" in str(first) and "5 lärdomar" in str(second)
        travel(stage, 2026, 12, 1, 16, 1)
        await month_over(stage)
        travel(stage, 2026, 12, 2, 10, 1)
        await until(lambda: posted(stage, 2))
        assert "omkring" in str(await reports(stage))


async def test_a_channel_that_the_app_is_not_in_is_refused_with_the_way_to_mend_it(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom settings")
        view = await stage.people.modal(ADMIN, View.SETTINGS)
        with pytest.raises(Refused, match="/invite"):
            chosen = {Block.REPORT_CHANNEL: {"selected_conversation": DRIFT}}
            await stage.people.submit(ADMIN, view, chosen)
        assert (await stage.app.services.reports.workspaces.get(TEAM)).report_channel is None
        await stage.people.command(KARIN, CHANNEL, "/lardom settings")
        assert Block.REPORT_CHANNEL not in str(await stage.people.modal(KARIN, View.SETTINGS))


async def test_whoever_chose_the_channel_hears_when_the_report_could_not_be_posted(theatre):
    async with theatre() as stage:
        await choose_channel(stage, CHANNEL)
        await published(stage)
        travel(stage, 2026, 12, 1, 16, 1)
        await month_over(stage)
        await happen(stage, type="channel_archive", channel=CHANNEL)
        travel(stage, 2026, 12, 2, 10, 1)
        await seen(stage, ADMIN, "Månadsrapporten kunde inte läggas ut")


async def test_the_home_tab_sends_a_leader_the_report_and_ticks_their_list(theatre):
    async with theatre() as stage:
        await published(stage)
        await at_home(stage, LEADER, Action.REPORT)
        await seen(stage, LEADER, "Så går lärandet")
        await at_home(stage, LEADER, Action.FOLLOWED_UP)

        async def ticked() -> bool:
            return "undo." in str(stage.box.client.home(LEADER))

        await until(ticked)
        await stage.box.client.open_home(KARIN)
        home = stage.box.client.home(KARIN)
        assert Action.REPORT not in str(home) and Action.FOLLOWED_UP not in str(home)


async def posted(stage, many: int) -> bool:
    return len(await reports(stage)) == many


async def month_over(stage) -> None:
    """Wait until November is counted."""

    async def december() -> bool:
        return (await stage.app.services.reports.workspaces.get(TEAM)).tallied_to == date(2026, 12, 1)

    await until(december)
