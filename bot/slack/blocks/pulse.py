"""The pulse: the question, the form, what came of it, and where it is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.texts import Texts
from bot.learning.ballot import LEVELS, Statement
from bot.learning.trend import Trend
from bot.slack.blocks.charts import Chart, drawn
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    choice,
    context,
    escape,
    field,
    header,
    modal,
    option,
    section,
)
from bot.slack.blocks.report import Sheet
from bot.slack.ids import Action, Block, View

SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Switch:
    """Hold a schedule, and what its pulse does in words; empty when it has none."""

    schedule: str
    name: str
    status: str


def block_of(statement: Statement) -> str:
    """Return the id of the field in which a statement is answered."""
    return f"{Block.STATEMENT}.{statement}"


def ask(t: Texts, pulse: str, k: int, closes: str) -> list[Json]:
    """Ask a member for a minute."""
    return [
        section(t("pulse.ask")),
        context(t("pulse.promise", k=k), t("prompt.closes", when=closes)),
        actions(
            button(t("prompt.answer"), Action.PULSE, pulse, style="primary"),
            button(t("how.button"), Action.PULSE_HOW, pulse),
        ),
    ]


def how_it_works(t: Texts, k: int) -> Json:
    """Say what happens to the answers, with the limits of the promise."""
    said = [section(t(f"pulse.how_{number}", k=k)) for number in (1, 2, 3)]
    return modal(View.NOTE, t("how.title"), said, close=t("common.close"))


def form(t: Texts, pulse: str, k: int, chosen: Mapping[str, str]) -> Json:
    """Ask for each statement how far it is true; every one can be skipped."""
    levels = [option(t(f"pulse.level_{level}"), level) for level in LEVELS]
    levels.append(option(t("pulse.skip"), SKIP))
    return modal(
        View.PULSE,
        t("pulse.title"),
        [
            section(t("pulse.lead")),
            *(
                field(
                    block_of(one),
                    t(f"statement.{one}"),
                    choice("radio_buttons", Action.FIELD, levels, chosen.get(one)),
                    optional=True,
                )
                for one in Statement
            ),
            context(t("pulse.promise", k=k)),
        ],
        submit=t("pulse.send"),
        close=t("common.cancel"),
        metadata=pulse,
    )


def sheet(t: Texts, name: str, shown: Trend, k: int, lead: str = "") -> Sheet:
    """Show the levels over the quarters, as a chart and in words."""
    title = t("pulse.result_title", month=t.month(shown.days[-1])) if shown.days else t("pulse.title")
    head = [header(title), *([section(lead)] if lead else [])]
    small = context(t("pulse.scale"), t("pulse.how_it_moves", k=k))
    lines = section("\n".join(lines_of(t, shown)))
    lined = {t(f"statement.short_{one}"): levels for one, levels in shown.unbroken.items()}
    if not lined:
        return Sheet(title, [*head, lines, small], [*head, lines, small])
    months = [t.month(day, short=True) for day in shown.days]
    chart = drawn(Chart(t("pulse.chart", name=name), months, lined, t("pulse.axis"), "line"))
    return Sheet(title, [*head, chart, lines, small], [*head, lines, small])


def lines_of(t: Texts, shown: Trend) -> list[str]:
    """Say each statement with its level now and before."""
    lines = []
    for statement in Statement:
        levels = [t.number(one) if one is not None else "–" for one in shown.levels[statement]]
        words = t("pulse.too_few_answers") if not levels or levels[-1] == "–" else f"*{levels[-1]}*"
        before = f"  ({' → '.join(levels)})" if len(levels) > 1 else ""
        lines.append(f"•  {escape(t(f'statement.{statement}'))}  {words}{before}")
    return lines


def too_few(t: Texts, k: int) -> list[Json]:
    """Say in the channel that nothing is shown, because too few answered."""
    return [section(t("pulse.too_few", k=k))]


def settings(t: Texts, switches: Sequence[Switch]) -> Json:
    """Let an admin turn the pulse of each schedule on and off."""
    rows = []
    for one in switches:
        turn = (
            button(t("pulse.turn_off"), Action.PULSE_OFF, one.schedule)
            if one.status
            else button(t("pulse.turn_on"), Action.PULSE_ON, one.schedule)
        )
        rows.append(section(f"*{escape(one.name)}*\n{one.status or t('pulse.is_off')}", accessory=turn))
    return modal(
        View.NOTE,
        t("pulse.title"),
        [section(t("pulse.settings_lead")), *(rows or [section(t("home.no_schedule"))])],
        close=t("common.close"),
    )


def start(t: Texts, schedule: str, name: str, first: date) -> Json:
    """Ask an admin when a schedule's first pulse shall come."""
    picker: Json = {"type": "datepicker", "action_id": Action.FIELD, "initial_date": first.isoformat()}
    return modal(
        View.PULSE_START,
        t("pulse.title"),
        [
            section(t("pulse.start_lead", name=escape(name))),
            field(Block.STARTS, t("pulse.starts"), picker, hint=t("pulse.starts_hint")),
        ],
        submit=t("pulse.turn_on"),
        close=t("common.cancel"),
        metadata=schedule,
    )


def plain_words(t: Texts, sheets: Sequence[tuple[str, Sheet]], *, admin: bool) -> Json:
    """Show results in a modal, which takes no charts."""
    blocks: list[Json] = []
    for name, one in sheets:
        blocks += [section(f"*{escape(name)}*"), *one.plain]
    row = [actions(button(t("pulse.settings"), Action.PULSE_SETTINGS, "settings"))] if admin else []
    said = blocks or [section(t("pulse.nothing_yet"))]
    return modal(View.NOTE, t("pulse.title"), [*said, *row], close=t("common.close"))


def home(t: Texts, *, admin: bool) -> list[Json]:
    """Lead to the pulse on the Home tab of leaders and admins."""
    row = [button(t("pulse.show"), Action.PULSE_SHOW, "show")]
    if admin:
        row.append(button(t("pulse.settings"), Action.PULSE_SETTINGS, "settings"))
    return [section(f"{t('pulse.home_title')}\n{t('pulse.home')}"), actions(*row)]
