"""Read what an export holds, all of it from one state of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.disclosure import Turnout, rounded_share, shown_thanks
from bot.learning.export import Answer, HeldRound, Lesson
from bot.learning.prompts import act_of
from bot.learning.report import DeedFigure, RoundFigures
from bot.store.database import Database
from bot.store.report_tables import TallyFigure
from bot.store.sealed.tables import NamedReflection, PublicAnswer, Reflection, ReviewState, Thanks
from bot.store.sealed.thanks import ThanksKind
from bot.store.tables import Round, RoundState, Schedule

OVER = (RoundState.MIXED, RoundState.PUBLISHED, RoundState.HELD)
Question = Callable[[Round, Schedule], str]
"""Say what a round asked, in the language of its schedule."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold what a workspace may take out: what is published, and figures that passed the disclosure rules."""

    lessons: Sequence[Lesson]
    answers: Sequence[Answer]
    rounds: Sequence[HeldRound]
    figures: Sequence[RoundFigures]
    deeds: Sequence[DeedFigure]


class ExportReader:
    """Read a workspace's published items and aggregates."""

    def __init__(self, database: Database) -> None:
        """Use a database; it is only read."""
        self._database = database

    async def read(self, team: str, question: Question) -> Exported:
        """Return everything that is published now, and how the rounds went."""
        async with self._database.read() as session:
            if not self._database.is_sqlite:
                await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            rounds = await _rounds(session, team)
            lessons: list[Lesson] = []
            answers: list[Answer] = []
            held: list[HeldRound] = []
            figures: list[RoundFigures] = []
            for one, schedule in rounds:
                asked = question(one, schedule)
                found, answered = await _published(session, one, schedule, asked)
                lessons, answers = lessons + found, answers + answered
                figures.append(_figures(one, len(found)))
                if one.state in OVER:
                    held.append(_held(one, schedule, asked, len(found)))
            deeds = (
                (await session.execute(select(TallyFigure).where(col(TallyFigure.team_id) == team)))
                .scalars()
                .all()
            )
        counted = [DeedFigure(one.since, one.month, one.deed, one.people) for one in deeds]
        return Exported(lessons, answers, held, figures, counted)


async def _rounds(session: AsyncSession, team: str) -> list[tuple[Round, Schedule]]:
    rows = await session.execute(
        select(Round, Schedule)
        .join(Schedule, col(Schedule.id) == col(Round.schedule_id))
        .where(col(Round.team_id) == team, col(Round.opens_at).is_not(None))
        .order_by(col(Round.occurrence), col(Schedule.name_key), col(Round.extra))
    )
    return [(row[0], row[1]) for row in rows]


async def _published(
    session: AsyncSession, found: Round, schedule: Schedule, asked: str
) -> tuple[list[Lesson], list[Answer]]:
    """Return a round's lessons in the digest's order, the leader's example first, and what was answered."""
    named = await session.execute(
        select(NamedReflection).where(
            col(NamedReflection.round_id) == found.id, col(NamedReflection.state) == ReviewState.PUBLISHED
        )
    )
    anonymous = await session.execute(
        select(Reflection).where(
            col(Reflection.round_id) == found.id, col(Reflection.state) == ReviewState.PUBLISHED
        )
    )
    standing: list[Reflection | NamedReflection] = [*named.scalars(), *anonymous.scalars()]
    standing.sort(key=lambda row: (not _is_first(row), row.position or 0))
    number = {row.id: place for place, row in enumerate(standing)}
    thanked = await _thanked(session, found.id)
    lessons = [
        Lesson(
            date=found.occurrence,
            schedule=schedule.name,
            round=found.extra + 1,
            act=_act(found),
            question=asked,
            number=number[row.id],
            shared="first"
            if _is_first(row)
            else "named"
            if isinstance(row, NamedReflection)
            else "anonymous",
            author=row.user_id if isinstance(row, NamedReflection) else "",
            text=row.text,
            wish_to_try=shown_thanks(thanked.get((row.id, ThanksKind.TRY), 0)) or 0,
            used=shown_thanks(thanked.get((row.id, ThanksKind.USED), 0)) or 0,
        )
        for row in standing
    ]
    said = await session.execute(select(PublicAnswer).where(col(PublicAnswer.round_id) == found.id))
    answers = [
        Answer(
            date=found.occurrence,
            schedule=schedule.name,
            round=found.extra + 1,
            number=number[one.highlight_id],
            leader=one.user_id,
            text=one.text,
        )
        for one in _by_leader(said.scalars())
        if one.highlight_id in number
    ]
    return lessons, answers


async def _thanked(session: AsyncSession, round_id: str) -> dict[tuple[str, str], int]:
    rows = await session.execute(
        select(col(Thanks.highlight_id), col(Thanks.kind), func.count())
        .where(col(Thanks.round_id) == round_id, col(Thanks.counted).is_(True))
        .group_by(col(Thanks.highlight_id), col(Thanks.kind))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _by_leader(answers: Iterable[PublicAnswer]) -> list[PublicAnswer]:
    return sorted(answers, key=lambda one: (one.highlight_id, one.user_id))


def _is_first(row: Reflection | NamedReflection) -> bool:
    return isinstance(row, NamedReflection) and row.first


def _act(found: Round) -> str:
    act = act_of(found.prompt_id)
    return act.value if act else ""


def _figures(found: Round, lessons: int) -> RoundFigures:
    turnout = Turnout(found.asked, found.answered, found.k)
    return RoundFigures(found.occurrence, act_of(found.prompt_id), turnout, lessons)


def _held(found: Round, schedule: Schedule, asked: str, lessons: int) -> HeldRound:
    share = rounded_share(found.answered, found.asked, found.k)
    return HeldRound(found.occurrence, schedule.name, found.extra + 1, _act(found), asked, share, lessons)
