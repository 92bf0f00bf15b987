"""Take the pictures of the tour and of the README from the running demonstration: `make screenshots`.

`make screenshots ONLY="pulse-trend report-channel"` goes the whole way as well, and takes only these.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

from camera import Camera, camera
from rich.console import Console
from walk import answering, beginning, later, leading, lessons, planning

from bot.clock import SystemClock
from bot.demo.past import QUARTER, live_through
from bot.demo.quarter import Quarter
from bot.demo.stage import HOME, Stage, staged, working_moment
from bot.demo.travelling import Traveller
from bot.learning.calendar import HolidayPolicy, WorkCalendar
from bot.logs import configure_logs
from bot.slack.ids import View
from bot.store.kinds import DeliveryKind

DOCS = Path(__file__).parent
FIXED_TIME, INVITED = time(16, 1), time(10, 1)
CALENDAR = WorkCalendar(HolidayPolicy(country="SE", eves=True, bridge_days=False))
LEAD = """# Tour

Every picture here was taken by `make screenshots` from the demonstration that `make demo` starts: an
invented company with a quarter of weekly questions behind it. At the end is a list of which picture shows
which modal and which message.
"""


async def main(only: frozenset[str]) -> None:
    """Live through the demonstration's quarter and the months after it, with a camera."""
    configure_logs(io.StringIO())
    images = DOCS / "images"
    images.mkdir(exist_ok=True)
    today = working_moment(SystemClock().now())
    with tempfile.TemporaryDirectory() as place:
        async with (
            staged(Path(place), port=0, start=today - QUARTER, colleagues=False) as stage,
            camera(stage.url, images, only) as seen,
        ):
            await beginning.first_steps(seen)
            quarter = await live_through(stage, today, Console(), lambda left: beginning.week(seen, left))
            await walk(seen, stage, today)
            await months_later(seen, stage, quarter)
            seen.chapter(
                "Which picture shows what", "Every modal and every kind of message, by its name in the code."
            )
            seen.index(View, DeliveryKind)
            (DOCS / "tour.md").write_text("\n".join([LEAD, *seen.told]).rstrip() + "\n", encoding="utf-8")


async def walk(seen: Camera, stage: Stage, today: datetime) -> None:
    """Take the pictures of a day, of its fixed time, and of the working day before the next question."""
    traveller = Traveller(stage.app, HOME, stage.advance)
    await answering.question(seen)
    await answering.own_text(seen)
    await answering.home(seen)
    await answering.reminded(seen)
    lesson = await answering.mailbox(seen)
    await answering.looks_back(seen)
    await planning.schedules(seen)
    await planning.tools(seen)
    await planning.report(seen)
    await planning.together(seen)
    late = await answering.begins_late(seen)
    await planning.closing(seen)
    await leading.review(seen)
    await planning.publishing(seen)
    await answering.comes_too_late(seen, late)
    words = await lessons.digest(seen)
    await leading.answers(seen, words)
    await leading.report(seen, words)
    await leading.examples(seen)
    await lessons.library(seen)
    await traveller.until(datetime.combine(today.date(), FIXED_TIME, HOME), nobody)
    await lessons.answered(seen, words)
    await leading.hears(seen, lesson)
    await later.leaders_channel(stage.people)
    (schedule,) = await stage.app.services.schedules.all()
    planned = await stage.app.services.rounds.planned(schedule.id)
    if planned is None:
        raise LookupError("no question is planned")
    day = planned.occurrence - timedelta(days=1)
    while not CALENDAR.is_workday(day):
        day -= timedelta(days=1)
    await traveller.until(datetime.combine(day, INVITED, HOME), nobody)
    await leading.goes_first(seen)
    await lessons.example(seen)
    await lessons.colleagues(seen)
    await lessons.pulse(seen)


async def months_later(seen: Camera, stage: Stage, quarter: Quarter) -> None:
    """Take the pictures of what takes months to be seen."""
    await later.by_hand_again(stage, quarter)
    await later.live_on(stage, quarter, DeliveryKind.REPORT, 2)
    await later.report(seen)
    await later.live_on(stage, quarter, DeliveryKind.PULSE_RESULT, later.PULSES)
    await later.trend(seen)


async def nobody() -> bool:
    """Let nobody do anything."""
    return False


if __name__ == "__main__":
    asyncio.run(main(frozenset(sys.argv[1:])))
    Console().print("The tour is in docs/tour.md.")
