"""What listeners work with, put together once by the composition root."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.content.texts import Catalogue, Texts
from bot.learning.language import Language
from bot.learning.prompts import said_in
from bot.learning.redaction import Redaction, Redactor, WordLists
from bot.slack.clients import Clients
from bot.slack.directories import Directories
from bot.slack.directory import Directory, Person
from bot.slack.installing.farewell import Farewell
from bot.slack.later import Later
from bot.slack.library.readers import Readers
from bot.store.database import Database
from bot.store.library.repository import LibraryRepository
from bot.store.members import MemberRepository
from bot.store.news import News
from bot.store.outbox import Outbox
from bot.store.prompts import PromptRepository
from bot.store.reports import Reports
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.examples import ExampleRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.lifting import LiftRepository
from bot.store.sealed.look_backs import LookBackRepository
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.receipts import Receipts
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import TextRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.shadow_tables import ShadowSeason
from bot.store.tables import Member, Round, Schedule
from bot.store.terms import TermRepository
from bot.store.together import Together

SHORT = 300
"""Characters that are redacted in a few milliseconds whatever they are."""


class Outcome(Protocol):
    """Say what became of a request about a round."""

    @property
    def done(self) -> str:
        """Return one word for it."""
        ...

    @property
    def round_id(self) -> str | None:
        """Return the round it is about."""
        ...

    @property
    def count(self) -> int:
        """Return how many members or texts it concerned."""
        ...

    @property
    def until(self) -> datetime | None:
        """Return the instant it waits for."""
        ...

    @property
    def later(self) -> int:
        """Return how many members it reaches on a later day only."""
        ...


class RoundControl(Protocol):
    """Move rounds on at a person's word."""

    async def plan_first(self, session: AsyncSession, schedule: Schedule, after: date) -> bool:
        """Plan a new schedule's first round, in the transaction that writes the schedule."""
        ...

    async def resume(self, schedule: Schedule, after: date) -> bool:
        """Let a paused schedule ask again; False when it has no date after the one given."""
        ...

    async def run_now(self, schedule: Schedule) -> Outcome:
        """Open a round now."""
        ...

    async def close_now(self, schedule: Schedule) -> Outcome:
        """Close the running round."""
        ...

    async def publish_now(self, schedule: Schedule) -> Outcome:
        """Post what is approved."""
        ...

    async def mask(self, found: Round, item_id: str, text: str) -> bool:
        """Mask a text."""
        ...

    async def decide(self, found: Round, item_id: str, state: ReviewState) -> bool:
        """Approve or hold a text; False when it is gone or already published."""
        ...

    async def report(self, found: Round, item_id: str, reason: str) -> bool:
        """Hide a reported highlight at once."""
        ...

    async def pass_on(self, schedule: Schedule, found: Round, curator: str) -> bool:
        """Call somebody else to review a round."""
        ...

    async def send_again(self, found: Round, user: str) -> None:
        """Owe a member the prompt of an open round once more, because the message is gone."""
        ...

    async def delete(self, schedule: Schedule) -> None:
        """Let a schedule ask nobody any more."""
        ...

    async def put_off(self, found: Round, user: str, until: datetime) -> None:
        """Owe a member the question of an open round once more, at a time that they chose."""
        ...

    async def moved(self, team: str, user: str, zone: str) -> None:
        """Let a member's waiting questions follow them to another zone."""
        ...

    async def send_report(self, team: str, user: str) -> None:
        """Owe somebody the report as it stands now."""
        ...

    async def withdraw_now(self, token_key: str, day: date) -> None:
        """Remove a text at once, everywhere."""
        ...

    async def settle(self, schedule: Schedule) -> Round | None:
        """Choose what a schedule's planned round will ask, and keep to it."""
        ...

    async def go_first(self, schedule: Schedule, found: Round, user: str, text: str) -> str:
        """Keep a leader's example for a round to come; one word for what became of it."""
        ...

    async def decline_first(self, found: Round, user: str) -> None:
        """Note that a leader leaves it this time."""
        ...

    async def withdraw_first(self, found: Round, user: str, day: date) -> bool:
        """Take a leader's own example away, wherever it stands; False when there is none."""
        ...

    async def lift(self, schedule: Schedule, item_id: str, leader: str) -> bool | None:
        """Let a good example by name go into a schedule's next digest; None when that is full."""
        ...

    async def lower(self, schedule: Schedule, item_id: str) -> None:
        """Take back that an example is lifted."""
        ...

    async def answer(self, found: Round, item_id: str, leader: str, text: str) -> bool:
        """Put a leader's answer under a highlight; False when the highlight is gone."""
        ...


