"""Keep plans sealed: on one's own lesson under the author's token, on another's for their maker alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.plans import LOOK_BACKS, Plan, Tried
from bot.store.columns import new_id
from bot.store.database import Database, affected, put
from bot.store.gathered import Gathered
from bot.store.sealed.box import Box
from bot.store.sealed.seal import PLAIN_BYTES, open_private, seal_private, token_hash
from bot.store.sealed.tables import MemberPlan, PrivateNote
from bot.store.tables import Round, RoundState

MOST_IN_A_PROMPT = 2
"""Plans that one prompt asks about; what is left rides on the next or goes alone."""


@dataclass(frozen=True, slots=True)
class DuePlan:
    """Name a plan whose maker is to be asked what came of it, for which time, and since when."""

    id: str
    user: str
    number: int
    since: date


@dataclass(frozen=True, slots=True)
class Rider:
    """Name a plan that a round's prompt asks about."""

    id: str
    user: str
    number: int
    round_id: str


class PlanRepository:
    """Keep, find and change plans."""

    def __init__(self, database: Database, server_key: bytes) -> None:
        """Use a database, and a key made from the server's for members' own plans."""
        self._database = database
        self._box = Box(server_key, "plans", PLAIN_BYTES)
        self._riding = Gathered[tuple[str, str], list[str]](self._riders)

    async def of_token(self, token: bytes) -> Plan | None:
        """Return the plan on an author's own lesson."""
        async with self._database.read() as session:
            note = await session.get(PrivateNote, token_hash(token, "plan"))
        return None if note is None else Plan.unpacked(open_private(token, note.sealed))

    async def keep(self, team: str, token: bytes, plan: Plan) -> None:
        """Keep or replace the plan on an author's own lesson; its row meets no text's."""
        key, sealed = token_hash(token, "plan"), seal_private(token, plan.packed())
        async with self._database.write() as session:
            await put(session, PrivateNote(token_hash=key, team_id=team, sealed=sealed), replace=("sealed",))

    async def make(self, team: str, user: str, plan: Plan, day: date) -> str:
        """Keep a plan that a member made from somebody else's lesson; return its id."""
        plan_id = new_id()
        async with self._database.write() as session:
            session.add(
                MemberPlan(
                    id=plan_id,
                    team_id=team,
                    user_id=user,
                    made_on=day,
                    sealed=self._seal(team, user, plan_id, plan),
                )
            )
        return plan_id

    async def own(self, team: str, user: str, plan_id: str) -> Plan | None:
        """Return a member's own plan; None for anybody else's."""
        async with self._database.read() as session:
            found = await session.get(MemberPlan, plan_id)
        if found is None or (found.team_id, found.user_id) != (team, user):
            return None
        return self._open(team, user, plan_id, found.sealed)

    async def change(self, team: str, user: str, plan_id: str, plan: Plan) -> bool:
        """Replace a member's own plan; False when it is gone or somebody else's.

        Who has changed their mind is not asked again.
        """
        asked = {"looked_back": len(LOOK_BACKS)} if plan.tried is Tried.CHANGED else {}
        async with self._database.write() as session:
            changed = await session.execute(
                update(MemberPlan)
                .where(col(MemberPlan.id) == plan_id, col(MemberPlan.team_id) == team)
                .where(col(MemberPlan.user_id) == user)
                .values(sealed=self._seal(team, user, plan_id, plan), **asked)
            )
        return bool(affected(changed))

    async def mine(self, team: str, user: str) -> list[tuple[str, Plan]]:
        """Return a member's own plans, newest first."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(MemberPlan)
                .where(col(MemberPlan.team_id) == team, col(MemberPlan.user_id) == user)
                .order_by(col(MemberPlan.made_on).desc(), col(MemberPlan.id))
            )
            found = rows.scalars().all()
        return [(one.id, self._open(team, user, one.id, one.sealed)) for one in found]

    async def due(self, team: str, today: date) -> list[DuePlan]:
        """Return the plans whose makers are to be asked now what came of them."""
        async with self._database.read() as session:
            return await _due(session, team, today)

    async def asked(self, session: AsyncSession, due: DuePlan) -> None:
        """Note that a plan's maker is asked."""
        await session.execute(
            update(MemberPlan).where(col(MemberPlan.id) == due.id).values(looked_back=due.number)
        )

    async def ride(
        self, session: AsyncSession, team: str, in_round: str, users: Collection[str], today: date
    ) -> None:
        """Let the prompts of a round ask those who get one about their plans."""
        riding: Counter[str] = Counter()
        for plan in await _due(session, team, today):
            if plan.user in users and riding[plan.user] < MOST_IN_A_PROMPT:
                riding[plan.user] += 1
                await self.asked(session, plan)
                rides = update(MemberPlan).where(col(MemberPlan.id) == plan.id).values(rides_in=in_round)
                await session.execute(rides)

    async def riding(self, in_round: str, user: str) -> list[str]:
        """Return the plans that a member's prompt of a round asks about."""
        return await self._riding((in_round, user)) or []

    async def _riders(self, members: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
        these = select(col(MemberPlan.rides_in), col(MemberPlan.user_id), col(MemberPlan.id)).where(
            tuple_(col(MemberPlan.rides_in), col(MemberPlan.user_id)).in_(sorted(members))
        )
        rows = await self._database.rows(these)
        found: dict[tuple[str, str], list[str]] = {}
        for in_round, user, plan_id in sorted(rows):
            found.setdefault((in_round or "", user), []).append(plan_id)
        return found

    async def arrived(self, team: str) -> list[Rider]:
        """Return the plans whose rounds have closed, so that it is known whether their prompts came."""
        async with self._database.read() as session:
            rows = await session.execute(
                select(MemberPlan, col(Round.id))
                .join(Round, col(Round.id) == col(MemberPlan.rides_in))
                .where(col(MemberPlan.team_id) == team)
                .where(col(Round.state).not_in((RoundState.PLANNED, RoundState.OPENING, RoundState.OPEN)))
                .order_by(col(MemberPlan.id))
            )
            return [Rider(plan.id, plan.user_id, plan.looked_back, in_round) for plan, in_round in rows]

    async def get_off(self, session: AsyncSession, rider: Rider) -> None:
        """Note that a plan rides on no prompt any more."""
        await session.execute(update(MemberPlan).where(col(MemberPlan.id) == rider.id).values(rides_in=None))

    async def forget(self, team: str, user: str, plan_id: str) -> None:
        """Delete a member's own plan."""
        async with self._database.write() as session:
            await session.execute(
                delete(MemberPlan)
                .where(col(MemberPlan.id) == plan_id, col(MemberPlan.team_id) == team)
                .where(col(MemberPlan.user_id) == user)
            )

    def _seal(self, team: str, user: str, plan_id: str, plan: Plan) -> bytes:
        return self._box.seal(plan.packed(), team, user, plan_id)

    def _open(self, team: str, user: str, plan_id: str, sealed: bytes) -> Plan:
        return Plan.unpacked(self._box.open(sealed, team, user, plan_id))


async def _due(session: AsyncSession, team: str, today: date) -> list[DuePlan]:
    found: dict[str, DuePlan] = {}
    for number, after in enumerate(LOOK_BACKS, start=1):
        rows = await session.execute(
            select(MemberPlan)
            .where(col(MemberPlan.team_id) == team, col(MemberPlan.made_on) <= today - after)
            .where(col(MemberPlan.looked_back) < number)
        )
        for row in rows.scalars():
            found[row.id] = DuePlan(row.id, row.user_id, number, row.made_on + after)
    return [found[key] for key in sorted(found)]
