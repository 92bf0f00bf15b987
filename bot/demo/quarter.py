"""Let the people of a workspace live through a quarter: answer, review, thank, plan, look back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sqlalchemy import select
from sqlmodel import col

from bot.app import Running
from bot.demo.hands import Hands
from bot.demo.hands_together import HandsTogether
from bot.learning.acts import Act
from bot.learning.ballot import Statement
from bot.learning.plans import Tried
from bot.slack.ids import Action
from bot.store.sealed.seal import Share
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState

HANDS_AT_ONCE = 6
ACTED_ON = (DeliveryKind.GO_FIRST, DeliveryKind.LOOK_BACK, DeliveryKind.PULSE, DeliveryKind.SHADOW_BACK)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a member writes, and how they share it."""

    text: str
    share: Share = Share.ANONYMOUS


@dataclass(frozen=True, slots=True)
class Thank:
    """Hold who presses which button under which highlight, and the plan that comes of it."""

    user: str
    place: int
    action: Action
    plan: tuple[str, str] | None = None


class Script(Protocol):
    """Say what people do; rounds are counted from 0."""

    def answer(self, number: int, user: str, act: Act) -> Answer | None:
        """Return what a member answers; None when they let the question pass."""
        ...

    def goes_first(self, number: int, leader: str, act: Act) -> str | None:
        """Return the example with which a leader opens a round; None when they do not get to it."""
        ...

    def thanks(self, number: int, highlights: int) -> Sequence[Thank]:
        """Return what people press under a digest."""
        ...

    def leader_says(self, number: int) -> tuple[str, str] | None:
        """Return which leader answers the first highlight, and what they say."""
        ...

    def leader_asks(self, number: int) -> tuple[str, str, str] | None:
        """Return who asks something, how the lesson that they ask about begins, and what they ask."""
        ...

    def pulse(self, user: str) -> Mapping[Statement, int]:
        """Return what a member says of the five statements; nothing when they let it pass."""
        ...

    def followed(self, user: str) -> str:
        """Return whether two colleagues met: yes, planned or no."""
        ...

    def tried(self, user: str) -> tuple[Tried, str]:
        """Return what came of a member's plan."""
        ...


