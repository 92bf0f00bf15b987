"""What members do together in Slack: follow a colleague, and take the pulse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.demo.people import People, option_of
from bot.learning.ballot import Statement
from bot.slack.blocks.pulse import block_of
from bot.slack.ids import Action, Block, View

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HandsTogether:
    """Press and type as anybody in the workspace; commands are typed in one channel."""

    people: People
    channel: str

    async def sign_up(self, user: str, see: str, show: str, team: str) -> None:
        """Volunteer to follow a colleague."""
        await self.people.command(user, self.channel, "/lardom shadow")
        form = await self.people.modal(user, View.SHADOW)
        words = {Block.SEE: see, Block.SHOW: show, Block.TEAM: team}
        await self.people.submit(user, form, {block: {"value": text} for block, text in words.items()})
        await self._note(user)

    async def season(self, admin: str, weekday: int) -> None:
        """Set a season up with its other values as proposed."""
        await self.people.command(admin, self.channel, "/lardom shadow season")
        form = await self.people.modal(admin, View.SHADOW_SEASON)
        await self.people.submit(admin, form, {Block.WEEKDAY: option_of(form, Block.WEEKDAY, str(weekday))})
        await self._note(admin)

    async def say_how_it_went(self, user: str, channel: str, ts: str, happened: str) -> None:
        """Say whether the two met; what was learned is left for another time."""
        asked = await self.people.message(user, channel, ts)
        await self.people.press_message(user, channel, asked, Action.SHADOW_TELL)
        form = await self.people.modal(user, View.SHADOW_BACK)
        await self.people.submit(user, form, {Block.HAPPENED: option_of(form, Block.HAPPENED, happened)})
        following = View.WRITE if happened == "yes" else View.NOTE
        await self.people.close(user, await self.people.modal(user, following))

    async def pulse_from(self, admin: str, day: date) -> None:
        """Turn the pulse on from a day."""
        await self.people.command(admin, self.channel, "/lardom pulse")
        await self.people.press_view(admin, await self.people.modal(admin, View.NOTE), Action.PULSE_ON)
        form = await self.people.modal(admin, View.PULSE_START)
        await self.people.submit(admin, form, {Block.STARTS: {"selected_date": day.isoformat()}})
        await self._note(admin)

    async def take_pulse(self, user: str, channel: str, ts: str, levels: Mapping[Statement, int]) -> None:
        """Answer some of the five statements."""
        asked = await self.people.message(user, channel, ts)
        await self.people.press_message(user, channel, asked, Action.PULSE)
        form = await self.people.modal(user, View.PULSE)
        chosen: Json = {
            block_of(statement): option_of(form, block_of(statement), str(level))
            for statement, level in levels.items()
        }
        await self.people.submit(user, form, chosen)
        await self._note(user)

    async def _note(self, user: str) -> None:
        await self.people.close(user, await self.people.modal(user, View.NOTE))
