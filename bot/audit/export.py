"""What a workspace export holds: the messages that the app posts and updates in direct messages."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle

from sqlalchemy import select

from bot.audit.crowd import TEAM, Stage, Truth
from bot.audit.findings import Blind
from bot.content.texts import Catalogue, Texts
from bot.learning.language import Language
from bot.slack.blocks import curation, prompt
from bot.slack.blocks.kit import Json
from bot.slack.ids import Action
from bot.store.sealed.receipts import ForeignReceipt, Holder, Receipts
from bot.store.sealed.tables import Reflection

QUESTION = "Vad lärde du dig i veckan?"


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold one member's direct messages as an export shows them, with what only the judge knows."""

    member: str
    text: str
    token: bytes
    messages: list[list[Json]]


async def left_in_messages(
    stage: Stage, truth: Truth, catalogue: Catalogue
) -> Callable[[Stage], Awaitable[dict[str, float]]]:
    """Write everybody's messages while the pool is open; return the attack for after the mix."""
    receipts = Receipts(os.urandom(32))
    export = []
    for (member, text), language in zip(truth.pairs(), cycle(Language), strict=False):
        token = stage.intake.token(TEAM, member, truth.round_id) or b""
        holder = Holder(TEAM, member, truth.round_id)
        export.append(Exported(member, text, token, written(catalogue[language], token, holder, receipts)))

    async def attack(after: Stage) -> dict[str, float]:
        async with after.database.read() as session:
            rows = (await session.execute(select(Reflection))).scalars().all()
        return searched(export, {row.text: {row.id, row.token_hash} for row in rows}, receipts)

    return attack


def written(t: Texts, token: bytes, holder: Holder, receipts: Receipts) -> list[list[Json]]:
    """Return all that one member is sent over a round, with the real builders."""
    round_id = holder.pool
    card = prompt.PromptCard(round_id, QUESTION, 5, "fredag", previous_held=True)
    return [
        prompt.welcome(t, owner="UADMIN", channel="C1"),
        prompt.prompt(t, card),
        prompt.set_aside(t, card, t("receipt.withdrawn_open")),
        prompt.receipt(t, QUESTION, token, holder, receipts),
        prompt.finished(t, QUESTION, t("receipt.withdrawn")),
        curation.call(t, round_id=round_id, name="Audit", waiting=5, publishes="fredag", why="reminder"),
        curation.masked_notice(t, name="Audit", until="fredag"),
        curation.too_few(t, name="Audit", k=5),
    ]


def searched(export: Iterable[Exported], values: dict[str, set[str]], receipts: Receipts) -> dict[str, float]:
    """Return the share of members whose messages give away a text, a token, or a row of the database.

    `values` holds what each text's own row holds besides; raises Blind when the authors' own
    buttons do not open, since then nothing would have been tried.
    """
    all_of_them = list(export)
    texts = [one.text for one in all_of_them]
    found = dict.fromkeys(
        ("replies", "tokens in the clear", "buttons pressed by others", "values that a text's row holds"), 0.0
    )
    for number, one in enumerate(all_of_them):
        said = json.dumps(one.messages, ensure_ascii=False)
        other = all_of_them[number - 1].member
        buttons = list(_buttons(one.messages))
        if not any(_opens(receipts, value, one.member, action) for action, value in buttons):
            raise Blind("No button opens for its own author, so none could be tried by others.")
        stolen = any(
            _opens(receipts, value, other, action)
            or any(_opens(receipts, value, one.member, str(wrong)) for wrong in Action if wrong != action)
            for action, value in buttons
        )
        pieces = set(_pieces(one.messages))
        equal = any(values[text] & pieces for text in values)
        clear = any(form in said or form in pieces for form in _forms(one.token))
        for name, leaks in zip(
            found, (any(text in said for text in texts), clear, stolen, equal), strict=True
        ):
            found[name] += leaks / len(all_of_them)
    return found


def _opens(receipts: Receipts, value: str, member: str, action: str) -> bool:
    try:
        receipts.unwrap(value, TEAM, member, action)
    except ForeignReceipt:
        return False
    return True


def _buttons(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if part.get("type") == "button":
            yield str(part["action_id"]), str(part["value"])
        for inner in part.values():
            yield from _buttons(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _buttons(inner)


def _pieces(part: object) -> Iterator[str]:
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _pieces(inner)
        return
    for piece in (str(part), *str(part).split(".")):
        yield piece
        for decode in (base64.urlsafe_b64decode, base64.b64decode, bytes.fromhex):
            try:
                raw = decode(piece)
            except (ValueError, binascii.Error):
                continue
            yield raw.hex()
            yield raw.decode(errors="replace")


def _forms(token: bytes) -> list[str]:
    encoded = [base64.b64encode(token).decode(), base64.urlsafe_b64encode(token).decode()]
    return [token.hex(), token.hex().upper(), *encoded, *(one.rstrip("=") for one in encoded)]
