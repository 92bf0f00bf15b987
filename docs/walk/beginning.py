"""Before the first question, and while the quarter goes by."""

from __future__ import annotations

from camera import Camera, closes, message, opens

from bot.demo.once import CHANNEL
from walk import ANNA, KARIN, PRIYA

FIRST_WEEK, PULSE_WEEK = 12, 6


async def first_steps(seen: Camera) -> None:
    """Look at an admin's Home tab before there is a schedule."""
    seen.chapter("Beginning", "Anna has added Lärdom to Norrbro's Slack.")
    page = await seen.at(ANNA, "home")
    await seen.take(
        page,
        "first-steps",
        "Three steps to the first question",
        "What the Home tab of whoever installed Lärdom says, and the message they get.",
        says=["installed"],
    )


async def week(seen: Camera, left: int) -> None:
    """Look at what there is in some weeks only."""
    if left == FIRST_WEEK:
        await _hello(seen)
    elif left == PULSE_WEEK:
        await _pulse(seen)


async def _hello(seen: Camera) -> None:
    page = await seen.at(KARIN, "app")
    await seen.take(
        page,
        "welcome",
        "Before the first question",
        "Who set this up, why, that it is voluntary, and how to stop.",
        of=message(page, "Hej!"),
        says=["welcome"],
    )
    page = await seen.at(ANNA, CHANNEL)
    await seen.take(
        page,
        "channel",
        "The channel is told first",
        "Lessons will be shown here, without names.",
        of=message(page, "bett mig samla lärdomar"),
        says=["introduction"],
    )


async def _pulse(seen: Camera) -> None:
    page = await seen.at(PRIYA, "app")
    asked = message(page, "The pulse: five statements")
    seen.chapter("Once a quarter", "Where an admin has turned it on.")
    await seen.take(
        page,
        "pulse-asked",
        "The pulse is asked",
        "Voluntary, and counted together only.",
        of=asked,
        says=["pulse"],
    )
    await opens(page, asked, "Answer")
    await seen.take(
        page, "pulse-form", "Five statements", "In Priya's English. Any of them can be skipped.", tall=1900
    )
    await closes(page, "Cancel")
