"""What listeners work with, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.content.texts import Catalogue, Texts
from bot.learning.language import Language
from bot.learning.prompts import PromptBook
from bot.learning.redaction import NameIndex, Redaction, Redactor, WordLists
from bot.slack.directory import Directory, Person
from bot.slack.later import Later
from bot.store.database import Database
from bot.store.members import MemberRepository
from bot.store.outbox import Outbox
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.receipts import Receipts
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Round, Schedule


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


class RoundControl(Protocol):
    """Move rounds on at a person's word."""

    async def plan_first(self, session: AsyncSession, schedule: Schedule, after: date) -> None:
        """Plan a new schedule's first round, in the transaction that writes the schedule."""
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

    async def add_to_digest(self, found: Round) -> None:
        """Add what was approved after a digest was posted."""
        ...

    async def refresh(self, round_ids: Iterable[str]) -> None:
        """Bring posted digests in line with what is published."""
        ...


@dataclass(frozen=True, slots=True)
class Resources:
    """Hold what rendering and listening need to know."""

    clock: Clock
    catalogue: Catalogue
    prompts: PromptBook
    words: WordLists
    directory: Directory
    database: Database
    members: MemberRepository
    schedules: ScheduleRepository
    rounds: RoundRepository
    outbox: Outbox
    intake: IntakeRepository
    texts: TextRepository
    changes: ChangeRepository
    receipts: Receipts
    home_zone: str
    default_k: int

    async def visitor(self, team: str, user: str) -> Visitor:
        """Return who is acting, in which language, with which rights; deny rights on doubt."""
        person = await self.directory.person(user)
        chosen = await self.members.get(team, user)
        language = Language(chosen.language) if chosen.language else None
        return Visitor(
            team=team,
            user=user,
            person=person,
            t=self.catalogue[language or (person.language if person else Language.EN)],
        )

    def redact(self, text: str, names: NameIndex, language: Language) -> Redaction:
        """Return a text as it may be stored."""
        return Redactor(names, (), self.words).redact(text, language)

    def question(self, prompt_id: str | None, language: Language) -> str:
        """Return a prompt's words; an empty line for one that is no longer in the book."""
        prompt = self.prompts.get(prompt_id or "")
        if prompt is None:
            return self.catalogue[language]("prompt.unknown")
        return prompt.sv if language is Language.SV else prompt.en


@dataclass(frozen=True, slots=True)
class Services(Resources):
    """Hold every dependency of the listeners."""

    control: RoundControl
    later: Later


@dataclass(frozen=True, slots=True)
class Visitor:
    """Hold who is acting."""

    team: str
    user: str
    person: Person | None
    t: Texts

    @property
    def zone(self) -> str:
        """Return the visitor's zone."""
        return self.person.zone if self.person else "Europe/Stockholm"
