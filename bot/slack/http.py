"""The door for signed HTTP: nothing is read as anything before its signature holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

PATH = "/slack/events"
LARGEST = 1024 * 1024


def web_app(
    app: AsyncApp,
    signing_secret: str,
    pages: Iterable[web.RouteDef] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Application:
    """Return Bolt behind a check of signature, age and size, and pages for browsers beside it.

    Unsigned, forged and old requests get 401, larger ones 413, a signed one that cannot be read 400.
    `headers` go along with every answer that does not set them itself.
    """
    verifier = SignatureVerifier(signing_secret)

    async def events(request: web.Request) -> web.StreamResponse:
        if request.content_length is None or request.content_length > LARGEST:
            return web.Response(status=413)
        body = await request.text()
        if not _signed(verifier, body, request):
            return web.Response(status=401)
        if request.content_type == "application/json" and not _is_json(body):
            return web.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

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


def _is_json(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
