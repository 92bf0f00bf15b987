"""What a member's hands do in Slack: answer, review, thank, plan, look back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.demo.once import curate
from bot.demo.people import People, elements, option_of
from bot.learning.plans import Tried
from bot.slack.blocks.highlight import Deed
from bot.slack.ids import Action, Block, View
from bot.store.sealed.seal import Share

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hands:
    """Press and type as anybody in the workspace."""

    people: People
    bot: str

    async def answer(self, user: str, text: str, share: Share, came: tuple[Tried, str] | None = None) -> None:
        """Answer the newest question: write, look at the preview, send, wait for the receipt.

        `came` is what to say first of each plan that the question asks about as well.
        """
        channel, prompt = await self.people.message_with(user, self.bot, Action.ANSWER)
        for row in prompt["blocks"]:
            if came and any(one.get("action_id") == Action.PLAN_BACK for one in elements([row])):
                await self._say_what_came(user, channel, {**prompt, "blocks": [row]}, *came)
        await self.people.press_message(user, channel, prompt, Action.ANSWER)
        form = await self.people.modal(user, View.WRITE)
        given: Json = {Block.TEXT: {"value": text}, Block.SHARE: option_of(form, Block.SHARE, share)}
        await self.people.submit(user, form, given)
        await self.people.submit(user, await self.people.modal(user, View.PREVIEW))
        await self.people.becomes(user, channel, prompt["ts"], Action.SEE)

    async def go_first(self, leader: str, channel: str, ts: str, text: str) -> None:
        """Give an example of one's own when invited to."""
        invitation = await self.people.message(leader, channel, ts)
        await self.people.press_message(leader, channel, invitation, Action.GO_FIRST)
        form = await self.people.modal(leader, View.FIRST)
        await self.people.submit(leader, form, {Block.TEXT: {"value": text}})
        await self.people.submit(leader, await self.people.modal(leader, View.FIRST_PREVIEW))

    async def review(self, leader: str) -> None:
        """Approve everything that waits in a leader's queue."""
        await curate(self.people, self.bot, leader)

    async def thank(
        self, user: str, channel: str, ts: str, place: int, action: Action, plan: tuple[str, str] | None
    ) -> None:
        """Press a button under one of a digest's highlights; make the plan that it asks for, or leave it."""
        digest = await self.people.message(user, channel, ts)
        rows = [
            block
            for block in digest["blocks"]
            if any(one.get("action_id") == action for one in elements([block]))
        ]
        if place >= len(rows):
            return
        await self.people.press_message(user, channel, {**digest, "blocks": [rows[place]]}, action)
        if action is Action.TRY:
            form = await self.people.modal(user, View.PLAN)
            if plan is None:
                await self.people.close(user, form)
                return
            given: Json = {Block.PLAN_WHEN: {"value": plan[0]}, Block.PLAN_THEN: {"value": plan[1]}}
            await self.people.submit(user, form, given)
        await self.people.close(user, await self.people.modal(user, View.NOTE))

    async def say(self, leader: str, channel: str, ts: str, text: str) -> None:
        """Answer a digest's first highlight by name."""
        digest = await self.people.message(leader, channel, ts)
        await self.people.choose_message(leader, channel, digest, Action.HIGHLIGHT, Deed.ANSWER)
        form = await self.people.modal(leader, View.LEADER_ANSWER)
        await self.people.submit(leader, form, {Block.TEXT: {"value": text}})

    async def ask(self, leader: str, channel: str, ts: str, lesson: str, question: str) -> None:
        """Ask the author of one of a digest's highlights something, unless it is not among them."""
        digest = await self.people.message(leader, channel, ts)
        texts = [str(block) for block in digest["blocks"] if block["type"] == "rich_text"]
        rows = [
            block
            for block in digest["blocks"]
            if any(one.get("action_id") == Action.HIGHLIGHT for one in elements([block]))
        ]
        place = next((number for number, text in enumerate(texts) if lesson in text), None)
        if place is None:
            return
        about = {**digest, "blocks": [rows[place]]}
        await self.people.choose_message(leader, channel, about, Action.HIGHLIGHT, Deed.ASK)
        form = await self.people.modal(leader, View.LEADER_ASK)
        await self.people.submit(leader, form, {Block.TEXT: {"value": question}})
        await self.people.close(leader, await self.people.modal(leader, View.NOTE))

    async def look_back(self, user: str, channel: str, ts: str, tried: Tried, happened: str) -> None:
        """Say what came of a plan."""
        asked = await self.people.message(user, channel, ts)
        await self._say_what_came(user, channel, asked, tried, happened)

    async def _say_what_came(self, user: str, channel: str, asked: Json, tried: Tried, happened: str) -> None:
        await self.people.press_message(user, channel, asked, Action.PLAN_BACK)
        form = await self.people.modal(user, View.LOOK_BACK)
        given: Json = {Block.TRIED: option_of(form, Block.TRIED, tried), Block.HAPPENED: {"value": happened}}
        await self.people.submit(user, form, given)
        await self.people.close(user, await self.people.modal(user, View.NOTE))
