"""Whoever starts the demonstration finds a question that waits, and a quarter to look back on."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from rich.console import Console
from sqlalchemy import select
from sqlmodel import col

from bot.demo.once import ADMIN
from bot.demo.past import QUARTER, another_workday, live_through
from bot.demo.stage import HOME, staged
from bot.learning.language import Language
from bot.learning.prompts import PromptKind
from bot.slack.home import home_view
from bot.slack.ids import Action
from bot.slack.reporting import report_sheets
from bot.store.sealed.tables import NamedReflection
from bot.store.tables import RoundState
from tests.support.scenes import until

TEAM = "T0NORRBRO"
TODAY = datetime(2026, 11, 26, 14, 30, tzinfo=HOME)


@pytest.mark.timeout(400)
async def test_everyone_has_the_question_and_home_library_and_charts_are_full(tmp_path):
    console = Console(file=io.StringIO())
    async with staged(tmp_path, port=0, start=TODAY - QUARTER, colleagues=False) as stage:
        await live_through(stage, TODAY, console)
        people = [one for one in await stage.people.everyone() if not one["is_bot"]]
        (bot,) = [one["id"] for one in await stage.people.everyone() if one["is_bot"]]

        async def all_asked() -> bool:
            asked = [(await stage.people.app_messages(one["id"], bot))[1][-1] for one in people]
            return all(
                Action.LATER in str(one["blocks"]) or Action.SEE in str(one["blocks"]) for one in asked
            )

        await until(all_asked)
        services = stage.app.services
        (running,) = await services.rounds.in_state((RoundState.OPEN,), TEAM)
        asks = services.prompts.builtin.get(running.prompt_id or "")
        assert asks is not None and asks.kind is PromptKind.QUESTION, "colleagues can answer at once"
        assert not [one for one in await services.prompts.listed(TEAM) if one.off or one.own]
        sheets = await report_sheets(services, TEAM, services.catalogue[Language.SV])
        charts = [one["chart"] for sheet in sheets for one in sheet.blocks if "chart" in one]
        assert len(charts) == 4
        for chart in charts:
            for series in chart["series"]:
                assert any(one["value"] for one in series["data"]), series["name"]
        async with services.database.read() as session:
            gone_first = select(col(NamedReflection.text)).where(col(NamedReflection.first).is_(True))
            examples = (await session.execute(gone_first)).scalars().all()
        assert len(examples) >= 5 and len(set(examples)) == len(examples), "no example is told twice"
        visitor = await services.visitor(TEAM, ADMIN)
        home = str(await home_view(services, await services.clients.of(TEAM), visitor))
        assert home.count("rich_text_quote") >= 3 and Action.HOME_SCHEDULE in home


@pytest.mark.parametrize("weekday", range(5))
def test_an_introduction_never_takes_the_questions_place(weekday):
    assert another_workday(weekday) != weekday and another_workday(weekday) in range(5)
