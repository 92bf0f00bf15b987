"""Take the README's pictures from the running demonstration: `make screenshots`."""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright
from rich.console import Console

from bot.clock import SystemClock
from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate, make_schedule, posted_digest, receipts
from bot.demo.stage import staged, working_moment
from bot.logs import configure_logs
from bot.slack.ids import Action

IMAGES = Path(__file__).parent / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SIZE = {"width": 1000, "height": 640}
TOM = "I waited three days before asking about the crack. Someone had seen it before. Ask on day one."


async def main() -> None:
    """Play a round and take a picture of a prompt and of the digest."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        configure_logs(io.StringIO())
        today = working_moment(SystemClock().now())
        async with (
            staged(Path(place), port=0, start=today, colleagues=True) as stage,
            async_playwright() as playwright,
        ):
            chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = await chromium.new_page(viewport=SIZE, device_scale_factor=1.5)
            people = stage.people
            everyone = await people.everyone()
            bot = next(one["id"] for one in everyone if one["is_bot"])
            await make_schedule(people)
            await people.command(ADMIN, CHANNEL, f"/lardom schedule run {NAME}")
            await people.message_with("U0KARIN", bot, Action.ANSWER)
            await page.goto(f"{stage.url}/as/U0KARIN/app")
            await page.wait_for_timeout(600)
            await page.screenshot(path=IMAGES / "prompt.png")
            await answer(people, bot, "U0TOM", TOM)
            await receipts(people, bot, [one["id"] for one in everyone], fewest=6)
            await people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
            await curate(people, bot)
            await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
            await posted_digest(people, bot)
            await page.goto(f"{stage.url}/as/U0TOM/{CHANNEL}")
            await page.wait_for_timeout(600)
            await page.screenshot(path=IMAGES / "digest.png")
            await chromium.close()


if __name__ == "__main__":
    asyncio.run(main())
    Console().print(f"Pictures are in {IMAGES.name}/")
