"""What a person sees of the workspace, as dictionaries of Slack's own shapes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sandbox.world import Channel, OpenView, World

Json = dict[str, Any]


@dataclass
class Sight:
    """Look at the workspace as any of its people."""

    world: World

    def people(self) -> list[Json]:
        """Return the people who can be chosen, the app's own user among them."""
        return [user for user in self.world.users.values() if not user["deleted"]]

    def conversations(self, user: str) -> list[Json]:
        """Return channels and direct conversations that a person can see."""
        found = []
        for channel in self.world.channels.values():
            if channel.im_of not in (None, user) or (channel.private and user not in channel.members):
                continue
            if channel.archived:
                continue
            shown = channel.as_slack(user)
            shown["kind"] = "im" if channel.im_of else "channel"
            shown["unread"] = self._unread(user, channel)
            shown["read_only"] = bool(channel.im_of) and self._read_only()
            if channel.im_of:
                shown["with"] = self.world.bot_user
                shown["name"] = self.world.users[self.world.bot_user]["real_name"]
            found.append(shown)
        return sorted(found, key=lambda one: (one["kind"], one["name"]))

    def messages(self, user: str, channel: str) -> list[Json]:
        """Return what a person sees in a conversation, oldest first."""
        found = self._visible(user, channel)
        if found is None:
            return []
        return [
            message.as_slack(self.world.bot_id)
            for message in sorted(found.messages.values(), key=lambda one: one.ts)
            if message.only_for in (None, user)
        ]

    def views(self, user: str) -> list[Json]:
        """Return a person's modals, bottom first, each with its errors."""
        return [
            {**one.as_slack(), "errors": one.errors, "notice": one.notice} for one in self.world.stacks[user]
        ]

    def home(self, user: str) -> Json | None:
        """Return the app's Home tab for a person."""
        return self.world.homes.get(user)

    def commands(self) -> list[Json]:
        """Return the slash commands that the manifest declares."""
        return list(self.world.manifest.get("features", {}).get("slash_commands", []))

    def shortcuts(self) -> list[Json]:
        """Return the shortcuts that the manifest declares."""
        return list(self.world.manifest.get("features", {}).get("shortcuts", []))

    def mark_read(self, user: str, channel: str) -> None:
        """Remember that a person has read a conversation to its end."""
        found = self._visible(user, channel)
        if found is not None:
            self.world.read_until[(user, channel)] = max(found.messages, default="0")

    async def changes(self, user: str) -> AsyncIterator[Json]:
        """Yield what changes for a person, as it changes."""
        queue = self.world.watch(user)
        try:
            while True:
                yield await queue.get()
        finally:
            self.world.unwatch(user, queue)

    def _visible(self, user: str, channel: str) -> Channel | None:
        found = self.world.channels.get(channel)
        if found is None or found.im_of not in (None, user):
            return None
        return None if found.private and user not in found.members else found

    def _top(self, user: str, view_id: str) -> OpenView | None:
        stack = self.world.stacks[user]
        return stack[-1] if stack and stack[-1].id == view_id else None

    def _unread(self, user: str, channel: Channel) -> int:
        if user not in channel.members:
            return 0
        read = self.world.read_until.get((user, channel.id), "0")
        return sum(
            one.ts > read and one.user != user and one.only_for in (None, user)
            for one in channel.messages.values()
        )

    def _read_only(self) -> bool:
        home = self.world.manifest.get("features", {}).get("app_home", {})
        return bool(home.get("messages_tab_read_only_enabled"))
