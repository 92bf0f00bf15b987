"""Walk an app through months and years by hand: it looks for due work whenever something is due."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from bot.demo.once import ADMIN, CHANNEL
from bot.learning.moments import AllowedHours
from bot.learning.recurrence import Frequency, Rule, Weekday
from bot.slack.scheduling.saving import change, rule_columns, save
from bot.store.schedules import NeverAsks
from bot.store.sealed.seal import Share, Submission
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState, Schedule
from tests.support.years.plan import HOME, Asked, Facts, Line, Member, Opened, Plan, within

TEAM = "T0NORRBRO"
NEVER = 1e6
LONGEST_STEP = timedelta(days=2)
BREATH = timedelta(seconds=1)
FREQUENCIES = {
    "weekly": Frequency.WEEKLY,
    "nth": Frequency.MONTHLY_NTH,
    "last_workday": Frequency.MONTHLY_LAST_WORKDAY,
    "once": Frequency.ONCE,
}


@dataclass
class Walk:
    """Move a theatre's clock from one moment at which something may happen to the next."""

    stage: object
    plan: Plan
    lines: dict[str, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _done: set[object] = field(default_factory=set)
    _deliveries: dict[str, Delivery] = field(default_factory=dict)
    _rounds: dict[str, Round] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """Return the walk's time."""
        return self.stage.box.world.clock.now()

    async def through(self) -> Facts:
        """Walk to the end of the plan; return what came of it."""
        end = self.plan.begins + timedelta(days=self.plan.days)
        await self._begin()
        while self.now < end:
            await self._live()
            await self._turn()
            await self._remember()
            upto = await self._next()
            while not self.plan.is_up(upto):
                upto = min(stop for start, stop in self.plan.outages if start <= upto < stop)
            self._go(upto)
        return self._facts()

    def _go(self, upto: datetime) -> None:
        clock = self.stage.box.world.clock
        clock.advance(max(0.0, (upto - clock.now()).total_seconds()))

    async def _begin(self) -> None:
        self._go(self.plan.begins)
        self.stage.box.world.channels[CHANNEL].members.intersection_update(
            {one.user for one in self.plan.members} | {self.stage.bot}
        )
        services = self.stage.app.services
        for one in self.plan.members:
            if one.hours is not None:
                own = AllowedHours(one.hours.start, one.hours.end, one.hours.days)
                await services.members.own_hours(TEAM, one.user, own)
        for number, line in enumerate(self.plan.lines):
            schedule = _schedule(line, number, self.now)
            visitor = await services.visitor(TEAM, ADMIN)
            try:
                await save(services, visitor, schedule, [])
            except NeverAsks:
                continue
            self.lines[schedule.id] = number

    async def _live(self) -> None:
        """Let what has come happen: people move, rest, fall ill, leave; schedules are changed."""
        for one in self.plan.members:
            await self._live_as(one)
        for edit in self.plan.edits:
            if edit.when <= self.now and edit not in self._done:
                self._done.add(edit)
                await self._edit(edit.line, edit.at)

    async def _live_as(self, one: Member) -> None:
        now, services = self.now, self.stage.app.services
        zone = one.zone(now).key
        absence = next((span for span in one.away if within((span,), now)), None)
        disturbed = next((span for span in one.disturbed if within((span,), now)), None)
        gone = one.leaves is not None and one.leaves <= now
        state = (one.user, zone, absence, disturbed, gone)
        if state not in self._done:
            self._done -= {old for old in self._done if isinstance(old, tuple) and old[:1] == (one.user,)}
            self._done.add(state)
            user = self.stage.box.world.users[one.user]
            expires = 0 if absence is None or one.open_ended else int(absence[1].timestamp())
            user |= {"tz": zone, "deleted": gone}
            user["dnd"] = {
                "snooze_enabled": disturbed is not None,
                "snooze_endtime": int(disturbed[1].timestamp()) if disturbed else 0,
            }
            user["profile"] |= {"status_text": "Semester" if absence else "", "status_expiration": expires}
            self.stage.box.link.event({"type": "user_change", "user": user})
            await self._heard_of(user)
        resting = next((span for span in one.paused if within((span,), now)), None)
        if resting is not None and resting not in self._done:
            self._done.add(resting)
            await services.members.pause(TEAM, one.user, resting[1])

    async def _heard_of(self, user: dict) -> None:
        wanted = (user["tz"], user["deleted"], user["profile"]["status_text"])
        async with asyncio.timeout(20):
            while True:
                person = self.stage.app.services.directory(TEAM).known(user["id"])
                if person is None or (person.zone, person.gone, person.status.text) == wanted:
                    break
                await asyncio.sleep(0.002)
        # The rest of what the listener does: questions follow whoever moves.
        await asyncio.sleep(0.01)

    async def _edit(self, number: int, at: object) -> None:
        services = self.stage.app.services
        for before in await services.schedules.all(TEAM):
            if self.lines.get(before.id) == number:
                after = Schedule(**before.model_dump() | {"at_time": f"{at:%H:%M}"})
                await change(services, await services.visitor(TEAM, ADMIN), before, after, [])

    async def _turn(self) -> None:
        clockwork, pump = self.stage.app.clockwork, self.stage.app.pump
        for job in (clockwork.close, clockwork.fire, clockwork.mix, clockwork.publish, clockwork.changes):
            await job()
        await clockwork.clean()
        while await self._due_now():
            await pump.turn()
            await pump.settled()

    async def _remember(self) -> None:
        """Keep what went out before retention takes it, and let people answer, each for themselves."""
        services = self.stage.app.services
        async with services.database.read() as session:
            rows = await session.execute(
                select(Delivery)
                .where(col(Delivery.state) == DeliveryState.SENT)
                .where(col(Delivery.due_at) >= self.now - timedelta(days=10))
            )
            fresh = [one for one in rows.scalars() if one.id not in self._deliveries]
            opened = await session.execute(select(Round).where(col(Round.state) != RoundState.PLANNED))
            self._rounds |= {one.id: one for one in opened.scalars() if one.asked is not None}
        silent = {one.user for one in self.plan.members if not one.answers}
        for one in fresh:
            self._deliveries[one.id] = one
            if one.kind is DeliveryKind.PROMPT and one.target not in silent:
                kept = Submission(one.target, Share.PRIVATE, "Något att minnas.")
                await services.intake.submit(TEAM, one.round_id, kept)

    async def _due_now(self) -> int:
        async with self.stage.app.services.database.read() as session:
            return (
                await session.execute(
                    select(func.count())
                    .select_from(Delivery)
                    .where(col(Delivery.due_at) <= self.now)
                    .where(col(Delivery.state).in_((DeliveryState.WAITING, DeliveryState.SENDING)))
                )
            ).scalar_one()

    async def _next(self) -> datetime:
        """Return the next moment at which something may be due."""
        app = self.stage.app
        async with app.services.database.read() as session:
            waiting = (
                await session.execute(
                    select(func.min(Delivery.due_at)).where(col(Delivery.state) == DeliveryState.WAITING)
                )
            ).scalar_one()
        moments = [] if waiting is None else [waiting]
        for found in await app.services.rounds.in_state(
            (RoundState.OPEN, RoundState.CLOSED, RoundState.MIXED)
        ):
            by_state = {
                RoundState.OPEN: found.closes_at,
                RoundState.CLOSED: found.mix_at,
                RoundState.MIXED: found.publish_at,
            }
            moments.append(by_state[found.state])
        for schedule in await app.services.schedules.all():
            planned = await app.services.rounds.planned(schedule.id)
            if planned is not None:
                moments += [one.due_at for one in await app.lifecycle.firing.moments(schedule, planned)]
        if any(one is not None and one <= self.now for one in moments):
            # A date waits for the round before it, or became due while this turn was at it.
            moments.append(self.now + timedelta(minutes=40))
        later = [one for one in (*moments, *self.plan.events()) if one is not None and one > self.now]
        upto = min([*later, self.now + LONGEST_STEP]) + BREATH
        return max(upto, self.now + timedelta(seconds=5))

    def _facts(self) -> Facts:
        messages = []
        for channel in self.stage.box.world.channels.values():
            if channel.im_of is None:
                continue
            for message in channel.messages.values():
                owed = self._deliveries.get((message.metadata or {}).get("event_payload", {}).get("key"))
                if owed is None or owed.target not in {one.user for one in self.plan.members}:
                    continue
                found = self._rounds.get(owed.round_id or "")
                at = datetime.fromtimestamp(float(message.ts), UTC)
                asked = Asked(owed.target, owed.kind.value, at)
                if found is not None:
                    asked = Asked(
                        owed.target, owed.kind.value, at, self.lines[found.schedule_id], found.occurrence
                    )
                messages.append(asked)
        rounds = [
            Opened(self.lines[one.schedule_id], one.occurrence, one.opens_at, one.closes_at)
            for one in self._rounds.values()
            if one.schedule_id in self.lines and one.opens_at is not None and one.closes_at is not None
        ]
        counted: dict[str, list[datetime]] = {one.user: [] for one in self.plan.members}
        for owed in self._deliveries.values():
            if owed.target in counted and owed.kind not in (DeliveryKind.STRIP, DeliveryKind.LATER):
                counted[owed.target].append(owed.due_at)
        return Facts(
            tuple(sorted(messages, key=lambda one: one.at)),
            tuple(sorted(rounds, key=lambda one: one.opens_at)),
            {user: sorted(moments) for user, moments in counted.items()},
        )


def _schedule(line: Line, number: int, now: datetime) -> Schedule:
    rule = Rule(
        FREQUENCIES[line.rhythm],
        line.at,
        now.astimezone(HOME).date(),
        interval=line.every,
        weekday=Weekday(line.weekday) if line.rhythm in ("weekly", "nth") else None,
        nth=line.nth if line.rhythm == "nth" else None,
        date=line.on,
    )
    return Schedule(
        **rule_columns(rule),
        team_id=TEAM,
        name=f"Rad {number}",
        name_key=f"rad {number}",
        zone=line.zone,
        home_zone=HOME.key,
        country=line.off.country,
        eves=line.off.eves,
        bridge_days=line.off.bridges,
        half_days=line.off.halves,
        quiet_months=",".join(str(month) for month in sorted(line.off.quiet)),
        audience=CHANNEL,
        channel=CHANNEL,
        k=3,
        window_days=line.window,
        curation=False,
        created_by=ADMIN,
    )
