"""Play one whole round with scripted people, from the schedule to the digest."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.demo.people import People, elements, has_button, option_of
from bot.learning.masking import MASK
from bot.slack.ids import Action, Block, View

Json = dict[str, Any]
ADMIN = "U0ANNA"
LEADER = "U0OSKAR"
SCRIPTED = {
    "U0KARIN": (
        "Jag litade på ritningen och borde ha mätt själv. Det tog en timme att göra om, "
        "och nu mäter jag alltid en gång till innan vi borrar."
    ),
    "U0TOM": (
        "I waited three days before asking Karin about the crack. She had seen it before. "
        "Ask on day one, even if the question feels small."
    ),
    "U0PRIYA": (
        "We tested the new bracket on the worst wall instead of the easiest. "
        "It failed early and cheaply, which was the whole point."
    ),
}
CHANNEL = "C0LARANDE"
NAME = "Fredagsfrågan"


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold what a round came to."""

    members: int
    prompts_sent: int
    reflections: int
    highlights: int
    digest_channel: str
    seconds: float

    def as_dict(self) -> Json:
        """Return the summary as plain values."""
        return asdict(self)

    def show(self, said: Console) -> None:
        """Print the summary as a small table."""
        table = Table(show_header=False, box=None, padding=(0, 2))
        for name, value in self.as_dict().items():
            table.add_row(name.replace("_", " "), str(value))
        said.print(table)


async def play_once(people: People, said: Console) -> Summary:
    """Play the round; raise NeverCame when it does not get on."""
    began = time.monotonic()
    bot = next(one["id"] for one in await people.everyone() if one["is_bot"])
    humans = [one["id"] for one in await people.everyone() if not one["is_bot"]]

    with said.status("Anna makes a schedule"):
        await make_schedule(people)
    said.print("[green]✓[/green] Anna made the schedule Fredagsfrågan and saw its next five dates")
    with said.status("Anna asks now"):
        await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
        prompts = await asyncio.gather(
            *(people.message_with(user, bot, Action.ANSWER) for user in humans if user in SCRIPTED)
        )
    said.print(f"[green]✓[/green] {len(prompts)} scripted people have their prompt, each in their language")
    with said.status("People answer"):
        for user, text in SCRIPTED.items():
            await answer(people, bot, user, text)
            said.print(f"[green]✓[/green] {user} wrote, looked at the preview, sent, and has a receipt")
        reflections = await receipts(people, bot, humans, fewest=len(SCRIPTED) + 5)
    said.print(f"[green]✓[/green] {reflections} people have a receipt, colleagues among them")
    sent = sum([await was_asked(people, bot, user) for user in humans])
    with said.status("The round closes and is mixed"):
        await people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
        await hold_and_mask(people, bot)
        approved = await curate(people, bot)
    said.print(
        f"[green]✓[/green] Oskar, who leads, held one text, masked a word in one, approved {approved}, "
        "and saw no author"
    )
    with said.status("The digest is posted"):
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        digest = await posted_digest(people, bot)
    highlights = sum(block["type"] == "rich_text" for block in digest["blocks"])
    said.print(f"[green]✓[/green] #larande has {highlights} highlights, without names")
    return Summary(
        members=len(humans),
        prompts_sent=sent,
        reflections=reflections,
        highlights=highlights,
        digest_channel="larande",
        seconds=round(time.monotonic() - began, 1),
    )


async def make_schedule(people: People, name: str = NAME, given: Json | None = None) -> None:
    """Fill in the schedule modal as an admin does, with its proposals where nothing else is given."""
    await people.command(ADMIN, CHANNEL, "/lardom schedule new")
    view = await people.modal(ADMIN, View.SCHEDULE)
    chosen: Json = {
        Block.NAME: {"value": name},
        Block.CHANNEL: {"selected_conversation": CHANNEL},
        Block.LEADERS: {"selected_users": [LEADER]},
    }
    for block, value in (given or {}).items():
        chosen[block] = value if isinstance(value, dict) else option_of(view, block, value)
    await people.submit(ADMIN, view, chosen)
    await people.close(ADMIN, await people.modal(ADMIN, View.NOTE))


