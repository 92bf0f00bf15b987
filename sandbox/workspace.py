"""Read a sample workspace from a file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from sandbox.clock import WorkspaceClock
from sandbox.world import Channel, Message, World

Json = dict[str, Any]


def load_world(workspace: Path, manifest: Path, clock: WorkspaceClock) -> World:
    """Build a world from a workspace file and an app's manifest."""
    data = yaml.safe_load(workspace.read_text(encoding="utf-8"))
    app = json.loads(manifest.read_text(encoding="utf-8"))
    world = build_world(data, app, clock)
    answers = workspace.parent / data.get("answers", "answers.yaml")
    if answers.exists():
        world.answers = yaml.safe_load(answers.read_text(encoding="utf-8"))
    return world


def beside(first: World, data: Json) -> World:
    """Build one more workspace for the app of the first, which is not installed in it yet."""
    world = build_world(data, first.manifest, first.clock)
    world.app_id, world.app_token, world.signing_secret = first.app_id, first.app_token, first.signing_secret
    world.client_id, world.client_secret = first.client_id, first.client_secret
    world.installed = False
    return world


def build_world(data: Json, app: Json, clock: WorkspaceClock) -> World:
    """Build a world from what a workspace file says."""
    team = str(data["team"].get("id", "T0SANDBOX"))
    users = {one["id"]: user_object(one, clock.now(), team) for one in data["members"]}
    name = app.get("features", {}).get("bot_user", {}).get("display_name", "App")
    world = World(
        clock=clock,
        team={"id": "T0SANDBOX", **data["team"]},
        manifest=app,
        users=users,
        channels={},
        simulated={one["id"] for one in data["members"] if one.get("simulated")},
        groups={one["id"]: one for one in data.get("usergroups", [])},
    )
    users[world.bot_user] = user_object(
        {"id": world.bot_user, "first": name, "last": "", "name": name.lower(), "bot": True},
        clock.now(),
        team,
    )
    everyone = {user for user, one in users.items() if not one["deleted"]}
    for one in data["channels"]:
        members = set(everyone) if one["members"] == "all" else set(one["members"])
        if not one.get("app", False):
            members.discard(world.bot_user)
        channel = Channel(
            one["id"], one["name"], members, private=one.get("private", False), topic=one.get("topic", "")
        )
        world.channels[channel.id] = channel
        for said in one.get("messages", []):
            message = Message(world.next_ts(), said["user"], said["text"])
            channel.messages[message.ts] = message
    return world


def user_object(one: Json, now: datetime, team: str = "T0SANDBOX") -> Json:
    """Return Slack's user object for a member of the file."""
    zone = one.get("tz", "Europe/Stockholm")
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    full = " ".join(part for part in (one.get("first", ""), one.get("last", "")) if part)
    status = one.get("status", {})
    return {
        "id": one["id"],
        "team_id": one.get("team", team),
        "name": one.get("name", one["id"].lower()),
        "real_name": full,
        "deleted": one.get("deleted", False),
        "tz": zone,
        "tz_label": zone.split("/")[-1].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "locale": one.get("locale", "en-US"),
        "is_admin": bool(one.get("admin") or one.get("owner")),
        "is_owner": bool(one.get("owner")),
        "is_primary_owner": bool(one.get("owner")),
        "is_restricted": bool(one.get("guest")),
        "is_ultra_restricted": False,
        "is_stranger": bool(one.get("stranger")),
        "is_bot": bool(one.get("bot")),
        "is_app_user": False,
        "updated": int(now.timestamp()),
        "profile": {
            "real_name": full,
            "display_name": one.get("display", ""),
            "first_name": one.get("first", ""),
            "last_name": one.get("last", ""),
            "title": one.get("title", ""),
            "status_text": status.get("text", ""),
            "status_emoji": status.get("emoji", ""),
            "status_expiration": status.get("expiration", 0),
        },
        "color": one.get("colour", "5b7083"),
    }
