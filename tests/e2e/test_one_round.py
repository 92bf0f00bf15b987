"""The whole job, over both transports."""

from __future__ import annotations

import asyncio
import io

import pytest
from rich.console import Console

from bot.demo.once import CHANNEL, play_once, posted_digest
from tests.support.scenes import all_sent


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_a_round_goes_from_schedule_to_a_digest_without_names(theatre, transport):
    async with theatre(transport, colleagues=True) as stage:
        async with asyncio.timeout(60):
            summary = await play_once(stage.people, Console(file=io.StringIO()))
            digest = await posted_digest(stage.people, stage.bot)
        assert summary.members == summary.prompts_sent == 12
        assert summary.reflections >= 8
        assert min(8, summary.reflections - 2) <= summary.highlights <= 8, "one is held, one waits"
        shown = str(digest["blocks"])
        assert "Det här har vi lärt oss" in shown, "the digest speaks the channel's language"
        assert " % av de tillfrågade" in shown
        for person in stage.box.world.users.values():
            if not person["is_bot"]:
                assert person["profile"]["last_name"] not in shown
                assert person["id"] not in shown


async def test_the_digest_is_posted_once_however_often_publish_is_said(theatre):
    async with theatre(colleagues=True) as stage:
        async with asyncio.timeout(60):
            await play_once(stage.people, Console(file=io.StringIO()))
            for _ in range(3):
                await stage.people.command("U0ANNA", CHANNEL, "/lardom schedule publish Fredagsfrågan")
            await all_sent(stage)
        posted = [
            one
            for one in await stage.people.messages("U0ANNA", CHANNEL)
            if any(block["type"] == "header" for block in one.get("blocks", [])) and not one.get("ephemeral")
        ]
        assert len(posted) == 1
