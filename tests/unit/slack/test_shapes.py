"""What Slack sends is let in, with all that it adds, leaves out or leaves empty; nothing else is."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.slack.shapes import is_known

USER = {"id": "U1", "username": "karin", "name": "karin", "team_id": "T1"}
TEAM = {"id": "T1", "domain": "norrbro"}
VIEW = {
    "id": "V1",
    "team_id": "T1",
    "type": "modal",
    "blocks": [{"type": "input", "block_id": "text", "label": {}, "element": {"type": "plain_text_input"}}],
    "private_metadata": "",
    "callback_id": "answer.write",
    "state": {"values": {"text": {"field": {"type": "plain_text_input", "value": None}}}},
    "hash": "1.a",
    "title": {"type": "plain_text", "text": "Svara", "emoji": True},
    "previous_view_id": None,
    "app_installed_team_id": "T1",
}
ACTION = {"type": "button", "action_id": "prompt.answer", "block_id": "b", "value": "x", "action_ts": "1.1"}
PRESSED = {
    "type": "block_actions",
    "user": USER,
    "team": TEAM,
    "enterprise": None,
    "is_enterprise_install": False,
    "api_app_id": "A1",
    "trigger_id": "1.2.3",
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "channel": {"id": "D1", "name": "directmessage"},
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": False},
    "message": {"type": "message", "ts": "1.1", "text": "", "bot_id": "B1", "blocks": [{"type": "divider"}]},
    "state": {"values": {}},
    "actions": [ACTION],
}
AT_HOME: dict[str, Any] = {
    k: v for k, v in PRESSED.items() if k not in ("channel", "message", "response_url")
}
AT_HOME |= {
    "container": {"type": "view", "view_id": "V1"},
    "view": VIEW | {"type": "home", "state": {"values": []}},
}
SENT = {
    "type": "view_submission",
    "user": USER,
    "team": TEAM,
    "trigger_id": "1",
    "view": VIEW,
    "response_urls": [],
}
COMMAND = {
    "command": "/lardom",
    "text": "",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2",
    "response_url": "https://hooks.slack.com/commands/T1/1/x",
    "is_enterprise_install": "false",
}
CHANGED = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {
        "type": "user_change",
        "user": {
            "id": "U1",
            "tz": None,
            "profile": {"real_name": None, "status_expiration": 0},
            "is_admin": True,
        },
    },
    "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
}
GOOD = {
    "a button in a message": PRESSED,
    "a button in an ephemeral message": {k: v for k, v in PRESSED.items() if k != "message"},
    "a button at home": AT_HOME,
    "a modal": SENT,
    "a closed modal": {**SENT, "type": "view_closed", "is_cleared": False},
    "a command": COMMAND,
    "somebody changed": CHANGED,
    "home was opened": {**CHANGED, "event": {"type": "app_home_opened", "user": "U1", "tab": "home"}},
    "the app was removed": {**CHANGED, "event": {"type": "app_uninstalled"}},
    "the address is tried": {"type": "url_verification", "challenge": "x", "token": "y"},
    "the certificate is tried": {"ssl_check": "1", "token": "y"},
    "a whole organisation": {**PRESSED, "team": None, "enterprise": {"id": "E1", "name": "Koncern"}},
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
def test_what_slack_sends_is_let_in(body):
    assert is_known(body)
    assert is_known({**body, "something_new": {"of": ["Slack's"]}})


def broken(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a request with one part exchanged."""
    body = copy.deepcopy(body)
    *above, last = path.split(".")
    holder: Any = body
    for step in above:
        holder = holder[int(step)] if step.isdecimal() else holder[step]
    holder[last] = value
    return body


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        (PRESSED, "user", "U1"),
        (PRESSED, "user.id", ["U1"]),
        (PRESSED, "actions", []),
        (PRESSED, "actions.0.value", 7),
        (PRESSED, "container.channel_id", None),
        (AT_HOME, "view", None),
        (SENT, "view.state.values", ["something"]),
        (SENT, "view.private_metadata", {}),
        (PRESSED, "response_url", ""),
        (COMMAND, "text", ["a"]),
        (COMMAND, "response_url", ""),
        (CHANGED, "event", "user_change"),
        (CHANGED, "event.user", "U1"),
        (CHANGED, "event.user.profile.status_expiration", -1),
        (PRESSED, "type", "interactive_message"),
        (PRESSED, "type", None),
    ],
)
def test_what_slack_does_not_send_is_kept_out(body, path, value):
    assert not is_known(broken(body, path, value))
