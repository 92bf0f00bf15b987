"""Hand what people do to the app: over Socket Mode, or over signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, WSMsgType, web

from sandbox.faults import Faults
from sandbox.installs import Installs
from sandbox.world import World

Json = dict[str, Any]
ACK_SECONDS = 3.0
MOST_CONNECTIONS = 10
EVENT_TRIES = 4


@dataclass(frozen=True, slots=True)
class Ack:
    """Hold what an app answered at once; None is an empty answer."""

    payload: Json | None


@dataclass
class AppLink:
    """Deliver envelopes to the one app of the workspace and wait for its ack."""

    world: World
    faults: Faults
    session: ClientSession
    app_url: str | None = None
    retry_seconds: float = 1.0
    _sockets: deque[web.WebSocketResponse] = field(default_factory=deque)
    _connected: asyncio.Event = field(default_factory=asyncio.Event)
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def ticket(self) -> str:
        """Return a ticket that opens one socket."""
        found = secrets.token_urlsafe(16)
        self._tickets.add(found)
        return found

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """Serve one Socket Mode connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._sockets) >= MOST_CONNECTIONS:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self._sockets.append(socket)
        self._connected.set()
        hello = {
            "type": "hello",
            "num_connections": len(self._sockets),
            "connection_info": {"app_id": self.world.app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }
        await socket.send_json(hello)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._received(json.loads(message.data))
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
        return socket

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to connect anew, as Slack does now and then."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def cut(self) -> None:
        """Cut every socket without a word."""
        for socket in list(self._sockets):
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def deliver(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Ack | None:
        """Send one envelope; return the ack, or None when none came within three seconds."""
        try:
            async with asyncio.timeout(ACK_SECONDS):
                if self.app_url is not None:
                    return await self._over_http(kind, payload, retry, reason)
                return await self._over_socket(kind, payload, retry, reason)
        except (TimeoutError, ClientError, ConnectionError):
            return None

    def event(self, event: Json) -> None:
        """Send an event in the background if the manifest subscribes to it; retry until it is acked."""
        team, org_wide = self.world.team["id"], self.world.org_wide
        authorization = {
            "enterprise_id": self.world.team.get("enterprise_id"),
            "team_id": None if org_wide else team,
            "user_id": self.world.bot_user,
            "is_bot": True,
            "is_enterprise_install": org_wide,
        }
        self._send(event, team_id=team, authorizations=[authorization])

    def tokens_revoked(self) -> None:
        """Tell the app that its tokens here work no more."""
        self._notice({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.world.bot_user]}})

    def uninstalled(self, installs: Installs) -> None:
        """Take the app out, and tell it so twice, as Slack does, in no certain order."""
        installs.remove(str(self.world.team["id"]))
        self.tokens_revoked()
        self._notice({"type": "app_uninstalled"})

    def taken_out(self, installs: Installs) -> None:
        """Take this workspace out of its organisation's installation, and tell the app."""
        installs.take_out(str(self.world.team["id"]))
        self._access("team_access_revoked")

    def let_in(self) -> None:
        """Tell the app that its organisation's installation covers this workspace."""
        self._access("team_access_granted")

    def _access(self, kind: str) -> None:
        organisation = self.world.team.get("enterprise_id")
        event = {"type": kind, "team_ids": [self.world.team["id"]]}
        self._send(event, team_id=None, enterprise_id=organisation)

    def _notice(self, event: Json) -> None:
        # Nothing authorizes the app any more, so there is nothing to list.
        organisation = self.world.team.get("enterprise_id")
        owner = organisation if self.world.org_wide else self.world.team["id"]
        self._send(event, team_id=owner, enterprise_id=organisation)

    def _send(self, event: Json, **told: Any) -> None:
        if event["type"] not in self.world.subscribed():
            return
        body = {
            "token": "verification",
            **told,
            "api_app_id": self.world.app_id,
            "event": {**event, "event_ts": self.world.next_ts()},
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.world.clock.now().timestamp()),
        }
        for _ in range(2 if self.faults.duplicate_events else 1):
            task = asyncio.create_task(self._event_until_acked(body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop retrying and close every socket."""
        for task in list(self._tasks):
            task.cancel()
        for socket in list(self._sockets):
            await socket.close()

    async def _event_until_acked(self, body: Json) -> None:
        for attempt in range(EVENT_TRIES):
            reason = "timeout" if attempt else ""
            if await self.deliver("events_api", body, retry=attempt, reason=reason) is not None:
                return
            await asyncio.sleep(self.retry_seconds * (attempt + 1))

    async def _over_socket(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        while not self._sockets:
            self._connected.clear()
            await self._connected.wait()
        self._sockets.rotate(-1)
        socket = self._sockets[0]
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await socket.send_json(envelope)
            return Ack(await waiting)
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    def _received(self, message: Json) -> None:
        waiting = self._waiting.get(str(message.get("envelope_id")))
        if waiting is None or waiting.done():
            return
        if self.faults.drop_acks > 0:
            self.faults.drop_acks -= 1
            return
        payload = message.get("payload")
        waiting.set_result(payload if isinstance(payload, dict) and payload else _text_payload(payload))

    async def _over_http(self, kind: str, payload: Json, retry: int, reason: str) -> Ack | None:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(payload)})
            content = "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, **signed(self.world.signing_secret, body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        async with self.session.post(
            self.app_url or "", data=body, headers=headers, timeout=ClientTimeout(total=ACK_SECONDS)
        ) as answer:
            text = await answer.text()
            if answer.status != 200:
                return None
        if not text:
            return Ack(None)
        try:
            parsed = json.loads(text)
        except ValueError:
            parsed = text
        return Ack(parsed if isinstance(parsed, dict) else _text_payload(parsed))


def signed(secret: str, body: str, at: int | None = None) -> dict[str, str]:
    """Return the headers with which Slack signs a request."""
    timestamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _text_payload(payload: object) -> Json | None:
    return {"text": payload} if isinstance(payload, str) and payload else None
