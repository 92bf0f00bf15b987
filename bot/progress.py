"""Show on a terminal how the running rounds stand, while the app runs."""

from __future__ import annotations

import asyncio
from collections import Counter

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Running
from bot.content.texts import Texts
from bot.logs import configure_logs
from bot.slack.status import why
from bot.store.tables import DeliveryKind, DeliveryState, Round, RoundState

SHOWN = (RoundState.OPENING, RoundState.OPEN, RoundState.CLOSED, RoundState.MIXED)
REFRESH_SECONDS = 1.0
GOING = (DeliveryState.WAITING, DeliveryState.SENDING)
GONE = (DeliveryState.FAILED, DeliveryState.DROPPED)


async def shown(app: Running, t: Texts) -> Group:
    """Return the running rounds as a table: owed, sent, waiting and failed, each with its reasons."""
    table = Table("round", "state", "owed", "sent", "waiting", "not sent", expand=False)
    for found in await app.services.rounds.in_state(SHOWN):
        schedule = await app.services.schedules.get(found.schedule_id)
        if schedule is not None:
            table.add_row(schedule.name, t(f"state.{found.state}"), *await _figures(app, t, found))
    if not table.row_count:
        return Group(Text("No round is running.", style="dim"))
    return Group(table)


async def _figures(app: Running, t: Texts, found: Round) -> tuple[str, str, str, str]:
    totals: Counter[DeliveryState] = Counter()
    reasons: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    by_reason = await app.services.outbox.reasons(found.id, DeliveryKind.PROMPT)
    for (state, reason), number in by_reason.items():
        totals[state] += number
        if reason and state in (*GOING, *GONE):
            reasons[state in GOING][why(t, reason)] += number

    def with_reasons(states: tuple[DeliveryState, ...], going: bool) -> str:
        number = sum(totals[state] for state in states)
        words = ", ".join(f"{reason}: {count}" for reason, count in sorted(reasons[going].items()))
        return f"{number} ({words})" if words else str(number)

    return (
        str(sum(totals.values())),
        str(totals[DeliveryState.SENT]),
        with_reasons(GOING, going=True),
        with_reasons(GONE, going=False),
    )


async def watch(app: Running, t: Texts, console: Console, stop: asyncio.Event) -> None:
    """Keep the table on the terminal up to date until the app stops; log lines go above it."""
    with Live(console=console, auto_refresh=False, transient=True) as live:
        # The display has put itself in the place of standard error; lines that go past it would tear it.
        configure_logs()
        while not stop.is_set():
            try:
                live.update(await shown(app, t), refresh=True)
            except SQLAlchemyError:
                live.update(Text("The database does not answer; waiting for it.", style="red"), refresh=True)
            try:
                async with asyncio.timeout(REFRESH_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue
