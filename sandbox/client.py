"""A person's view of the workspace: what they see, and what they can do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.blocks import check_values
from sandbox.link import Ack, AppLink
from sandbox.pressing import block_of, element_of, sent_action
from sandbox.sight import Sight
from sandbox.views import ViewProblem, close_top, open_view, replace_view
from sandbox.world import Channel, Message, OpenView

Json = dict[str, Any]
MENTION = re.compile(r"@([\w.åäöÅÄÖ-]+)")
CHANNEL = re.compile(r"#([\w-]+)")
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass
class Client(Sight):
    """Act as any person of the workspace; dictionaries have Slack's own shapes."""

    link: AppLink
    base_url: str = ""
    _typed: dict[str, Json] = field(default_factory=dict)

    async def command(self, user: str, channel: str, line: str) -> Json:
        """Take a line that a person typed: a slash command, or a message of their own."""
        found = self._visible(user, channel)
        line = line.strip()
        if found is None or user not in found.members:
            return _no("channel_not_found")
        if not line:
            return _no("no_text")
        if not line.startswith("/"):
            if found.im_of and self._read_only():
                return _no("Sending messages to this app has been turned off.")
            self.world.post(found, Message(self.world.next_ts(), user, self._with_ids(line)))
            return {"ok": True, "error": None}
        word, _, rest = line.partition(" ")
        if word == "/invite":
            return self._invite(found, rest.strip())
        declared = next((one for one in self.commands() if one["command"] == word), None)
        if declared is None:
            return _no(f"{word} is not a valid command.")
        text = self._with_ids(rest.strip()) if declared.get("should_escape") else rest.strip()
        payload = {
            "token": "verification",
            "team_id": self.world.team["id"],
            "team_domain": self.world.team.get("domain", ""),
            "channel_id": found.id,
            "channel_name": "directmessage" if found.im_of else found.name,
            "user_id": user,
            "user_name": self.world.users[user]["name"],
            "command": word,
            "text": text,
            "api_app_id": self.world.app_id,
            "enterprise_id": self.world.team.get("enterprise_id") or "",
            "is_enterprise_install": str(self.world.org_wide).lower(),
            "response_url": self.base_url + self.world.response_path(user, found.id, None),
            "trigger_id": self.world.trigger(user),
        }
        ack = await self.link.deliver("slash_commands", payload)
        if ack is None:
            return _no(f"{word} failed with the error “dispatch_failed”")
        if ack.payload and (ack.payload.get("text") or ack.payload.get("blocks")):
            shown = Message(
                self.world.next_ts(),
                self.world.bot_user,
                ack.payload.get("text", ""),
                ack.payload.get("blocks", []),
                by_app=True,
                only_for=None if ack.payload.get("response_type") == "in_channel" else user,
            )
            self.world.post(found, shown)
        return {"ok": True, "error": None}

    async def press(self, user: str, container: Json, action: Json) -> Json:
        """Press a button, or choose in a menu, of a message, a modal or the Home tab."""
        place = self._place(user, container)
        if place is None:
            return _no("That message or view is no longer there.")
        blocks, extra = place
        element = element_of(blocks, action.get("block_id"), str(action.get("action_id")))
        if element is None:
            return _no("That button is no longer there.")
        block_id = str(action.get("block_id") or block_of(blocks, element))
        sent = sent_action(element, block_id, action, self.world.next_ts())
        payload = {
            "type": "block_actions",
            **self._common(user),
            "trigger_id": self.world.trigger(user),
            "actions": [sent],
            **extra,
        }
        ack = await self.link.deliver("interactive", payload)
        return {"ok": True, "error": None} if ack is not None else _no(TROUBLE)

    async def submit(self, user: str, view_id: str, values: Json) -> Json:
        """Send a modal; errors stay with it, and what the app answers is done."""
        top = self._top(user, view_id)
        if top is None:
            return {"ok": False, "error": "That view is no longer open.", "errors": {}, "closed": True}
        if problems := check_values(top.view, values):
            return self._with_errors(user, top, problems)
        payload = {
            "type": "view_submission",
            **self._common(user),
            "trigger_id": self.world.trigger(user),
            "view": self._view_payload(top, values),
            "response_urls": [],
        }
        ack = await self.link.deliver("interactive", payload)
        if ack is None:
            top.notice = TROUBLE
            self.world.changed(user, {"type": "view"})
            return {"ok": False, "error": TROUBLE, "errors": {}, "closed": False}
        return self._apply(user, top, ack)

    async def close(self, user: str, view_id: str) -> Json:
        """Go back from the modal on top, or close it."""
        top = self._top(user, view_id)
        if top is None:
            return _no("That view is no longer open.")
        close_top(self.world, user)
        if top.view.get("notify_on_close"):
            payload = {
                "type": "view_closed",
                **self._common(user),
                "view": self._view_payload(top, {}),
                "is_cleared": False,
            }
            await self.link.deliver("interactive", payload)
        return {"ok": True, "error": None}

    async def shortcut(self, user: str, callback_id: str, channel: str | None, ts: str | None) -> Json:
        """Use a global or a message shortcut."""
        payload = {
            "type": "message_action" if ts else "shortcut",
            **self._common(user),
            "callback_id": callback_id,
            "trigger_id": self.world.trigger(user),
            "action_ts": self.world.next_ts(),
        }
        if ts and channel:
            found = self._visible(user, channel)
            message = found.messages.get(ts) if found else None
            if found is None or message is None:
                return _no("message_not_found")
            payload |= {
                "message": message.as_slack(self.world.bot_id),
                "message_ts": ts,
                "channel": {"id": found.id, "name": found.name},
                "response_url": self.base_url + self.world.response_path(user, found.id, ts),
            }
        ack = await self.link.deliver("interactive", payload)
        return {"ok": True, "error": None} if ack is not None else _no(TROUBLE)

    async def open_home(self, user: str) -> Json:
        """Open the app's Home tab."""
        self.world.direct(user)
        self.link.event({"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"})
        return {"ok": True, "error": None}

    async def open_dm(self, user: str) -> Json:
        """Open the app's Messages tab."""
        channel = self.world.direct(user)
        self.link.event({"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "messages"})
        return {"ok": True, "error": None, "channel": channel.id}

    def remember(self, user: str, view_id: str, values: Json) -> None:
        """Keep what stands in a modal's fields, for the state that goes along with its buttons."""
        self._typed[view_id] = values

    def _apply(self, user: str, top: OpenView, ack: Ack) -> Json:
        answer = ack.payload or {}
        what = answer.get("response_action")
        closed = {"ok": True, "errors": {}, "closed": True}
        try:
            if what == "errors":
                return self._with_errors(user, top, dict(answer.get("errors") or {}))
            if what == "update":
                replace_view(self.world, user, top, answer["view"])
                return {**closed, "closed": False}
            if what == "push":
                open_view(self.world, user, answer["view"], push=True)
                top.errors = {}
                return {**closed, "closed": False}
        except ViewProblem as problem:
            top.notice = f"{TROUBLE} ({problem})"
            self.world.changed(user, {"type": "view"})
            return {"ok": False, "error": top.notice, "errors": {}, "closed": False}
        if what == "clear":
            self.world.stacks[user].clear()
            self.world.changed(user, {"type": "view"})
        else:
            close_top(self.world, user)
        return closed

    def _with_errors(self, user: str, top: OpenView, problems: Json) -> Json:
        known = {block.get("block_id") for block in top.view["blocks"] if block["type"] == "input"}
        top.errors = {block: sentence for block, sentence in problems.items() if block in known}
        top.notice = "" if top.errors else TROUBLE
        self.world.changed(user, {"type": "view"})
        return {"ok": False, "error": top.notice or None, "errors": top.errors, "closed": False}

    def _place(self, user: str, container: Json) -> tuple[list[Json], Json] | None:
        if container.get("type") == "message":
            channel = self._visible(user, str(container.get("channel")))
            message = channel.messages.get(str(container.get("ts"))) if channel else None
            if channel is None or message is None or message.only_for not in (None, user):
                return None
            extra: Json = {
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": channel.id,
                    "is_ephemeral": message.only_for is not None,
                },
                "channel": {"id": channel.id, "name": channel.name},
                "message": message.as_slack(self.world.bot_id),
                "state": {"values": {}},
                "response_url": self.base_url + self.world.response_path(user, channel.id, message.ts),
            }
            return message.blocks, extra
        if container.get("type") == "view":
            top = self._top(user, str(container.get("view_id")))
            home = self.world.homes.get(user)
            if top is not None:
                shown = self._view_payload(top, self._typed.get(top.id, {}))
                return top.view["blocks"], {
                    "container": {"type": "view", "view_id": top.id},
                    "view": shown,
                }
            if home is not None and home["id"] == container.get("view_id"):
                shown = {**home, "state": {"values": {}}}
                return home["blocks"], {"container": {"type": "view", "view_id": home["id"]}, "view": shown}
        return None

    def _view_payload(self, top: OpenView, values: Json) -> Json:
        return {
            **top.as_slack(values),
            "team_id": self.world.team["id"],
            "app_id": self.world.app_id,
            "bot_id": self.world.bot_id,
        }

    def _common(self, user: str) -> Json:
        enterprise = self.world.team.get("enterprise_id")
        own = {"id": self.world.team["id"], "domain": self.world.team.get("domain", "")}
        return {
            # Where an organisation installed the app, its payloads name no workspace here.
            "team": None if self.world.org_wide else own,
            "user": {
                "id": user,
                "username": self.world.users[user]["name"],
                "team_id": self.world.team["id"],
            },
            "api_app_id": self.world.app_id,
            "token": "verification",
            "enterprise": {"id": enterprise, "name": enterprise} if enterprise else None,
            "is_enterprise_install": self.world.org_wide,
        }

    def _invite(self, channel: Channel, name: str) -> Json:
        wanted = name.lstrip("@").casefold()
        for user, one in self.world.users.items():
            if wanted in (one["name"].casefold(), one["real_name"].casefold()):
                channel.members.add(user)
                joined = {
                    "type": "member_joined_channel",
                    "user": user,
                    "channel": channel.id,
                    "channel_type": "G" if channel.private else "C",
                    "team": self.world.team["id"],
                }
                self.link.event(joined)
                text = f"<@{user}> has joined the channel"
                self.world.post(channel, Message(self.world.next_ts(), user, text))
                return {"ok": True, "error": None}
        return _no(f"There is nobody called {name}.")

    def _with_ids(self, text: str) -> str:
        channels = {one.name: one.id for one in self.world.channels.values() if not one.im_of}
        users = {one["name"]: user for user, one in self.world.users.items()}
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = CHANNEL.sub(
            lambda hit: f"<#{channels[hit[1]]}|{hit[1]}>" if hit[1] in channels else hit[0], text
        )
        return MENTION.sub(lambda hit: f"<@{users[hit[1]]}|{hit[1]}>" if hit[1] in users else hit[0], text)


def _no(sentence: str) -> Json:
    return {"ok": False, "error": sentence}
