"""Gather a report and put it into messages."""

from __future__ import annotations

from datetime import date

from bot.content.texts import Texts
from bot.learning.disclosure import widest
from bot.learning.language import Language
from bot.learning.prompts import act_of
from bot.learning.report import Report, RoundFigures, report
from bot.slack.blocks.checklist import Checked
from bot.slack.blocks.kit import escape
from bot.slack.blocks.report import Sheet, sheets
from bot.slack.message import Message, one_line
from bot.slack.roles import is_admin
from bot.slack.services import Resources, Services, Visitor
from bot.store.figures import FigureReader
from bot.store.sealed.tallies import TallyRepository
from bot.store.tables import Delivery, DeliveryKind, RoundState

NOW = "now"
MOST_CHECKED = 5
REPORT_NOT_POSTED = ("not_in_channel", "is_archived", "unsure")


async def may_see_report(services: Services, visitor: Visitor) -> bool:
    """Tell whether a visitor is an admin or leads a schedule."""
    leads = visitor.user in await services.schedules.all_leaders(visitor.team)
    return leads or await is_admin(services, visitor)


async def report_sheets(services: Resources, team: str, t: Texts, month: date | None = None) -> list[Sheet]:
    """Return the messages of the report on a month that is over; without one, as things stand today."""
    found = await gathered(
        services.reports.figures, services.reports.tallies, team, month or services.today()
    )
    title = t("figures.month_title", month=t.month(month)) if month else t("figures.title")
    schedules = await services.schedules.all(team)
    return sheets(t, found, title, widest((one.k for one in schedules), services.default_k))


async def gathered(figures: FigureReader, tallies: TallyRepository, team: str, last: date) -> Report:
    """Return what a workspace's report may show up to the month of a day."""
    rounds = [
        RoundFigures(one.on, act_of(one.prompt_id), one.turnout, one.lessons)
        for one in await figures.rounds(team)
    ]
    return report(rounds, await tallies.figures(team), last)


async def report_sheet(services: Resources, delivery: Delivery) -> Sheet | None:
    """Return the part of a report that a delivery owes; None when it has no such part."""
    month, _, part = delivery.note.partition(".")
    if month == NOW:
        t = (await services.visitor(delivery.team_id, delivery.target)).t
        found = await report_sheets(services, delivery.team_id, t)
    else:
        workspace = await services.reports.workspaces.get(delivery.team_id)
        chosen = workspace.report_language if workspace else None
        t = services.catalogue[Language(chosen) if chosen else Language.EN]
        found = await report_sheets(services, delivery.team_id, t, date.fromisoformat(month))
    return found[int(part) - 1] if int(part) <= len(found) else None


async def checked(services: Services, visitor: Visitor) -> list[Checked]:
    """Return a leader's own checklist for the latest lessons of each schedule that they lead."""
    found = []
    for schedule in await services.schedules.all(visitor.team):
        if visitor.user not in await services.schedules.leaders(schedule.id):
            continue
        latest = await services.rounds.newest(schedule.id, (RoundState.PUBLISHED,))
        if latest is not None:
            done = await services.reports.checklists.done(latest.id, visitor.user)
            first = await services.examples.of_round(latest.id)
            went_first = None if first and first.author != visitor.user else first is not None
            found.append(Checked(latest.id, schedule.name, went_first, done.answered, done.followed_up))
    return found[:MOST_CHECKED]


async def report_message(services: Resources, delivery: Delivery) -> Message | None:
    """Return what a delivery owes of a report, or the sentence that it could not be posted."""
    if delivery.kind is DeliveryKind.REPORT_NOT_POSTED:
        t = (await services.visitor(delivery.team_id, delivery.target)).t
        return one_line(t("figures_lost.fallback"), await _not_posted(services, delivery, t))
    sheet = await report_sheet(services, delivery)
    return None if sheet is None else Message(sheet.text, sheet.blocks, sheet.plain)


async def _not_posted(services: Resources, delivery: Delivery, t: Texts) -> str:
    workspace = await services.reports.workspaces.get(delivery.team_id)
    channel = f"<#{workspace.report_channel}>" if workspace and workspace.report_channel else ""
    why = delivery.note if delivery.note in REPORT_NOT_POSTED else "other"
    return t(f"figures_lost.{why}", channel=channel, reason=escape(delivery.note))
