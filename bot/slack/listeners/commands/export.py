"""What admins may take out: `export`."""

from __future__ import annotations

from dataclasses import replace

from bot.learning.export import Answer, Lesson, Table, tables
from bot.learning.language import Language
from bot.learning.report import ALL_MONTHS, report
from bot.slack.blocks.export import messages
from bot.slack.errors import Refusal
from bot.slack.listeners.commands.request import Request
from bot.slack.roles import is_admin
from bot.slack.services import Services, Visitor
from bot.store.tables import Round, Schedule


async def export(services: Services, request: Request) -> None:
    """Show published lessons and aggregates as CSV to whoever asked, as far as messages hold them."""
    visitor = request.visitor
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")
    for blocks in messages(visitor.t, await _tables(services, visitor)):
        await request.say(visitor.t("export.title"), blocks)


async def _tables(services: Services, visitor: Visitor) -> list[Table]:
    def asked(found: Round, schedule: Schedule) -> str:
        return services.question_of(found, services.catalogue[Language(schedule.language)])

    found = await services.reports.exports.read(visitor.team, asked)
    people = await services.directory(visitor.team).everyone()

    def name(user: str) -> str:
        return people[user].names.full or user if user in people else user

    lessons: list[Lesson] = [replace(one, author=name(one.author)) for one in found.lessons]
    answers: list[Answer] = [replace(one, leader=name(one.leader)) for one in found.answers]
    shown = report(found.figures, found.deeds, services.today(), ALL_MONTHS)
    return tables(lessons, answers, found.rounds, shown)
