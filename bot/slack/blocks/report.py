"""The report: two messages with two charts each, and the same in plain words for a Slack without charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.learning.report import Deed, DeedFigure, Report
from bot.slack.blocks.charts import Chart, drawn
from bot.slack.blocks.kit import Json, context, header, section


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold one message of a report: with charts, and in plain words."""

    text: str
    blocks: list[Json]
    plain: list[Json]


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one subject of a report as a chart and as lines; without a chart the lines say why."""

    chart: Chart | None
    lines: Sequence[str]


def sheets(t: Texts, report: Report, title: str, k: int) -> list[Sheet]:
    """Put a report into two messages, at most two charts each."""
    if report.is_empty:
        nothing = [header(title), section(t("figures.empty"))]
        return [Sheet(title, nothing, nothing)]
    first = [participation(t, report), balance(t, report)]
    second = [deeds(t, report), library(t, report)]
    longer = [_since(t, one) for one in report.deeds if one.since < one.month]
    return [
        _sheet(title, [header(title)], first, [t("figures.rates_small")]),
        _sheet(t("figures.more"), [], second, [t("figures.deeds_small", k=k), *longer[-1:]]),
    ]


def participation(t: Texts, report: Report) -> Part:
    """Show participation by month, as rounded rates; months without one are left out."""
    shown = [(t.month(one.first, short=True), one.rate) for one in report.months if one.rate is not None]
    if not shown:
        return Part(None, [t("figures.no_rates")])
    lines = [t("figures.rate_line", month=month, percent=rate) for month, rate in shown]
    series = {t("figures.rates_name"): [rate for _, rate in shown]}
    return Part(Chart(t("figures.rates"), [month for month, _ in shown], series, "%", "line"), lines)


def balance(t: Texts, report: Report) -> Part:
    """Show how often each of the seven acts was asked about, and how many lessons came of it."""
    acts = [(act, report.acts[act]) for act in Act if act in report.acts]
    if not any(one.rounds for _, one in acts):
        return Part(None, [t("figures.no_acts")])
    series = {
        t("figures.acts_asked"): [one.rounds for _, one in acts],
        t("figures.acts_lessons"): [one.lessons for _, one in acts],
    }
    lines = [
        f"{t(f'act_short.{act}')}: {t.count('figures.rounds', one.rounds)}, "
        f"{t.count('figures.lessons', one.lessons)}"
        for act, one in acts
    ]
    title = t("figures.acts", month=t.month(report.acts_since or date.min, short=True))
    return Part(Chart(title, [t(f"act_short.{act}") for act, _ in acts], series), lines)


def deeds(t: Texts, report: Report) -> Part:
    """Show how many people at least planned, tried and thanked, by month; nothing means too few."""
    if not report.deeds:
        return Part(None, [t("figures.no_deeds")])
    months = sorted({one.month for one in report.deeds})
    people = {(one.month, one.deed): one.people for one in report.deeds}
    series = {t(f"deed.{deed}"): [people.get((month, deed), 0) for month in months] for deed in Deed}
    named = [t.month(month, short=True) for month in months]
    lines = [
        t(
            "figures.deeds_line",
            month=t.month(one.month, short=True),
            deed=t(f"deed.{one.deed}"),
            n=one.people,
        )
        for one in report.deeds
    ]
    return Part(Chart(t("figures.deeds"), named, series, t("figures.deeds_axis")), lines)


def library(t: Texts, report: Report) -> Part:
    """Show how the library of published lessons has grown."""
    if not any(one.lessons for one in report.months):
        return Part(None, [t("figures.no_lessons")])
    months = [t.month(one.first, short=True) for one in report.months]
    sizes = [one.lessons for one in report.months]
    lines = [
        f"{month}: {t.count('figures.lessons', size)}" for month, size in zip(months, sizes, strict=True)
    ]
    return Part(Chart(t("figures.library"), months, {t("figures.lessons_name"): sizes}, kind="area"), lines)


def _sheet(text: str, head: Sequence[Json], parts: Sequence[Part], notes: Sequence[str]) -> Sheet:
    small = context(*notes)
    blocks = [drawn(one.chart) if one.chart else section("\n".join(one.lines)) for one in parts]
    return Sheet(text, [*head, *blocks, small], [*head, *(_plain(one) for one in parts), small])


def _plain(part: Part) -> Json:
    lead = [f"*{part.chart.title}*"] if part.chart else []
    return section("\n".join([*lead, *part.lines]))


def _since(t: Texts, one: DeedFigure) -> str:
    values = {"deed": t(f"deed.{one.deed}"), "month": t.month(one.month), "since": t.month(one.since)}
    return t("figures.since", **values)
