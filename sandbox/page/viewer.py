"""Who is looking: their names for things, their time zone, their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel import Locale

from sandbox.page.emoji import Emoji
from sandbox.page.words import Words, words_for

Json = dict[str, Any]


class Clock(Protocol):
    """Tell the workspace's time."""

    def now(self) -> datetime:
        """Return this instant, aware."""


class Workspace(Protocol):
    """Show the workspace as one person sees it, in Slack's own shapes."""

    def people(self) -> list[Json]:
        """Return the workspace's users."""

    def conversations(self, user: str) -> list[Json]:
        """Return the conversations that a person can see."""

    def messages(self, user: str, channel: str) -> list[Json]:
        """Return a conversation's messages, oldest first."""

    def views(self, user: str) -> list[Json]:
        """Return a person's open modals, bottom first."""

    def home(self, user: str) -> Json | None:
        """Return the app's Home tab for a person."""

    def commands(self) -> list[Json]:
        """Return the slash commands."""

    def shortcuts(self) -> list[Json]:
        """Return the shortcuts."""

    async def open_dm(self, user: str) -> Json:
        """Open the app's direct conversation."""


@dataclass(frozen=True, slots=True)
class Person:
    """Hold what the page shows of a user."""

    id: str
    name: str
    handle: str
    title: str
    colour: str
    tz: str
    locale: str
    is_app: bool = False
    is_admin: bool = False
    status_text: str = ""
    status_emoji: str = ""

    @property
    def initials(self) -> str:
        """Return one or two letters for the avatar."""
        words = self.name.split() or [self.handle or "?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Hold one person's way of seeing the workspace at one instant."""

    user: str
    locale: Locale
    zone: ZoneInfo
    words: Words
    now: datetime
    emoji: Emoji
    people: Mapping[str, Person] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, user: str, otherwise: str = "") -> str:
        """Return a user's name as shown to this viewer."""
        found = self.people.get(user)
        return found.name if found else (otherwise or self.words.somebody)


def person(user: Json) -> Person:
    """Read a person out of Slack's user object."""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user["name"]
    return Person(
        id=user["id"],
        name=name,
        handle=user.get("name", ""),
        title=profile.get("title") or "",
        colour=_colour(user.get("color") or profile.get("avatar_colour") or ""),
        tz=user.get("tz") or "UTC",
        locale=user.get("locale") or "en-US",
        is_app=bool(user.get("is_bot")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        status_text=profile.get("status_text") or "",
        status_emoji=profile.get("status_emoji") or "",
    )


def viewer(workspace: Workspace, user: str, now: datetime, emoji: Emoji) -> Viewer | None:
    """Return how a user sees the workspace now; None when there is no such person."""
    people = {one["id"]: person(one) for one in workspace.people()}
    me = people.get(user)
    if me is None or me.is_app:
        return None
    return Viewer(
        user=user,
        locale=babel_locale(me.locale),
        zone=ZoneInfo(me.tz),
        words=words_for(me.locale),
        now=now,
        emoji=emoji,
        people=people,
        channels={one["id"]: one["name"] for one in workspace.conversations(user) if one["kind"] != "im"},
    )


def babel_locale(tag: str) -> Locale:
    """Return the locale of a tag such as sv-SE."""
    return Locale.parse(tag.replace("-", "_"))


def _colour(value: str) -> str:
    digits = value.removeprefix("#").lower()
    whole = len(digits) in (3, 6) and all(one in "0123456789abcdef" for one in digits)
    return f"#{digits}" if whole else "#5b7083"
