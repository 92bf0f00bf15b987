"""A process that is told to stop answers what it is at, and ends in time for whoever waits for it."""

from __future__ import annotations

import asyncio
import os
import sys

from aiohttp import ClientSession

from sandbox.link import signed
from sandbox.server import start
from tests.support.ports import free_port
from tests.support.scenes import until
from tests.support.theatre import NORRBRO, ROOT, TUESDAY

PATIENCE = 10.0
"""Seconds; the container's own is five more."""


async def test_what_is_under_way_is_answered_and_ten_seconds_later_nobody_is_left(tmp_path):
    port = free_port()
    address = f"http://127.0.0.1:{port}/slack/events"
    async with (
        start(NORRBRO, ROOT / "manifest.json", clock=TUESDAY, app_url=address, colleagues=False) as box,
        ClientSession() as session,
    ):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", "from bot.cli import main; main()", "run"),
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "SLACK_BOT_TOKEN": box.world.bot_token,
                "SLACK_SIGNING_SECRET": box.world.signing_secret,
                "SLACK_API_URL": box.api_url,
                "DATABASE_URL": f"sqlite:///{tmp_path}/data/lardom.db",
                "LARDOM_KEYS": f"{tmp_path}/keys",
                "LARDOM_PORT": str(port),
                "LARDOM_METRICS_PORT": "0",
            },
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:

            async def listens() -> bool:
                try:
                    _, probe = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    return False
                probe.close()
                return True

            await until(listens, 30)
            _, half = await asyncio.open_connection("127.0.0.1", port)
            half.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nnever finished")
            box.faults.set({"latency": 1.5, "methods": ["users.info"]})
            body = (
                "command=%2Flardom&text=hj%C3%A4lp&team_id=T0NORRBRO&user_id=U0KARIN&channel_id=C0LARANDE"
                f"&trigger_id=1.1&response_url={box.url}/response/x"
            )
            headers = signed(box.world.signing_secret, body)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            answering = asyncio.create_task(session.post(address, data=body, headers=headers))
            await asyncio.sleep(0.5)
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                async with await answering as answer:
                    assert answer.status == 200
                assert await process.wait() == 0
            half.close()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
