"""The messages and modals that show schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, context, escape, header, modal, section
from bot.slack.ids import View


@dataclass(frozen=True, slots=True)
class ScheduleCard:
    """Hold what is shown of a schedule."""

    name: str
    rhythm: str
    channel: str
    audience: str
    leaders: Sequence[str]
    k: int
    dates: Sequence[str]
    paused: bool
    state: str = ""


def saved(t: Texts, card: ScheduleCard, warnings: Sequence[str] = ()) -> list[Json]:
    """Confirm a schedule with its next five dates in words."""
    return [
        section(t("schedule.saved", name=escape(card.name))),
        *details(t, card),
        *[context(f":warning: {warning}") for warning in warnings],
        context(t("schedule.saved_next", name=escape(card.name))),
    ]


def details(t: Texts, card: ScheduleCard) -> list[Json]:
    """Show who is asked, when, and where highlights go."""
    leaders = t.listed([f"<@{user}>" for user in card.leaders]) if card.leaders else t("schedule.no_leaders")
    lines = [
        f"*{t('schedule.when')}*  {escape(card.rhythm)}",
        f"*{t('schedule.who')}*  {card.audience}",
        f"*{t('schedule.where')}*  <#{card.channel}>",
        f"*{t('schedule.led_by')}*  {leaders}",
        f"*{t('schedule.k')}*  {card.k}",
    ]
    if card.state:
        lines.append(f"*{t('schedule.state')}*  {escape(card.state)}")
    blocks = [section("\n".join(lines))]
    if card.paused:
        blocks.append(context(t("schedule.is_paused")))
    elif card.dates:
        dates = "\n".join(f"•  {escape(one)}" for one in card.dates)
        blocks.append(section(f"*{t('schedule.next_dates')}*\n{dates}"))
    else:
        blocks.append(context(t("schedule.no_dates")))
    return blocks


def resumed(t: Texts, card: ScheduleCard) -> list[Json]:
    """Say that a schedule asks again, and when."""
    return [section(t("schedule.resumed", name=escape(card.name))), *details(t, card)]


def listing(t: Texts, cards: Sequence[ScheduleCard]) -> list[Json]:
    """List a workspace's schedules, at most twenty."""
    blocks = [header(t("schedule.list_title"))]
    for card in cards[:20]:
        following = t("schedule.is_paused") if card.paused else t("schedule.no_dates")
        if card.dates and not card.paused:
            following = f"{t('home.next')} {card.dates[0]}"
        blocks.append(section(f"*{escape(card.name)}* · {escape(card.rhythm)} · <#{card.channel}>"))
        blocks.append(context(" · ".join(part for part in (escape(card.state), escape(following)) if part)))
    return blocks if cards else [section(t("schedule.none"))]


def delete(t: Texts, *, schedule_id: str, name: str, is_open: bool) -> Json:
    """Ask before a schedule is deleted."""
    blocks = [section(t("schedule.delete_lead", name=escape(name)))]
    if is_open:
        blocks.append(section(t("schedule.delete_open")))
    return modal(
        View.DELETE_SCHEDULE,
        t("schedule.delete_title"),
        blocks,
        submit=t("schedule.delete_send"),
        close=t("common.cancel"),
        metadata=schedule_id,
    )
