"""Take pictures of the local Slack's page as different people see it, and write down what was seen."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, Page, async_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WIDTH, HEIGHT = 1100, 760
PHONE = {"width": 390, "height": 760}
MARGIN = 16
ALL_OF_IT = """for (const one of document.querySelectorAll(".modal, .view"))
    one.style.maxHeight = "calc(100vh - 40px)" """
SETTLE = 700
PATIENCE = 60


@dataclass
class Camera:
    """Look over people's shoulders, and note which modal or message was in which picture."""

    browser: Browser
    url: str
    images: Path
    only: frozenset[str] = frozenset()
    """Which pictures to take; all when empty. What is told of the others stays the same."""

    told: list[str] = field(default_factory=list)
    modals: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    _pages: dict[str, Page] = field(default_factory=dict)

    async def at(self, user: str, place: str, *, phone: bool = False, dark: bool = False) -> Page:
        """Show a person's screen at a conversation, at `app` or at `home`."""
        key = f"{user}{phone}{dark}"
        if key not in self._pages:
            context = await self.browser.new_context(
                viewport=PHONE if phone else {"width": WIDTH, "height": HEIGHT},
                color_scheme="dark" if dark else "light",
                locale="sv-SE",
            )
            self._pages[key] = await context.new_page()
        page = self._pages[key]
        await page.goto(f"{self.url}/as/{user}/{place}")
        await page.wait_for_timeout(SETTLE)
        return page

    async def home_with(self, user: str, words: str) -> Page:
        """Open a person's Home tab until it says something; it is drawn when it is opened."""
        for _ in range(PATIENCE):
            page = await self.at(user, "home")
            if await page.get_by_text(words).count():
                return page
        raise TimeoutError(f"no {words}")

    async def take(
        self,
        page: Page,
        name: str,
        title: str,
        words: str,
        *,
        of: Locator | None = None,
        tall: int = HEIGHT,
        says: Iterable[str] = (),
    ) -> None:
        """Take a picture: of one message, of the modal that is open, or of all that is seen.

        `tall` makes room for what is long; `says` names the kinds of messages that are in the picture.
        """
        if tall != HEIGHT:
            await page.set_viewport_size({"width": WIDTH, "height": tall})
            await page.evaluate(ALL_OF_IT)
        await page.wait_for_timeout(SETTLE)
        view = page.locator("form.view")
        shown = of if of is not None else view if await view.count() else None
        path = self.images / f"{name}.png"
        if self.only and name not in self.only:
            pass
        elif shown is None:
            await page.screenshot(path=path)
        else:
            await shown.scroll_into_view_if_needed()
            await page.screenshot(path=path, clip=await around(page, shown, 0 if of is not None else MARGIN))
        if tall != HEIGHT:
            await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        link = f"[{title}](#{anchor(title)})"
        for kind in says:
            self.messages.setdefault(kind, []).append(link)
        if opened := await self._modal(page):
            self.modals.setdefault(opened, []).append(link)
        self.told += [f"### {title}", "", words, "", f"![{title}](images/{name}.png)", ""]

    async def _modal(self, page: Page) -> str:
        user = page.url.split("/as/")[1].split("/")[0]
        answer = await page.request.get(f"{self.url}/client/{user}/views")
        open_ones = await answer.json()
        return str(open_ones[-1]["callback_id"]) if open_ones else ""

    def chapter(self, title: str, words: str) -> None:
        """Begin a new part."""
        self.told += [f"## {title}", "", words, ""]

    def index(self, names: Iterable[str], kinds: Iterable[str]) -> None:
        """Write which picture shows which modal and which message; raise when one has none."""
        for head, wanted, seen in (("Modal", names, self.modals), ("Message", kinds, self.messages)):
            if missing := [one for one in wanted if one not in seen]:
                raise LookupError(f"no picture of {', '.join(missing)}")
            rows = [f"| `{one}` | {', '.join(dict.fromkeys(links))} |" for one, links in sorted(seen.items())]
            self.told += [f"| {head} | Shown in |", "|---|---|", *rows, ""]


def anchor(title: str) -> str:
    """Return the address of a heading within a page."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title.lower()))


async def around(page: Page, shown: Locator, margin: int) -> FloatRect:
    """Return the place of something with a margin, as far as it is on the screen."""
    box = await shown.bounding_box()
    size = page.viewport_size
    if box is None or size is None:
        raise LookupError("it is not on the screen")
    left, top = max(0.0, box["x"] - margin), max(0.0, box["y"] - margin)
    right = min(float(size["width"]), box["x"] + box["width"] + margin)
    bottom = min(float(size["height"]), box["y"] + box["height"] + margin)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def message(page: Page, words: str) -> Locator:
    """Return the newest message that says something."""
    return page.locator("article.message").filter(has_text=words).last


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


async def press(page: Page | Locator, name: str, *, last: bool = False) -> None:
    """Press a button by its words, the last of several if told."""
    button = page.get_by_role("button", name=name, exact=True)
    await (button.last if last else button.first).click()


async def choose(page: Page, within: Locator, name: str) -> None:
    """Choose from the menu behind the last three dots of something."""
    await within.locator(".overflow:not(.corner) > button").last.click()
    await page.get_by_role("menuitem", name=name, exact=True).click()


async def opens(page: Page, where: Page | Locator, name: str, *, last: bool = False) -> Locator:
    """Press a button that opens a modal, and return the modal."""
    await press(where, name, last=last)
    return await dialog(page)


async def sends(page: Page, name: str, title: str) -> Locator:
    """Send a modal and wait until the one with another title stands there."""
    await press(page.get_by_role("dialog"), name, last=True)
    await page.get_by_role("dialog").get_by_role("heading", name=title).wait_for(timeout=15_000)
    return await dialog(page)


async def closes(page: Page, name: str) -> None:
    """Press a modal's button and wait until it is gone."""
    await press(page.get_by_role("dialog"), name, last=True)
    await page.get_by_role("dialog").wait_for(state="detached", timeout=15_000)


async def closes_all(page: Page) -> None:
    """Close a modal and those below it."""
    while await page.get_by_role("dialog").count():
        await page.locator("form.view [data-close]").last.click()
        await page.wait_for_timeout(SETTLE)


async def dialog(page: Page) -> Locator:
    """Wait for a modal and return it."""
    found = page.get_by_role("dialog")
    await found.first.wait_for(timeout=15_000)
    await page.wait_for_timeout(SETTLE)
    return found.last


@asynccontextmanager
async def camera(url: str, images: Path, only: frozenset[str] = frozenset()) -> AsyncIterator[Camera]:
    """Start Chromium and stop it.

    Where its translations are installed, as by Debian's chromium-l10n, it writes times as Swedes do.
    """
    program = next(
        found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
    )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program,
            args=[*FLAGS, "--lang=sv-SE"],
            env={**os.environ, "LANGUAGE": "sv_SE", "LC_ALL": "sv_SE.UTF-8"},
        )
        yield Camera(browser, url, images, only)
        await browser.close()
