"""Time how long Slack waits for us, for requests that have nothing to do with an answer."""

from __future__ import annotations

import time
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.watching.figures import Figures

ABOUT_PEOPLE = frozenset({"user_change", "team_join"})
FOR_ADMINS = frozenset({"schedule", "schema", "status", "läge", "lage", "roles", "roller", "terms", "termer"})
"""The words of commands that only admins give. Whoever asks for help may be about to answer."""


def timed(bolt: AsyncApp, figures: Figures) -> None:
    """Let a Bolt app be timed; what people answer, share, press or open is not."""
    dispatch = bolt.async_dispatch

    async def measured(req: AsyncBoltRequest) -> BoltResponse:
        what = kind_of(req.body)
        if what is None:
            return await dispatch(req)
        began = time.perf_counter()
        answered = await dispatch(req)
        figures.acks.labels(what).observe(time.perf_counter() - began)
        return answered

    bolt.async_dispatch = measured  # type: ignore[method-assign]


def kind_of(body: dict[str, Any]) -> str | None:
    """Return what a request is called among the figures; None for all that are not shown."""
    event = body.get("event")
    if isinstance(event, dict):
        return "event" if event.get("type") in ABOUT_PEOPLE else None
    if "command" in body:
        word = str(body.get("text") or "").strip().partition(" ")[0].casefold()
        return "command" if word in FOR_ADMINS else None
    return None
