"""Hold together what following a colleague and the pulse keep."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Database
from bot.store.pulses import PulseRepository
from bot.store.sealed.groups import GroupRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import PoolKeys
from bot.store.sealed.polls import Polls
from bot.store.sealed.volunteers import VolunteerRepository
from bot.store.seasons import SeasonRepository


@dataclass(frozen=True, slots=True)
class Together:
    """Hold the repositories of seasons, volunteers, groups, pulses, and of polls, which both have."""

    seasons: SeasonRepository
    volunteers: VolunteerRepository
    groups: GroupRepository
    pulses: PulseRepository
    polls: Polls

    @classmethod
    def kept_in(
        cls, database: Database, server_key: bytes, intake: IntakeRepository, keys: PoolKeys
    ) -> Together:
        """Make them on one database, with the server's key and the pools'."""
        return cls(
            seasons=SeasonRepository(database, intake),
            volunteers=VolunteerRepository(database, server_key),
            groups=GroupRepository(database, server_key),
            pulses=PulseRepository(database, intake),
            polls=Polls(database, keys),
        )
