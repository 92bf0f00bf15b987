"""Stand in for Slack where the sandbox is too careful to be fast: `python -m bench.standin`.

One process, many workspaces. It waits as long as it is told before it answers, allows each workspace its
rate, and counts what arrives. A token says which workspace speaks: `xoxb-7`.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bench.names import team_id, user

HOST = "127.0.0.1"
PAGE = 200
Json = dict[str, Any]


@dataclass
class Orders:
    """Hold how the stand-in is to behave; a rate of 0 means no limit."""

    latency: float = 0.0
    rate: float = 0.0
    burst: int = 1
    refused: tuple[int, ...] = ()
    members: int = 0


@dataclass
class Bucket:
    """Allow so many calls a second, and a few at once."""

    left: float
    seen: float

    def take(self, rate: float, burst: int, now: float) -> float:
        """Return 0 when a call may pass, or the seconds until the next one may."""
        self.left = min(burst, self.left + (now - self.seen) * rate)
        self.seen = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / rate


@dataclass
class Seen:
    """Count what arrived under one set of orders."""

    keys: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    posts: Counter[int] = field(default_factory=Counter)
    refusals: Counter[int] = field(default_factory=Counter)
    first: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)


@dataclass
class StandIn:
    """Answer what the app asks of Slack."""

    orders: Orders = field(default_factory=Orders)
    seen: Seen = field(default_factory=Seen)
    buckets: dict[int, Bucket] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call of a method."""
        method = request.match_info["method"]
        self.seen.calls[method] += 1
        body = await request.read()
        if self.orders.latency:
            await asyncio.sleep(self.orders.latency)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        team = int(token.rpartition("-")[2]) if token[-1:].isdecimal() else 0
        if method == "chat.postMessage":
            return self._posted(team, body)
        return web.json_response({"ok": True, **self._answer(method, team, request)})

    def _posted(self, team: int, body: bytes) -> web.Response:
        now, seen = time.monotonic(), self.seen
        wait = 1.0 if team in self.orders.refused else self._limit(team, now)
        if wait:
            seen.refusals[team] += 1
            headers = {"Retry-After": str(math.ceil(wait))}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        given = json.loads(body)
        seen.posts[team] += 1
        seen.first.setdefault(team, now)
        seen.last[team] = now
        metadata = given.get("metadata") or {}
        seen.keys[str((metadata.get("event_payload") or {}).get("key", given["text"]))] += 1
        ts = f"1764250000.{seen.posts[team]:06d}"
        return web.json_response({"ok": True, "channel": f"D{given['channel'][1:]}", "ts": ts})

    def _limit(self, team: int, now: float) -> float:
        if not self.orders.rate:
            return 0.0
        bucket = self.buckets.setdefault(team, Bucket(self.orders.burst, now))
        return bucket.take(self.orders.rate, self.orders.burst, now)

    def _answer(self, method: str, team: int, request: web.Request) -> Json:
        match method:
            case "auth.test":
                return {"team_id": team_id(team), "team": f"Workspace {team}", "user_id": "UBOT"}
            case "users.list":
                start = int(request.query.get("cursor") or 0)
                end = min(start + PAGE, self.orders.members)
                following = str(end) if end < self.orders.members else ""
                return {
                    "members": [_member(number, team) for number in range(start, end)],
                    "response_metadata": {"next_cursor": following},
                }
            case "users.info":
                return {"user": _member(0, team) | {"id": request.query.get("user", "")}}
            case "conversations.members":
                return {"members": [user(number, team) for number in range(self.orders.members)]}
            case "conversations.info":
                return {"channel": {"id": request.query.get("channel", ""), "is_private": False}}
            case "dnd.teamInfo":
                return {"users": {}}
            case "chat.getPermalink":
                return {"permalink": "https://norrbro.slack.com/archives/D1/p1"}
            case _:
                return {"ts": "1764250000.000000", "channel": "D1"}

    async def order(self, request: web.Request) -> web.Response:
        """Take new orders, and begin counting anew."""
        given = await request.json()
        self.orders = Orders(**{**given, "refused": tuple(given.get("refused", ()))})
        self.seen, self.buckets = Seen(), {}
        return web.json_response({"ok": True})

    async def counted(self, _request: web.Request) -> web.Response:
        """Tell what arrived since the last orders."""
        seen = self.seen
        return web.json_response(
            {
                "posted": {str(team): count for team, count in seen.posts.items()},
                "refused": {str(team): count for team, count in seen.refusals.items()},
                "different": len(seen.keys),
                "doubled": sum(count - 1 for count in seen.keys.values()),
                "seconds": {str(team): seen.last[team] - began for team, began in seen.first.items()},
                "calls": dict(seen.calls),
            }
        )


def _member(number: int, team: int) -> Json:
    name = f"Förnamn{number} Efternamn{number % 997}"
    return {
        "id": user(number, team),
        "name": f"m{number}",
        "real_name": name,
        "tz": "Europe/Stockholm",
        "locale": "sv-SE" if number % 4 else "en-US",
        "profile": {"real_name": name, "first_name": f"Förnamn{number}", "last_name": f"Efternamn{number}"},
    }


async def serve() -> None:
    """Answer until standard input ends; print the port first."""
    standin = StandIn()
    app = web.Application(client_max_size=4 * 1024**2)
    app.router.add_route("*", "/api/{method}", standin.handle)
    app.router.add_post("/control/orders", standin.order)
    app.router.add_get("/control/counts", standin.counted)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve())
