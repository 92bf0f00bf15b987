"""The terminal shows how the running rounds stand, with reasons, and outlives a database in trouble."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager

from rich.console import Console
from sqlalchemy.exc import OperationalError

from bot.content.texts import load_catalogue
from bot.demo.once import ADMIN, CHANNEL, NAME, make_schedule
from bot.learning.language import Language
from bot.progress import shown, watch
from tests.support.scenes import all_sent, running_round, until

EN = load_catalogue()[Language.EN]


async def drawn(stage) -> str:
    console = Console(file=io.StringIO(), width=140)
    console.print(await shown(stage.app, EN))
    return console.file.getvalue()


@asynccontextmanager
async def watched(stage):
    screen, stop = io.StringIO(), asyncio.Event()
    console = Console(file=screen, force_terminal=True, width=140)
    task = asyncio.create_task(watch(stage.app, EN, console, stop))
    try:
        yield screen
    finally:
        stop.set()
        await task


async def test_a_round_is_shown_with_who_waits_and_why(theatre):
    async with theatre() as stage:
        assert "No round is running" in await drawn(stage)
        stage.box.world.users["U0KARIN"]["profile"] |= {
            "status_emoji": ":palm_tree:",
            "status_text": "Semester",
        }
        await running_round_without(stage)
        await all_sent(stage)
        line = next(one for one in (await drawn(stage)).splitlines() if "Fredagsfrågan" in one)
        assert [one.strip() for one in line.strip("│┃ ").split("│")][1:] == [
            "open",
            "12",
            "11",
            "1 (is away: 1)",
            "0",
        ]


async def running_round_without(stage) -> None:
    await make_schedule(stage.people)
    await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")

    async def waiting() -> bool:
        return "1 (" in await drawn(stage)

    await until(waiting)


async def test_the_terminal_is_kept_up_to_date_and_waits_for_the_database(theatre, monkeypatch):
    async with theatre() as stage, watched(stage) as screen:
        await running_round(stage)

        async def has(words: str) -> bool:
            return words in screen.getvalue()

        await until(lambda: has("Fredagsfrågan"))

        async def away(*_: object) -> None:
            raise OperationalError("SELECT 1", None, Exception("away"))

        monkeypatch.setattr(type(stage.app.services.rounds), "in_state", away)
        await until(lambda: has("does not answer"))