class ShadowControl(Protocol):
    """Let people out of following each other; whoever is left alone is told."""

    async def step_out(self, team: str, user: str, turn_id: str) -> bool:
        """Let a member out of one turn; False when it is too late or they were not in it."""
        ...

    async def stop(self, team: str, user: str) -> bool:
        """Let a volunteer follow nobody any more; False when they were none."""
        ...

    async def forget(self, session: AsyncSession, team: str, user: str) -> None:
        """Delete a member from everything that is kept of following, inside the caller's transaction."""
        ...

    async def schedule_of(self, season: ShadowSeason) -> Schedule | None:
        """Return the schedule by whose working days a season goes."""
        ...


@dataclass(frozen=True, slots=True)
class Resources:
    """Hold what rendering and listening need to know."""

    clock: Clock
    catalogue: Catalogue
    prompts: PromptRepository
    words: WordLists
    terms: TermRepository
    clients: Clients
    directories: Directories
    news: News
    farewell: Farewell
    database: Database
    members: MemberRepository
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    intake: IntakeRepository
    texts: TextRepository
    changes: ChangeRepository
    mailbox: Mailbox
    answers: AnswerRepository
    examples: ExampleRepository
    lifting: LiftRepository
    plans: PlanRepository
    look_backs: LookBackRepository
    thanks: ThanksRepository
    library: LibraryRepository
    together: Together
    reports: Reports
    readers: Readers
    receipts: Receipts
    home_zone: str
    default_k: int

    def directory(self, team: str) -> Directory:
        """Return the people of a workspace."""
        return self.directories.at(team)

    async def visitor(self, team: str, user: str, chosen: Member | None = None) -> Visitor:
        """Return who is acting, with rights denied on doubt; `chosen` is what was looked up just now."""
        person = await self.directory(team).person(user)
        chosen = chosen or await self.members.get(team, user)
        language = Language(chosen.language) if chosen.language else None
        return Visitor(
            team=team,
            user=user,
            person=person,
            t=self.catalogue[language or (person.language if person else Language.EN)],
        )

    async def redacted(self, visitor: Visitor, text: str) -> Redaction:
        """Return a text as it may be stored: without names of the workspace and its protected terms."""
        names = await self.directory(visitor.team).names()
        terms = await self.terms.all(visitor.team)
        redactor = Redactor(names, terms, self.words)
        if len(text) <= SHORT:
            return redactor.redact(text, visitor.t.language)
        # Two thousand digits and signs take a second to read as telephone numbers; others must not wait.
        return await asyncio.to_thread(redactor.redact, text, visitor.t.language)

    def today(self) -> date:
        """Return the date in the workspace's own zone."""
        return self.clock.now().astimezone(ZoneInfo(self.home_zone)).date()

    def question_of(self, found: Round, t: Texts) -> str:
        """Return what a round asked, as worded then; for one to come, that the author chose to write."""
        if found.opens_at is None:
            return t("lesson.question")
        if words := said_in(t.language, found.question_sv, found.question_en):
            return words
        # Rounds from before the words were kept lead to the book.
        prompt = self.prompts.builtin.get(found.prompt_id or "")
        return prompt.text(t.language) if prompt else t("prompt.unknown")


@dataclass(frozen=True, slots=True)
class Services(Resources):
    """Hold every dependency of the listeners."""

    control: RoundControl
    shadowing: ShadowControl
    later: Later


@dataclass(frozen=True, slots=True)
class Visitor:
    """Hold who is acting."""

    team: str
    user: str
    person: Person | None
    t: Texts

    @property
    def is_member(self) -> bool:
        """Tell whether Slack knows them as a member here: no guest, no stranger from a shared channel."""
        return self.person is not None and self.person.may_be_asked

    @property
    def zone(self) -> str:
        """Return the visitor's zone."""
        return self.person.zone if self.person else "Europe/Stockholm"
