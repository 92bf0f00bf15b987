"""What following a colleague and the pulse are tested with, on any database."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.content.prompts import load_prompts
from bot.delivery.firing import Firing
from bot.delivery.pulsing import Pulsing
from bot.delivery.shadowing import Shadowing
from bot.store.ports import Recipient
from bot.store.prompts import PromptRepository
from bot.store.sealed.volunteers import Wish
from bot.store.shadow_tables import ShadowSeason
from bot.store.tables import Schedule
from bot.store.together import Together

KEY = b"k" * 32


@dataclass
class MovedClock:
    """A clock that stands where it was put."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass
class Crowd:
    """The people of a workspace, some of them away."""

    users: list[str]
    away: set[str] = field(default_factory=set)
    zones: dict[str, str] = field(default_factory=dict)

    async def of(self, schedule: Schedule) -> list[Recipient]:
        return [Recipient(user, self._zone(user)) for user in self.users]

    async def present(self, team: str, users: Collection[str]) -> list[Recipient]:
        return [Recipient(user, self._zone(user)) for user in sorted(set(users) - self.away)]

    async def admins(self, team: str) -> list[str]:
        return []

    def _zone(self, user: str) -> str:
        return self.zones.get(user, "Europe/Stockholm")


@dataclass
class Neighbourhood:
    """Hold both parts on one store."""

    store: object
    clock: MovedClock
    crowd: Crowd
    kept: Together
    shadowing: Shadowing
    pulsing: Pulsing

    @classmethod
    def on(cls, store, now: datetime, people: int = 0) -> Neighbourhood:
        """Put both together on a store, with the same people as everywhere."""
        database, clock = store.database, MovedClock(now)
        crowd = Crowd([f"U{number:02d}" for number in range(people)])
        shuffler = random.SystemRandom()
        kept = Together.kept_in(database, KEY, store.intake, store.keys)
        shadowing = Shadowing(
            database, store.schedules, kept, store.members, store.outbox, crowd, clock, shuffler, 60.0
        )
        prompts = PromptRepository(database, load_prompts())
        firing = Firing(
            database, store.rounds, store.members, store.outbox, crowd, prompts, clock, shuffler, 60.0
        )
        pulsing = Pulsing(database, store.schedules, kept, firing, store.outbox, clock, shuffler, 60.0)
        return cls(store, clock, crowd, kept, shadowing, pulsing)

    async def season(self, team: str, schedule: Schedule, **changed: object) -> ShadowSeason:
        """Set up a season that begins today, every two weeks."""
        given = {
            "every_weeks": 2,
            "weekday": 1,
            "at_time": "09:00",
            "starts_on": date(2026, 11, 24),
            "ends_on": date(2027, 5, 31),
            "size": 2,
        }
        season = ShadowSeason(team_id=team, schedule_id=schedule.id, **(given | changed))
        await self.kept.seasons.set(season)
        return season

    async def sign_up(self, team: str, users: Collection[str]) -> None:
        """Let people sign up."""
        for user in users:
            await self.kept.volunteers.sign_up(team, user, Wish(see=f"hur {user} gör", show="ritningar"))
