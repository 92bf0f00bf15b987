"""A small workspace that stands still, for looking at the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from sandbox.page.emoji import read_emoji
from sandbox.page.viewer import Viewer, viewer

Json = dict[str, Any]
NOON = datetime(2026, 12, 4, 11, 0, tzinfo=UTC)


def user(user_id: str, name: str, **more: Any) -> Json:
    """Build a user as the workspace gives it."""
    return {
        "id": user_id,
        "name": name.split(" ")[0].lower(),
        "real_name": name,
        "tz": "Europe/Stockholm",
        "locale": "sv-SE",
        "is_bot": False,
        "color": "1f6f5c",
        "profile": {"real_name": name, "display_name": "", "title": "Montör"},
        **more,
    }


def channel(channel_id: str, name: str, **more: Any) -> Json:
    """Build a channel as a member sees it."""
    return {
        "id": channel_id,
        "name": name,
        "kind": "channel",
        "is_private": False,
        "is_member": True,
        "num_members": 2,
        "unread": 0,
        "read_only": False,
        **more,
    }


def message(ts: str, text: str = "", by: str = "U0TOM", **more: Any) -> Json:
    """Build a message."""
    return {"type": "message", "ts": ts, "user": by, "text": text, **more}


@dataclass
class FakeWorkspace:
    """Hold a workspace with one Swede, one Briton and one app."""

    users: list[Json] = field(
        default_factory=lambda: [
            user("U0ANNA", "Anna Lindqvist", is_admin=True),
            user("U0TOM", "Tom Whitlock", tz="Europe/London", locale="en-GB"),
            user("U0GRACE", "Grace Delaney", tz="America/New_York", locale="en-US"),
            user("U0APP", "Appen", is_bot=True),
        ]
    )
    places: list[Json] = field(
        default_factory=lambda: [
            channel("C0ONE", "larande", topic={"value": "Det vi lär oss"}),
            channel("D0ANNA", "Appen", kind="im", read_only=True, **{"with": "U0APP"}),
        ]
    )
    said: list[Json] = field(default_factory=list)
    open_views: list[Json] = field(default_factory=list)
    home_view: Json | None = None
    offered: list[Json] = field(default_factory=list)

    def people(self) -> list[Json]:
        """Return everybody."""
        return self.users

    def conversations(self, user: str) -> list[Json]:
        """Return the same places for all."""
        return self.places

    def messages(self, user: str, channel: str) -> list[Json]:
        """Return the same messages everywhere."""
        return self.said

    def views(self, user: str) -> list[Json]:
        """Return the open modals."""
        return self.open_views

    def home(self, user: str) -> Json | None:
        """Return the Home tab."""
        return self.home_view

    def commands(self) -> list[Json]:
        """Return one command."""
        return [{"command": "/lesson", "description": "Share", "usage_hint": "help"}]

    def shortcuts(self) -> list[Json]:
        """Return the shortcuts on offer."""
        return self.offered

    async def open_dm(self, user: str) -> Json:
        """Return the app's direct conversation."""
        return {"ok": True, "error": None, "channel": "D0ANNA"}


class StoppedClock:
    """Stand still."""

    def now(self) -> datetime:
        """Return noon in Stockholm on a Friday in December."""
        return NOON


def as_seen_by(user_id: str = "U0ANNA", workspace: FakeWorkspace | None = None) -> Viewer:
    """Return how somebody sees the workspace."""
    found = viewer(workspace or FakeWorkspace(), user_id, NOON, read_emoji())
    assert found is not None
    return found


@dataclass
class Tag:
    """Hold one tag of a page."""

    name: str
    attributes: dict[str, str]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Tag] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def tags(html: str) -> list[Tag]:
    """Return the tags that a browser would see."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return parser.found


def text(html: str) -> str:
    """Return the text that a browser would show."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return "".join(parser.text)


def one(html: str, **attributes: str) -> Tag:
    """Return the only tag with these attributes; `_` stands for a hyphen."""
    wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    found = [tag for tag in tags(html) if wanted.items() <= tag.attributes.items()]
    assert len(found) == 1, f"{len(found)} tags with {wanted}"
    return found[0]
