"""Stop sending where Slack refuses the token, instead of trying every message in vain."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.clients import TOKEN_REFUSED, NotInstalled, error_of, works
from bot.slack.courier import SlackCourier
from bot.slack.installing.farewell import Farewell
from bot.slack.outcomes import classify
from bot.slack.reach import ABOUT_A_PROMPT
from bot.store.ports import Alike, Outcome, Parcel, Rest, Undeliverable
from bot.store.tables import Delivery

LONG_REST = 300.0
SHORT_REST = 1.0
log = structlog.get_logger("courier")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WaryCourier:
    """Carry deliveries, and look into it when the token is refused, while sending or before."""

    courier: SlackCourier
    farewell: Farewell

    async def prepare(self, delivery: Delivery) -> Parcel | Outcome:
        """Render one message; rest the lane where nothing can be sent."""
        return await self._guarded(delivery, self.courier.prepare(delivery))

    async def carry(self, delivery: Delivery, parcel: Parcel) -> Outcome:
        """Send one message; rest the lane where nothing can be sent."""
        return await self._guarded(delivery, self.courier.carry(delivery, parcel))

    async def _guarded(self, delivery: Delivery, work: Awaitable[T]) -> T | Outcome:
        try:
            return await work
        except NotInstalled:
            return Rest(LONG_REST, too_fast=False)
        except SlackApiError as problem:
            if error_of(problem) in TOKEN_REFUSED:
                return await self._refused(delivery, error_of(problem))
            outcome = classify(problem)
            if isinstance(outcome, Rest):
                return outcome
            raise

    async def _refused(self, delivery: Delivery, error: str) -> Outcome:
        over = await self.farewell.refused(delivery.team_id, error)
        if error == "token_expired" and not over:
            return Rest(SHORT_REST, too_fast=False)
        if error == "account_inactive" and not over and await self._speaks(delivery.team_id):
            # The account is the one that was written to.
            return Alike() if delivery.kind in ABOUT_A_PROMPT else Undeliverable(error)
        if not over:
            log.error("slack_refuses_the_token", team=delivery.team_id, error=error)
            return Rest(self.farewell.clients.rest_after_refusal, too_fast=False)
        return Rest(LONG_REST, too_fast=False)

    async def _speaks(self, team: str) -> bool:
        return await works(await self.farewell.clients.of(team))
