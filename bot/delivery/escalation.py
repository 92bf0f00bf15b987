"""Find somebody else to review a round when its own curators do not."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from bot.learning.disclosure import may_review
from bot.store.members import MemberRepository
from bot.store.ports import Audience
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.texts import TextRepository
from bot.store.tables import Round, Schedule


class Step(IntEnum):
    """Count what was tried: nothing yet, a reminder, another leader, an admin, given up."""

    NONE = 0
    REMINDED = 1
    OTHER_LEADER = 2
    ADMIN = 3
    GIVEN_UP = 4


@dataclass(frozen=True, slots=True)
class Escalation:
    """Choose who is called next; who took part is weighed in memory and never told."""

    schedules: ScheduleRepository
    members: MemberRepository
    rounds: RoundRepository
    texts: TextRepository
    audience: Audience
    shuffler: random.Random

    async def next_curator(
        self, found: Round, schedule: Schedule, step: Step, besides: Collection[str] = ()
    ) -> tuple[Step, str | None]:
        """Return the step that is taken and whom it calls; GIVEN_UP when nobody is left."""
        involved = {*await self.schedules.curators(schedule), *await self.rounds.called(found.id), *besides}
        if step <= Step.OTHER_LEADER:
            leaders = await self.schedules.all_leaders(found.team_id)
            if user := await self._one_of(found, set(leaders) - involved):
                return Step.OTHER_LEADER, user
        if step <= Step.ADMIN:
            admins = {
                *await self.audience.admins(found.team_id),
                *await self.members.appointed(found.team_id, "admin"),
            }
            if user := await self._one_of(found, admins - involved):
                return Step.ADMIN, user
        return Step.GIVEN_UP, None

    async def _one_of(self, found: Round, users: Collection[str]) -> str | None:
        candidates = sorted(users)
        self.shuffler.shuffle(candidates)
        for user in candidates:
            if may_review(await self.texts.took_part(found.id, user), found.answered, found.k):
                return user
        return None
