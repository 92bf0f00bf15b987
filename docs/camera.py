"""Take pictures of the local Slack's page as different people see it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DESK = {"width": 1100, "height": 760}
PHONE = {"width": 390, "height": 760}
SETTLE = 700
PATIENCE = 60


@dataclass
class Camera:
    """Look over people's shoulders, and write down what was seen."""

    browser: Browser
    url: str
    images: Path
    told: list[str] = field(default_factory=list)
    _pages: dict[str, Page] = field(default_factory=dict)

    async def at(self, user: str, place: str, *, phone: bool = False, dark: bool = False) -> Page:
        """Show a person's screen at a conversation, at `app` or at `home`."""
        key = f"{user}{phone}{dark}"
        if key not in self._pages:
            context = await self.browser.new_context(
                viewport=PHONE if phone else DESK,
                color_scheme="dark" if dark else "light",
                locale="sv-SE",
            )
            self._pages[key] = await context.new_page()
        page = self._pages[key]
        await page.goto(f"{self.url}/as/{user}/{place}")
        await page.wait_for_timeout(SETTLE)
        return page

    async def take(self, page: Page, name: str, title: str, words: str) -> None:
        """Take a picture and write what it shows."""
        await page.wait_for_timeout(SETTLE)
        await page.screenshot(path=self.images / f"{name}.png")
        self.told += [f"### {title}", "", words, "", f"![{title}](images/{name}.png)", ""]

    def chapter(self, title: str, words: str) -> None:
        """Begin a new part."""
        self.told += [f"## {title}", "", words, ""]


async def types(page: Page, line: str) -> None:
    """Type a line in a channel and send it."""
    composer = page.get_by_role("combobox", name=re.compile("Skriv|Write|Message"))
    await composer.fill(line)
    await composer.press("Enter")


async def asks(page: Page, line: str, heard: str) -> None:
    """Type a line and wait until words that were not there before are."""
    said = page.get_by_text(heard)
    before = await said.count()
    await types(page, line)
    await more_than(said, before)


async def more_than(found: Locator, before: int) -> None:
    """Wait until something is there more often than before."""
    for _ in range(PATIENCE):
        if await found.count() > before:
            return
        await found.page.wait_for_timeout(SETTLE)
    raise TimeoutError(f"nothing new: {found}")


async def fewer_than(found: Locator, before: int) -> None:
    """Wait until something is there less often than before."""
    for _ in range(PATIENCE):
        if await found.count() < before:
            return
        await found.page.wait_for_timeout(SETTLE)
    raise TimeoutError(f"still there: {found}")


async def press(page: Page, name: str, *, last: bool = False) -> None:
    """Press a button by its words, the last of several if told."""
    button = page.get_by_role("button", name=name, exact=True)
    await (button.last if last else button.first).click()


async def closes(page: Page, name: str) -> None:
    """Press a modal's button and wait until it is gone."""
    await press(page, name, last=True)
    await page.get_by_role("dialog").wait_for(state="detached", timeout=15_000)


async def dialog(page: Page) -> Locator:
    """Wait for a modal and return it."""
    found = page.get_by_role("dialog")
    await found.first.wait_for(timeout=15_000)
    await page.wait_for_timeout(SETTLE)
    return found.last


@asynccontextmanager
async def camera(url: str, images: Path) -> AsyncIterator[Camera]:
    """Start Chromium and stop it."""
    program = next(
        found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
    )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield Camera(browser, url, images)
        await browser.close()
