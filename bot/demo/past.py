"""Give the demonstration a quarter to look back on, lived through in seconds."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.demo.hands import Hands
from bot.demo.hands_together import HandsTogether
from bot.demo.lessons import load_examples, load_lessons
from bot.demo.norrbro import FOLLOWERS, REVIEWS, Norrbro
from bot.demo.once import ADMIN, CHANNEL, make_schedule
from bot.demo.quarter import Quarter
from bot.demo.stage import HOME, Stage
from bot.demo.travelling import Traveller
from bot.learning.prompts import Changed, PromptKind
from bot.slack.ids import Block
from bot.slack.services import Resources

WEEK = timedelta(weeks=1)
QUARTER = 13 * WEEK + timedelta(minutes=10)
"""The schedule is made shortly before its first question, thirteen weeks ago."""

NAME = "Veckans fråga"
SEED = 7


async def live_through(
    stage: Stage, today: datetime, said: Console, visit: Callable[[int], Awaitable[None]] | None = None
) -> Quarter:
    """Play the weeks up to a moment, at which the next question goes out; return those who played.

    `visit` is awaited after each week's question, with how many weeks are left.
    """
    everyone = await stage.people.everyone()
    bot = next(one["id"] for one in everyone if one["is_bot"])
    people = [one["id"] for one in everyone if not one["is_bot"]]
    rhythm: dict[str, object] = {
        Block.WEEKDAY: str(today.weekday()),
        Block.AT: {"selected_time": f"{today:%H:%M}"},
        Block.ZONE: "fixed",
    }
    await make_schedule(stage.people, NAME, rhythm)
    script = Norrbro(load_lessons(), load_examples(), people, random.Random(SEED))
    together = HandsTogether(stage.people, CHANNEL)
    quarter = Quarter(stage.app, Hands(stage.people, bot), together, script, REVIEWS, CHANNEL)
    await together.pulse_from(ADMIN, (today - 6 * WEEK).date())
    await together.season(ADMIN, another_workday(today.weekday()))
    for user, (see, show, team) in FOLLOWERS.items():
        await together.sign_up(user, see, show, team)
    traveller = Traveller(stage.app, HOME, stage.advance)
    shown = (
        TextColumn("  Thirteen weeks go by, so that there is something to see"),
        BarColumn(),
        TextColumn("{task.fields[week]}"),
    )
    with Progress(*shown, console=said, transient=True) as progress:
        weeks = progress.add_task("", total=13, week="")
        for number in range(12, 0, -1):
            week = today - number * WEEK
            progress.update(weeks, week=f"{week:%d %B}")
            await traveller.until(week, quarter.look)
            if visit is not None:
                await visit(number)
            progress.advance(weeks)
        async with only_questions(stage.app.services):
            await traveller.until(today - timedelta(minutes=1), quarter.look)
            await stage.colleagues_arrive()
            await stage.advance(timedelta(minutes=1, seconds=1).total_seconds())
            await stage.app.clockwork.turn()
    return quarter


@asynccontextmanager
async def only_questions(services: Resources) -> AsyncIterator[None]:
    """Let what is asked next be something that can be answered at once.

    Colleagues who promise to invite a customer have nothing to tell before whoever watches has gone.
    """
    (schedule,) = await services.schedules.all()
    invitations = [one for one in services.prompts.builtin if one.kind is PromptKind.INVITATION]
    await services.prompts.keep(schedule.team_id, [Changed(one, off=True) for one in invitations])
    yield
    for one in invitations:
        await services.prompts.drop(schedule.team_id, one.id)


def another_workday(weekday: int) -> int:
    """Return a weekday on which colleagues are introduced to each other.

    On the question's own day the introduction and what came of the last one would fill the two messages
    that a member gets, and the question would wait until the next day.
    """
    return (weekday + 3) % 5