async def answer(people: People, bot: str, user: str, text: str) -> None:
    """Answer a prompt: press, write, look, send, and wait for the receipt."""
    channel, prompt = await people.message_with(user, bot, Action.ANSWER)
    await people.press_message(user, channel, prompt, Action.ANSWER)
    await people.submit(user, await people.modal(user, View.WRITE), {Block.TEXT: {"value": text}})
    await people.submit(user, await people.modal(user, View.PREVIEW))
    await people.message_with(user, bot, Action.SEE)


async def receipts(people: People, bot: str, users: list[str], *, fewest: int) -> int:
    """Wait until enough people have a receipt; return how many have one. Raises NeverCame."""

    async def enough() -> int | None:
        found = 0
        for user in users:
            _, messages = await people.app_messages(user, bot)
            found += any(has_button(message, Action.SEE) for message in messages)
        return found if found >= fewest else None

    return await people.waited(enough, f"fewer than {fewest} people have a receipt")


async def was_asked(people: People, bot: str, user: str) -> bool:
    """Tell whether a person got the prompt, answered or not."""
    _, messages = await people.app_messages(user, bot)
    return any(has_button(one, Action.ANSWER) or has_button(one, Action.SEE) for one in messages)


async def hold_and_mask(people: People, bot: str) -> None:
    """Hold one text and mask a word in another, as a leader may."""
    channel, call = await people.message_with(LEADER, bot, Action.QUEUE)
    await people.press_message(LEADER, channel, call, Action.QUEUE)
    view = await people.modal(LEADER, View.QUEUE)
    await people.press_view(LEADER, view, Action.HOLD)
    await _redrawn(people, LEADER, view)
    view = await people.modal(LEADER, View.QUEUE)
    await people.press_view(LEADER, view, Action.MASK)
    mask = await people.modal(LEADER, View.MASK)
    words = next(block["element"]["initial_value"] for block in mask["blocks"] if block["type"] == "input")
    masked = " ".join([MASK, *words.split()[1:]])
    await people.submit(LEADER, mask, {Block.TEXT: {"value": masked}})
    await _redrawn(people, LEADER, view)
    await people.close(LEADER, await people.modal(LEADER, View.QUEUE))


async def curate(people: People, bot: str, leader: str = LEADER) -> int:
    """Approve everything in the queue, as a leader does; return how many texts."""
    channel, call = await people.message_with(leader, bot, Action.QUEUE)
    await people.press_message(leader, channel, call, Action.QUEUE)
    approved = 0
    while True:
        view = await people.modal(leader, View.QUEUE)
        waiting = [block for block in view["blocks"] if _undecided(block)]
        if not waiting:
            await people.close(leader, view)
            return approved
        await people.press_view(leader, view, Action.APPROVE, waiting[0]["block_id"])
        approved += 1
        await _redrawn(people, leader, view)


async def posted_digest(people: People, bot: str) -> Json:
    """Wait for the digest in the highlight channel; raise NeverCame."""

    async def newest() -> Json | None:
        for message in reversed(await people.messages(ADMIN, CHANNEL)):
            by_bot = message["user"] == bot and not message.get("ephemeral")
            if by_bot and any(block["type"] == "header" for block in message.get("blocks", [])):
                return message
        return None

    return await people.waited(newest, "no digest is in the highlight channel")


async def _redrawn(people: People, leader: str, before: Json) -> None:
    async def anew() -> bool | None:
        return (await people.modal(leader, View.QUEUE))["hash"] != before["hash"] or None

    await people.waited(anew, f"{leader}'s queue looks as it did")


def _undecided(block: Json) -> bool:
    # A text that is held keeps its Approve button; the script leaves those alone.
    return {Action.APPROVE, Action.HOLD} <= {one.get("action_id") for one in elements([block])}
