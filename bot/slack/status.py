"""Say how rounds and deliveries stand, in words."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.content.texts import MissingText, Texts
from bot.slack.blocks.kit import Json, context, escape, header, section
from bot.slack.scheduling.wording import next_dates
from bot.slack.services import Services, Visitor
from bot.store.tables import DeliveryKind, DeliveryState, Round, RoundState, Schedule

RUNNING = (RoundState.OPENING, RoundState.OPEN, RoundState.CLOSED, RoundState.MIXED)
MOST_SCHEDULES = 20
LOOKED_BACK = timedelta(days=7)


async def status_blocks(services: Services, visitor: Visitor) -> list[Json]:
    """Return how each schedule's round stands, and what could not be delivered in the last week."""
    t = visitor.t
    blocks = [header(t("status.title"))]
    for schedule in (await services.schedules.all(visitor.team))[:MOST_SCHEDULES]:
        found = await services.rounds.newest(schedule.id, RUNNING)
        planned = await services.rounds.planned(schedule.id)
        lines = [f"*{escape(schedule.name)}*  {_state(t, services, schedule, found, planned, visitor.zone)}"]
        if found is not None and found.state in RUNNING[:2]:
            lines.append(await _deliveries(services, t, found))
        blocks.append(section("\n".join(lines)))
    if len(blocks) == 1:
        blocks.append(section(t("schedule.none")))
    dead = await services.outbox.dead(visitor.team, services.clock.now() - LOOKED_BACK)
    if dead:
        lines = [
            f"•  {t.count(f'kind.{kind}', number)}: {why(t, reason)}"
            for (kind, reason), number in sorted(dead.items())
        ]
        blocks.append(section(f"*{t('status.dead')}*\n" + "\n".join(lines)))
    else:
        blocks.append(context(t("status.all_well")))
    return blocks


def _state(
    t: Texts, services: Services, schedule: Schedule, found: Round | None, planned: Round | None, zone: str
) -> str:
    if found is None:
        dates = next_dates(t, schedule, services.clock.now(), planned)
        if schedule.paused or not dates:
            return t("schedule.is_paused") if schedule.paused else t("schedule.no_dates")
        return f"{t('home.next')} {escape(dates[0])}"
    said = t(f"state.{found.state}")
    if found.closes_at is not None and found.state is RoundState.OPEN:
        return t("prompt.closes", when=t.moment(found.closes_at, zone))
    if found.publish_at is not None and found.state is RoundState.MIXED:
        return f"{said}, {t('status.publishes', when=t.moment(found.publish_at, zone))}"
    return said


async def _deliveries(services: Services, t: Texts, found: Round) -> str:
    by_reason = await services.outbox.reasons(found.id, DeliveryKind.PROMPT)
    totals: Counter[DeliveryState] = Counter()
    for (state, _), number in by_reason.items():
        totals[state] += number
    parts = [t.count("status.owed", sum(totals.values())), t.count("status.sent", totals[DeliveryState.SENT])]
    waits = totals[DeliveryState.WAITING] + totals[DeliveryState.SENDING]
    for state, name, number in (
        (DeliveryState.WAITING, "waits", waits),
        (DeliveryState.DROPPED, "dropped", totals[DeliveryState.DROPPED]),
        (DeliveryState.FAILED, "failed", totals[DeliveryState.FAILED]),
    ):
        if number:
            reasons = [
                f"{why(t, reason)} ({count})"
                for (of, reason), count in sorted(by_reason.items())
                if of is state and reason
            ]
            parts.append(t.count(f"status.{name}", number) + (f": {', '.join(reasons)}" if reasons else ""))
    return "; ".join(parts)


def why(t: Texts, reason: str) -> str:
    """Return a reason in words; an unknown one as Slack spells it."""
    try:
        return t(f"reason.{reason}")
    except MissingText:
        return t("reason.other", code=escape(reason or "?"))
