"""A sandbox and the real app beside it, in one process, on one clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession

from bot.app import Running, running
from bot.demo.people import People
from bot.settings import Settings
from sandbox.server import Sandbox, start
from tests.support.fresh import lay
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
NORRBRO = ROOT / "sandbox" / "workspaces" / "demo.yaml"
TUESDAY = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Stockholm"))


@dataclass(frozen=True)
class Theatre:
    """Hold everything a test plays with."""

    box: Sandbox
    app: Running
    people: People
    place: Path

    @property
    def bot(self) -> str:
        """Return the app's own user."""
        return self.box.world.bot_user

    @property
    def database_file(self) -> Path:
        """Return the SQLite file."""
        return self.place / "data" / "lardom.db"


Opening = Callable[..., AbstractAsyncContextManager[Theatre]]


@asynccontextmanager
async def opened(
    place: Path,
    transport: str = "socket",
    *,
    colleagues: bool = False,
    mix_delay: float = 0.05,
    url: str = "",
    tick: float = 0.1,
    start_at: datetime = TUESDAY,
    workspace: Path = NORRBRO,
    **more: Any,
) -> AsyncIterator[Theatre]:
    """Open a theatre over Socket Mode or signed HTTP, with its data below a directory."""
    if not url:
        lay(place / "data" / "lardom.db")
    port = free_port()
    app_url = f"http://127.0.0.1:{port}/slack/events" if transport == "http" else None
    async with start(
        workspace,
        ROOT / "manifest.json",
        clock=start_at,
        app_url=app_url,
        colleagues=colleagues,
        delay=(0.05, 0.5),
    ) as box:
        settings = Settings(
            slack_bot_token=box.world.bot_token,
            slack_app_token=box.world.app_token,
            slack_signing_secret=box.world.signing_secret if transport == "http" else "",
            slack_api_url=box.api_url,
            database_url=url or f"sqlite:///{place}/data/lardom.db",
            lardom_keys=place / "keys",
            lardom_port=port,
            lardom_mix_delay_seconds=mix_delay,
            lardom_publish_delay_seconds=mix_delay,
            lardom_tick_seconds=tick,
            **more,
        )
        async with running(settings, box.world.clock) as app, ClientSession(box.url) as session:
            yield Theatre(box, app, People(session), place)


@pytest.fixture
def theatre(tmp_path: Path) -> Opening:
    """Return a function that opens a theatre in a test's own directory."""
    return partial(opened, tmp_path)