@dataclass
class Quarter:
    """Do, at every stop of a journey, what people find on their screens to do."""

    app: Running
    hands: Hands
    together: HandsTogether
    script: Script
    leader: str
    channel: str

    rounds: list[str] = field(default_factory=list)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _done: set[str] = field(default_factory=set)

    async def look(self) -> bool:
        """Let everyone act on what has come; tell whether anybody did."""
        services = self.app.services
        acted = [await self._each_sent(DeliveryKind.GO_FIRST, self._go_first)]
        acted += [await self._answer(found) for found in await services.rounds.in_state((RoundState.OPEN,))]
        for found in await services.rounds.in_state((RoundState.MIXED,)):
            acted.append(await self._once(f"review {found.id}", partial(self.hands.review, self.leader)))
        for found in await services.rounds.in_state((RoundState.PUBLISHED,)):
            acted.append(await self._once(f"read {found.id}", partial(self._read, found)))
        acted.append(await self._each_sent(DeliveryKind.LOOK_BACK, self._say_what_came))
        acted.append(await self._each_sent(DeliveryKind.PULSE, self._take_pulse))
        acted.append(await self._each_sent(DeliveryKind.SHADOW_BACK, self._say_how_it_went))
        return any(acted)

    async def overlook(self) -> None:
        """Leave all that has come so far to those who were there meanwhile."""
        services = self.app.services
        for found in await services.rounds.in_state((RoundState.MIXED, RoundState.PUBLISHED)):
            self._done |= {f"review {found.id}", f"read {found.id}"}
        for found in await services.rounds.in_state((RoundState.OPENING, RoundState.OPEN)):
            asked = await services.outbox.of_round(found.id, DeliveryKind.PROMPT)
            self._asked |= {(found.id, row.target) for row in asked}
        for kind in ACTED_ON:
            self._done |= {f"{kind} {row.id}" for row in await self._sent(kind)}

    async def _once(self, what: str, act: Callable[[], Awaitable[object]]) -> bool:
        if what in self._done or await act() is False:
            return False
        self._done.add(what)
        return True

    async def _answer(self, found: Round) -> bool:
        if found.id not in self.rounds:
            self.rounds.append(found.id)
        number = self.rounds.index(found.id)
        asks = await self.app.services.prompts.get(found.team_id, found.prompt_id or "")
        act = asks.prompt.act if asks is not None else Act.FOLLOWUP
        at_work = asyncio.Semaphore(HANDS_AT_ONCE)

        async def one(user: str) -> None:
            given = self.script.answer(number, user, act)
            if given is not None:
                async with at_work:
                    came = self.script.tried(user)
                    await self.hands.answer(user, given.text, given.share, came)

        asked = await self.app.services.outbox.of_round(found.id, DeliveryKind.PROMPT)
        reached = [row.target for row in asked if row.state is DeliveryState.SENT]
        new = [user for user in reached if (found.id, user) not in self._asked]
        self._asked |= {(found.id, user) for user in new}
        await asyncio.gather(*(one(user) for user in new))
        return bool(new)

    async def _read(self, found: Round) -> bool:
        posted = await self.app.services.outbox.find(f"{found.id}:digest")
        if posted is None or posted.state is not DeliveryState.SENT or posted.ts is None:
            return False
        if found.id not in self.rounds:
            return True
        number = self.rounds.index(found.id)
        count = len(await self.app.services.texts.published(found.id))
        for thank in self.script.thanks(number, count):
            await self.hands.thank(thank.user, self.channel, posted.ts, thank.place, thank.action, thank.plan)
        if says := self.script.leader_says(number):
            await self.hands.say(says[0], self.channel, posted.ts, says[1])
        if asks := self.script.leader_asks(number):
            leader, lesson, question = asks
            await self.hands.ask(leader, self.channel, posted.ts, lesson, question)
        return True

    async def _each_sent(self, kind: DeliveryKind, act: Callable[[Delivery], Awaitable[bool]]) -> bool:
        return any(
            [await self._once(f"{kind} {row.id}", partial(act, row)) for row in await self._sent(kind)]
        )

    async def _sent(self, kind: DeliveryKind) -> Sequence[Delivery]:
        async with self.app.services.database.read() as session:
            found = await session.execute(
                select(Delivery).where(col(Delivery.kind) == kind, col(Delivery.state) == DeliveryState.SENT)
            )
        return found.scalars().all()

    async def _go_first(self, row: Delivery) -> bool:
        planned = await self.app.services.rounds.get(row.round_id or "")
        if planned is None or row.channel is None or row.ts is None:
            return False
        asks = await self.app.services.prompts.get(planned.team_id, planned.prompt_id or "")
        act = asks.prompt.act if asks is not None else Act.FOLLOWUP
        text = self.script.goes_first(len(self.rounds), row.target, act)
        if text is not None:
            await self.hands.go_first(row.target, row.channel, row.ts, text)
        return True

    async def _say_what_came(self, row: Delivery) -> bool:
        if row.channel is None or row.ts is None or row.round_id is not None:
            return False
        await self.hands.look_back(row.target, row.channel, row.ts, *self.script.tried(row.target))
        return True

    async def _take_pulse(self, row: Delivery) -> bool:
        levels = self.script.pulse(row.target)
        if levels and row.channel is not None and row.ts is not None:
            await self.together.take_pulse(row.target, row.channel, row.ts, levels)
        return True

    async def _say_how_it_went(self, row: Delivery) -> bool:
        if row.channel is not None and row.ts is not None:
            happened = self.script.followed(row.target)
            await self.together.say_how_it_went(row.target, row.channel, row.ts, happened)
        return True
