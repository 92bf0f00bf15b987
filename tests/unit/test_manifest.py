"""The manifest asks for what the code uses, and for nothing more."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.manifest import NoAddress, over_http, over_socket
from bot.slack.ids import COMMAND, Shortcut
from bot.slack.listeners.commands import HANDLERS
from bot.slack.scopes import SCOPES

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
CODE = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack").rglob("*.py"))
NEEDED = {
    "chat_postMessage": {"chat:write", "im:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "conversations_info": {"channels:read", "groups:read"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "dnd_teamInfo": {"dnd:read"},
    "conversations_members": {"channels:read", "groups:read"},
}


def test_scopes_are_those_of_the_methods_that_are_called():
    called = {name for name in NEEDED if f".{name}(" in CODE}
    wanted = {scope for name in called for scope in NEEDED[name]} | {"commands"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == wanted == set(SCOPES)
    assert not any("history" in scope for scope in wanted)


def test_every_method_that_is_called_is_known_here():
    used = set(re.findall(r"client\.((?:chat|users|conversations|usergroups|dnd)_\w+)\(", CODE))
    assert used - {"chat_getPermalink"} == set(NEEDED) & used


def test_events_are_those_that_have_a_listener():
    listened = set(re.findall(r"app\.event\(\"(\w+)\"\)", CODE))
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == listened


def test_the_one_command_is_declared_and_escapes_mentions():
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["command"] == COMMAND and command["should_escape"] is True


def test_nothing_can_be_typed_to_the_app_in_a_message():
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_read_only_enabled"] is True and home["home_tab_enabled"] is True


def test_shortcuts_are_those_that_have_a_listener():
    declared = {one["callback_id"]: one for one in MANIFEST["features"]["shortcuts"]}
    assert set(declared) == set(Shortcut)
    for name, kind in re.findall(r"app\.(global|message)_shortcut\(Shortcut\.(\w+)\)", CODE):
        assert declared[Shortcut[kind]]["type"] == name
    assert len(re.findall(r"_shortcut\(Shortcut\.", CODE)) == len(declared)
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in declared.values())


def test_the_hint_beside_the_command_names_every_word_there_is():
    (command,) = MANIFEST["features"]["slash_commands"]
    assert {one.strip(" …") for one in command["usage_hint"].split("|")} == set(HANDLERS)
    assert len(command["usage_hint"]) <= 1000


def test_over_http_the_app_is_the_same_at_addresses_that_it_answers_at():
    here = "https://lardom.example.org"
    found = over_http(here + "/")
    (command,) = found["features"]["slash_commands"]
    assert command.pop("url") == f"{here}/slack/events"
    for part in ("event_subscriptions", "interactivity"):
        assert found["settings"][part].pop("request_url") == f"{here}/slack/events"
    assert found["oauth_config"].pop("redirect_urls") == [f"{here}/slack/oauth_redirect"]
    assert found["settings"].pop("socket_mode_enabled") is False
    assert over_socket()["settings"].pop("socket_mode_enabled") is True
    same = over_socket()
    del same["settings"]["socket_mode_enabled"]
    assert found == same


@pytest.mark.parametrize(
    "address",
    [
        "http://lardom.example.org",
        "lardom.example.org",
        "https://",
        "https://x.example?a=1",
        "https://a@x.example",
    ],
)
def test_an_address_that_slack_would_not_take_is_refused(address):
    with pytest.raises(NoAddress):
        over_http(address)
