"""The door for signed HTTP: nothing is read as anything before its signature holds."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.slack.shapes import is_known

PATH = "/slack/events"
LARGEST = 1024 * 1024
AGE = 300.0
"""Seconds for which Slack's signature holds; so long it is remembered, and taken once."""

MOST_REMEMBERED = 200_000
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
log = structlog.get_logger("slack")


@dataclass
class SeenOnce:
    """Remember the signatures of the last minutes, so that what somebody listened in on is not taken again.

    Slack signs every repetition of its own anew. Each process remembers what it took itself.
    """

    now: Callable[[], float] = time.monotonic
    _seen: dict[bytes, float] = field(default_factory=dict)

    def first(self, signature: str) -> bool:
        """Tell whether a signature comes for the first time."""
        digest, now = hashlib.sha256(signature.encode()).digest()[:16], self.now()
        while self._seen:
            oldest = next(iter(self._seen))
            if now - self._seen[oldest] <= 2 * AGE and len(self._seen) < MOST_REMEMBERED:
                break
            del self._seen[oldest]
        if digest in self._seen:
            return False
        self._seen[digest] = now
        return True


def web_app(
    app: AsyncApp,
    signing_secret: str,
    pages: Iterable[web.RouteDef] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Application:
    """Return Bolt behind a check of signature, age, size and repetition, and pages for browsers beside it.

    Unsigned, forged, old and repeated requests get 401, larger ones 413, signed ones that cannot be read 400.
    `headers` go along with every answer that does not set them itself.
    """
    verifier, once = SignatureVerifier(signing_secret), SeenOnce()

    async def events(request: web.Request) -> web.StreamResponse:
        if request.content_length is None or request.content_length > LARGEST:
            return web.Response(status=413)
        try:
            body = (await request.read()).decode()
        except UnicodeDecodeError:
            return web.Response(status=401)
        if not _signed(verifier, body, request):
            return web.Response(status=401)
        if not once.first(request.headers.get("X-Slack-Signature", "")):
            return web.Response(status=401)
        try:
            if not _is_readable(body, request.content_type):
                log.warning("unreadable_request", reason="shape")
                return web.Response(status=400)
            answer = await app.async_dispatch(await to_bolt_request(request))
        except UNREADABLE as problem:
            # Listeners answer for their own failures; this is a shape that Slack does not send.
            log.warning("unreadable_request", error=type(problem).__name__)
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    async def guarded(_request: web.Request, answer: web.StreamResponse) -> None:
        for name, value in (headers or {}).items():
            answer.headers.setdefault(name, value)

    server = web.Application(client_max_size=LARGEST)
    server.on_response_prepare.append(guarded)
    server.add_routes([web.post(PATH, events), *pages])
    return server


def _signed(verifier: SignatureVerifier, body: str, request: web.Request) -> bool:
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except ValueError:
        return False


def _is_readable(body: str, content_type: str) -> bool:
    """Tell whether a body is what Slack sends: an object, a form with one in `payload`, or a command.

    Bolt's own middleware relies on shapes too, and runs before any of ours.
    """
    if content_type == "application/json":
        read = json.loads(body)
    else:
        form = parse_qs(body, keep_blank_values=True)
        if len(form.get("payload", ())) > 1:
            return False
        read = json.loads(form["payload"][0]) if "payload" in form else {k: v[0] for k, v in form.items()}
    return isinstance(read, dict) and is_known(read)
