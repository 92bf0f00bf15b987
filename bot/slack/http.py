"""The door for signed HTTP: nothing is read as anything before its signature holds."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

PATH = "/slack/events"
LARGEST = 1024 * 1024
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def web_app(app: AsyncApp, signing_secret: str) -> web.Application:
    """Return Bolt's web application behind a check of signature, age and size.

    Unsigned, forged and old requests get 401, larger ones 413, a signed one that cannot be read 400.
    """
    verifier = SignatureVerifier(signing_secret)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.content_length is None or request.content_length > LARGEST:
            return web.Response(status=413)
        body = await request.text()
        if not _signed(verifier, body, request):
            return web.Response(status=401)
        if request.content_type == "application/json" and not _is_json(body):
            return web.Response(status=400)
        return await handler(request)

    server = app.web_app(PATH)
    server.middlewares.append(guard)
    return server


def _signed(verifier: SignatureVerifier, body: str, request: web.Request) -> bool:
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except ValueError:
        return False


def _is_json(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
