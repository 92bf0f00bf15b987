"""The state of one workspace, in memory."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.clock import WorkspaceClock

Json = dict[str, Any]
TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass
class Message:
    """Hold one message; `only_for` makes it ephemeral."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    edited: str | None = None
    only_for: str | None = None
    thread_ts: str | None = None
    by_app: bool = False

    def as_slack(self, bot_id: str) -> Json:
        """Return the message in Slack's shape."""
        shown: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.by_app:
            shown["bot_id"] = bot_id
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.edited}
        if self.only_for:
            shown["ephemeral"] = True
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        return shown


@dataclass
class Channel:
    """Hold a channel or a direct conversation with its messages by timestamp."""

    id: str
    name: str
    members: set[str]
    private: bool = False
    archived: bool = False
    im_of: str | None = None
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)

    def as_slack(self, viewer: str) -> Json:
        """Return the channel in Slack's shape, as one member sees it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.private and self.im_of is None,
            "is_group": self.private and self.im_of is None,
            "is_im": self.im_of is not None,
            "is_mpim": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": viewer in self.members,
            "num_members": len(self.members),
            "topic": {"value": self.topic},
        }


@dataclass
class OpenView:
    """Hold a modal that a person has open."""

    id: str
    view: Json
    hash: str
    root: str
    previous: str | None
    errors: Json = field(default_factory=dict)
    notice: str = ""

    def as_slack(self, state: Json | None = None) -> Json:
        """Return the view in Slack's shape."""
        return {
            **self.view,
            "id": self.id,
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "state": {"values": state or {}},
        }


@dataclass
class World:
    """Hold everything that exists in the workspace, and tell those who watch what changes."""

    clock: WorkspaceClock
    team: Json
    manifest: Json
    users: dict[str, Json]
    channels: dict[str, Channel]
    groups: dict[str, Json] = field(default_factory=dict)
    simulated: set[str] = field(default_factory=set)
    answers: dict[str, list[str]] = field(default_factory=dict)
    bot_id: str = "B0APP"
    bot_user: str = "U0APPBOT"
    app_id: str = "A0APP"
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    client_id: str = "100.200"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    installed: bool = True
    """Whether the token that is there from the start works; those of OAuth are kept by `Installs`."""

    org_wide: bool = False
    stacks: dict[str, list[OpenView]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Json] = field(default_factory=dict)
    read_until: dict[tuple[str, str], str] = field(default_factory=dict)
    _triggers: dict[str, Any] = field(default_factory=dict)
    _responses: dict[str, Json] = field(default_factory=dict)
    _watchers: dict[str, set[asyncio.Queue[Json]]] = field(default_factory=lambda: defaultdict(set))
    _last_ts: int = 0

    def next_ts(self) -> str:
        """Return a fresh message timestamp, later than any before."""
        micros = max(int(self.clock.now().timestamp() * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def scopes(self) -> set[str]:
        """Return the scopes that the manifest asks for."""
        return set(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    def subscribed(self) -> set[str]:
        """Return the events that the manifest subscribes to."""
        return set(self.manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))

    def direct(self, user: str) -> Channel:
        """Return a person's direct conversation with the app, opening it when it is new."""
        channel_id = f"D{user[1:]}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(
                channel_id, user, {user, self.bot_user}, private=True, im_of=user
            )
            self.changed(user, {"type": "conversations"})
        return self.channels[channel_id]

    def post(self, channel: Channel, message: Message) -> Message:
        """Add a message and tell everyone who sees it."""
        channel.messages[message.ts] = message
        self._message_changed("message", channel, message)
        return message

    def edit(self, channel: Channel, message: Message) -> None:
        """Tell everyone that a message has changed."""
        message.edited = self.next_ts()
        self._message_changed("message_changed", channel, message)

    def delete(self, channel: Channel, message: Message) -> None:
        """Remove a message."""
        channel.messages.pop(message.ts, None)
        self._message_changed("message_deleted", channel, message)

    def trigger(self, user: str) -> str:
        """Return a trigger id that opens one view within three seconds."""
        found = f"{secrets.token_hex(6)}.{secrets.token_hex(6)}"
        self._triggers[found] = (user, self.clock.now() + TRIGGER_LIFE, False)
        return found

    def use_trigger(self, trigger: str) -> str:
        """Return whose trigger it is; raise KeyError with Slack's word when it cannot be used."""
        if trigger not in self._triggers:
            raise KeyError("invalid_trigger_id")
        user, expires, used = self._triggers[trigger]
        if used:
            raise KeyError("exchanged_trigger_id")
        if self.clock.now() > expires:
            raise KeyError("expired_trigger_id")
        self._triggers[trigger] = (user, expires, True)
        return str(user)

    def response_path(self, user: str, channel: str, ts: str | None) -> str:
        """Return the path of a response URL, good for five uses within thirty minutes."""
        token = secrets.token_urlsafe(18)
        self._responses[token] = {
            "user": user,
            "channel": channel,
            "ts": ts,
            "left": RESPONSE_USES,
            "until": self.clock.now() + RESPONSE_LIFE,
        }
        return f"/response/{token}"

    def knows_response(self, token: str) -> bool:
        """Tell whether a response URL is one of this workspace's."""
        return token in self._responses

    def use_response(self, token: str) -> Json | None:
        """Return what a response URL stands for; None when it is used up or too old."""
        found = self._responses.get(token)
        if found is None or found["left"] <= 0 or self.clock.now() > found["until"]:
            return None
        found["left"] -= 1
        return found

    def watch(self, user: str) -> asyncio.Queue[Json]:
        """Return a queue of what changes for a person; give it back with `unwatch`."""
        queue: asyncio.Queue[Json] = asyncio.Queue(maxsize=500)
        self._watchers[user].add(queue)
        return queue

    def unwatch(self, user: str, queue: asyncio.Queue[Json]) -> None:
        """Stop watching."""
        self._watchers[user].discard(queue)

    def changed(self, user: str, change: Json) -> None:
        """Tell those who watch a person's view of the workspace."""
        for queue in self._watchers.get(user, ()):
            if queue.full():
                # A slow reader is told to look at everything again; nothing is lost silently.
                while not queue.empty():
                    queue.get_nowait()
                change = {"type": "refresh"}
            queue.put_nowait(change)

    def _message_changed(self, kind: str, channel: Channel, message: Message) -> None:
        change = {"type": kind, "channel": channel.id, "ts": message.ts}
        viewers: Iterator[str] = iter([message.only_for] if message.only_for else sorted(channel.members))
        for user in viewers:
            self.changed(user, change)
