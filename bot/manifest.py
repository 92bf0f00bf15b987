"""The manifests from which Slack makes the app, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.slack.http import PATH
from bot.slack.installing.routes import CALLBACK

Manifest = dict[str, Any]
PLACE = Path(__file__).resolve().parent.parent / "manifest.json"


class NoAddress(Exception):
    """Say that something is no https address of a host."""


def over_socket() -> Manifest:
    """Return the manifest for an app that connects to Slack by itself."""
    return dict(json.loads(PLACE.read_text(encoding="utf-8")))


def over_http(address: str) -> Manifest:
    """Return the manifest for an app that Slack and browsers reach at an address; raise NoAddress.

    The fields are those of https://docs.slack.dev/reference/app-manifest/.
    """
    told = urlsplit(address)
    if told.scheme != "https" or not told.hostname or told.query or told.fragment or told.username:
        raise NoAddress(address)
    here = address.rstrip("/")
    manifest = copy.deepcopy(over_socket())
    for command in manifest["features"]["slash_commands"]:
        command["url"] = here + PATH
    manifest["oauth_config"]["redirect_urls"] = [here + CALLBACK]
    settings = manifest["settings"]
    for part in ("event_subscriptions", "interactivity"):
        settings[part]["request_url"] = here + PATH
    settings["socket_mode_enabled"] = False
    return manifest
