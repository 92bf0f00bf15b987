"""Months go by: what the leaders read of one, and how the pulse moved in a quarter."""

from __future__ import annotations

from datetime import timedelta

from camera import Camera, message
from sqlalchemy import func, select
from sqlmodel import col

from bot.demo.once import CHANNEL
from bot.demo.people import People
from bot.demo.quarter import Quarter
from bot.demo.stage import HOME, Stage
from bot.demo.travelling import Traveller
from bot.slack.ids import Block, View
from bot.store.tables import Delivery, DeliveryKind, DeliveryState
from walk import ANNA, KARIN, OSKAR, PRIYA

LEADERS = "C0LEDARE"
A_DAY, LONGEST, PULSES = timedelta(days=1), 300, 3
"""With three pulses there are lines; fewer points are drawn as bars."""


async def leaders_channel(people: People) -> None:
    """Let the leaders have a channel, with Lärdom in it, and Anna choose it for the report."""
    made = {"type": "channel_created", "channel": LEADERS, "name": "ledare", "topic": "Vi som leder"}
    async with people.session.post(
        "/control/event", json={**made, "members": [ANNA, OSKAR, PRIYA]}
    ) as answer:
        answer.raise_for_status()
    await people.command(OSKAR, LEADERS, "/invite @Lärdom")
    await people.command(ANNA, CHANNEL, "/lardom inställningar")
    chosen = {Block.REPORT_CHANNEL: {"selected_conversation": LEADERS}}
    await people.submit(ANNA, await people.modal(ANNA, View.SETTINGS), chosen)
    await people.close(ANNA, await people.modal(ANNA, View.NOTE))


async def by_hand_again(stage: Stage, quarter: Quarter) -> None:
    """Let Norrbro answer by hand what comes next."""
    async with stage.people.session.post("/control/colleagues", json={"leave": True}) as answer:
        answer.raise_for_status()
    await quarter.overlook()


async def live_on(stage: Stage, quarter: Quarter, kind: DeliveryKind, times: int) -> None:
    """Live on day by day until messages of a kind have been sent so many times."""
    traveller = Traveller(stage.app, HOME, stage.advance)
    sent = select(func.count()).where(
        col(Delivery.kind) == kind,
        col(Delivery.state) == DeliveryState.SENT,
        col(Delivery.target).in_((CHANNEL, LEADERS)),
    )
    for _ in range(LONGEST):
        async with stage.app.services.database.read() as session:
            if (await session.execute(sent)).scalar_one() >= times:
                return
        await traveller.until(traveller.now() + A_DAY, quarter.look)
    raise LookupError(f"not {times} of {kind}")


async def report(seen: Camera) -> None:
    """Read what the month was like."""
    seen.chapter("Months later", "What builds up, for those who lead and for everyone.")
    page = await seen.at(OSKAR, LEADERS)
    await seen.take(
        page,
        "report-channel",
        "The month in the leaders' channel",
        "Posted by itself when a month is over: nobody has to ask, and it names nobody.",
        tall=1860,
        says=["report"],
    )


async def trend(seen: Camera) -> None:
    """See how the pulse moved."""
    page = await seen.at(KARIN, CHANNEL)
    await seen.take(
        page,
        "pulse-trend",
        "How the pulse moved",
        "Level after level over the quarters, in the channel, for everyone who was asked.",
        of=message(page, "Pulsen i"),
        tall=1000,
        says=["pulse_result"],
    )
