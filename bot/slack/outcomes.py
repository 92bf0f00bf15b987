"""Say what an answer of Slack means for a message."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.clients import error_of
from bot.store.ports import Blocked, Outcome, Rest, Undeliverable, Unsure

MEMBER_GONE = {
    "user_not_found",
    "cannot_dm_bot",
    "user_disabled",
    "users_not_found",
    "messages_tab_disabled",
}
CHANNEL_BLOCKED = {"channel_not_found", "not_in_channel", "is_archived", "restricted_action"}


def classify(problem: SlackApiError) -> Outcome:
    """Say what a refusal by Slack means for a delivery."""
    response: Any = problem.response
    error = error_of(problem)
    status = getattr(response, "status_code", 0)
    if status == 429 or error == "ratelimited":
        headers = getattr(response, "headers", {}) or {}
        return Rest(float(headers.get("Retry-After", headers.get("retry-after", 30))))
    if error in MEMBER_GONE:
        return Undeliverable(error)
    if error in CHANNEL_BLOCKED:
        return Blocked(error)
    if status >= 500 or error in ("internal_error", "fatal_error", "service_unavailable", "request_timeout"):
        return Unsure(error or "server_error")
    return Undeliverable(error or "refused")
