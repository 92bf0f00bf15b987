"""Put a conversation's messages in the order and the groups in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.page.viewer import Person, Viewer
from sandbox.page.when import at, clock, day

Json = dict[str, Any]
TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one message as it is shown."""

    message: Json
    author: Person
    time: str
    moment: str
    follows: bool
    is_reply: bool

    @property
    def is_ephemeral(self) -> bool:
        """Say whether only the viewer sees it."""
        return bool(self.message.get("ephemeral"))


@dataclass(frozen=True, slots=True)
class Day:
    """Hold the messages of one local day."""

    date: date
    name: str
    lines: Sequence[Line]


def days(messages: Sequence[Json], viewer: Viewer) -> list[Day]:
    """Group messages by the viewer's local days, replies under what they answer."""
    found: dict[date, list[Line]] = {}
    before: Json | None = None
    for message in _threaded(messages):
        moment = at(message["ts"], viewer) or viewer.now
        local = moment.astimezone(viewer.zone).date()
        lines = found.setdefault(local, [])
        follows = bool(lines) and before is not None and _follows(before, message)
        lines.append(
            Line(
                message=message,
                author=author(message, viewer),
                time=clock(moment, viewer),
                moment=moment.isoformat(timespec="seconds"),
                follows=follows,
                is_reply=_is_reply(message),
            )
        )
        before = message
    return [Day(local, day(local, viewer), lines) for local, lines in sorted(found.items())]


def author(message: Json, viewer: Viewer) -> Person:
    """Return who is shown as a message's author."""
    known = viewer.people.get(str(message.get("user", "")))
    is_app = bool(message.get("bot_id")) or (known.is_app if known else False)
    return Person(
        id=known.id if known else str(message.get("user") or message.get("bot_id") or ""),
        name=str(message.get("username") or "") or (known.name if known else viewer.words.somebody),
        handle=known.handle if known else "",
        title=known.title if known else "",
        colour=known.colour if known else "#5b7083",
        tz=known.tz if known else "UTC",
        locale=known.locale if known else "en-US",
        is_app=is_app,
        status_text=known.status_text if known else "",
        status_emoji=known.status_emoji if known else "",
    )


def _threaded(messages: Sequence[Json]) -> list[Json]:
    there = {one["ts"] for one in messages}
    replies: dict[str, list[Json]] = {}
    roots: list[Json] = []
    for one in messages:
        if _is_reply(one) and one["thread_ts"] in there:
            replies.setdefault(one["thread_ts"], []).append(one)
        else:
            roots.append(one)
    return [line for root in roots for line in (root, *replies.get(root["ts"], ()))]


def _is_reply(message: Json) -> bool:
    return message.get("thread_ts") not in (None, message["ts"])


def _follows(before: Json, message: Json) -> bool:
    if message.get("ephemeral") or before.get("ephemeral") or _is_reply(message) != _is_reply(before):
        return False
    same = all(before.get(key) == message.get(key) for key in ("user", "bot_id", "username"))
    gap = float(message["ts"]) - float(before["ts"])
    return same and 0 <= gap < TOGETHER.total_seconds()
