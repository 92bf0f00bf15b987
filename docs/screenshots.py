"""Take the pictures of the tour and of the README from the running demonstration: `make screenshots`."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from camera import Camera, asks, camera, closes, dialog, fewer_than, more_than, press, types
from rich.console import Console

from bot.clock import SystemClock
from bot.demo.once import CHANNEL
from bot.demo.past import QUARTER, live_through
from bot.demo.stage import staged, working_moment
from bot.logs import configure_logs

DOCS = Path(__file__).parent
KARIN, TOM, ANNA, OSKAR = "U0KARIN", "U0TOM", "U0ANNA", "U0OSKAR"
WRITTEN = (
    "Jag litade på ritningen och borde ha mätt själv. Emeka visade hur man gör, ring honom på 070-174 06 35. "
    "Nu mäter jag alltid en gång till innan vi borrar."
)
LEAD = """# Tour

Every picture here was taken by `make screenshots` from the demonstration that `make demo` starts: an
invented company with a quarter of weekly questions behind it.
"""


async def main() -> None:
    """Walk through the demonstration with a camera; an address as argument takes one that already runs."""
    configure_logs(io.StringIO())
    if len(sys.argv) > 1:
        await walk(sys.argv[1])
        return
    today = working_moment(SystemClock().now())
    with tempfile.TemporaryDirectory() as place:
        async with staged(Path(place), port=0, start=today - QUARTER, colleagues=False) as stage:
            await live_through(stage, today, Console())
            await walk(stage.url)


async def walk(url: str) -> None:
    """Take every picture and write the page."""
    (DOCS / "images").mkdir(exist_ok=True)
    async with camera(url, DOCS / "images") as seen:
        await the_employee(seen)
        await the_admin(seen)
        await the_leader(seen)
        await the_lessons(seen)
        await the_colleagues(seen)
        (DOCS / "tour.md").write_text("\n".join([LEAD, *seen.told]).rstrip() + "\n", encoding="utf-8")


async def the_employee(seen: Camera) -> None:
    """Answer a question as Karin."""
    seen.chapter("Answering", "Karin gets a question at her own hour and in her own language.")
    page = await seen.at(KARIN, "app")
    await seen.take(page, "prompt", "The question", "One line on anonymity, and four things to press.")
    await press(page, "Så fungerar det", last=True)
    await dialog(page)
    await seen.take(page, "how", "How it works", "The promise with its limits, before anything is typed.")
    await closes(page, "Stäng")
    await press(page, "Svara", last=True)
    box = (await dialog(page)).get_by_role("textbox").first
    await box.fill(WRITTEN)
    await seen.take(page, "answer", "The answer", "One field, and how to share it.")
    await press(page, "Nästa", last=True)
    await page.wait_for_timeout(1500)
    await seen.take(
        page, "preview", "The preview", "Names and numbers are gone; what stands here is what is stored."
    )
    await press(page, "Skicka", last=True)
    await page.get_by_role("button", name="Glöm", exact=True).last.wait_for()
    await seen.take(
        page, "receipt", "The receipt", "The question has become the only way back to the answer."
    )
    page = await seen.at(TOM, "app", phone=True)
    await seen.take(page, "phone", "On a phone", "The same in English, for Tom, by thumb.")
    page = await seen.at(KARIN, "home", dark=True)
    await seen.take(
        page,
        "home",
        "Home",
        "What is open, what comes next, the library's newest, and every command as a button.",
    )


async def the_admin(seen: Camera) -> None:
    """Plan and look after things as Anna."""
    seen.chapter("Planning", "Anna is an admin.")
    page = await seen.at(ANNA, "home")
    await seen.take(
        page, "home-admin", "Home for an admin", "Each schedule has a menu behind its three dots."
    )
    tools = page.get_by_role("button", name="Ta ut", exact=True)
    await tools.scroll_into_view_if_needed()
    await seen.take(page, "tools", "What else admins look after", "Nothing needs to be typed.")
    await press(page, "Frågorna")
    await dialog(page)
    await seen.take(
        page, "questions", "The book of questions", "Add, reword, switch off, or paste many at once."
    )
    await closes(page, "Stäng")
    page = await seen.at(ANNA, CHANNEL)
    await types(page, "/lardom schema ny")
    await dialog(page)
    await seen.take(page, "schedule", "A schedule", "Only a name and a channel are needed.")
    await closes(page, "Avbryt")
    await asks(page, "/lardom schema visa", "De fem närmaste gångerna")
    await seen.take(page, "dates", "The next five dates", "In words, with holidays named.")
    await asks(page, "/lardom läge", "Så står det till")
    await seen.take(page, "status", "How things stand", "Owed, sent, waiting and failed, with the reasons.")
    await asks(page, "/lardom rapport", "Räknas en gång i månaden")
    await page.get_by_text("Räknas en gång i månaden").last.wait_for()
    charts = page.locator("figure")
    await charts.nth(-4).scroll_into_view_if_needed()
    await seen.take(page, "report", "The report", "Rounded shares and counts from k up; never people.")


async def the_leader(seen: Camera) -> None:
    """Review as Oskar."""
    seen.chapter("Leading", "Oskar goes first, and reviews.")
    page = await seen.at(OSKAR, "app")
    calls = page.get_by_role("button", name="Granska svaren", exact=True)
    before = await calls.count()
    await asks(await seen.at(ANNA, CHANNEL), "/lardom schedule close", "är stängd")
    await more_than(calls, before)
    await calls.last.click()
    queue = await dialog(page)
    await seen.take(page, "queue", "The review", "Texts without authors, in an order that is new each time.")
    approve = queue.get_by_role("button", name="Godkänn", exact=True)
    while left := await approve.count():
        await approve.first.click()
        await fewer_than(approve, left)
    await closes(page, "Stäng")
    page = await seen.at(OSKAR, "home")
    await seen.take(
        page, "home-leader", "Home for a leader", "What waits, and a checklist that nobody else sees."
    )


async def the_lessons(seen: Camera) -> None:
    """See the lessons come back."""
    seen.chapter("Learning from each other", "The lessons come back, are tried, and stay.")
    page = await seen.at(ANNA, CHANNEL)
    digests = page.get_by_role("heading", name="Det här har vi lärt oss")
    before = await digests.count()
    await types(page, "/lardom schedule publish")
    await more_than(digests, before)
    page = await seen.at(TOM, CHANNEL)
    await seen.take(page, "digest", "The digest", "One post, in random order, without names.")
    await press(page, "Det ska jag prova", last=True)
    await dialog(page)
    await seen.take(page, "plan", "A plan", "“When …, I will …”, looked back on after two and six weeks.")
    await closes(page, "Cancel")
    page = await seen.at(KARIN, CHANNEL)
    await types(page, "/lardom hitta kund")
    await dialog(page)
    await seen.take(
        page,
        "library",
        "The library",
        "Everything that was published, with both languages' endings understood.",
    )
    await closes(page, "Stäng")


async def the_colleagues(seen: Camera) -> None:
    """Follow a colleague as Karin and Tom, and look at the pulse as Oskar."""
    seen.chapter("With each other", "Whoever likes follows a colleague; once a quarter there may be a pulse.")
    page = await seen.at(OSKAR, "home")
    await press(page, "Följ en kollega")
    await dialog(page)
    await seen.take(page, "shadow", "Signing up", "What one would like to see, and what one can show.")
    await closes(page, "Avbryt")
    page = await seen.at(KARIN, "app")
    await page.get_by_text("Bara ni vet att ni följer varandra").last.scroll_into_view_if_needed()
    await seen.take(
        page, "introduction", "Two who follow each other", "Times that suit both, and nobody else knows."
    )
    page = await seen.at(OSKAR, CHANNEL)
    await types(page, "/lardom puls")
    await page.get_by_text("Pulsen").last.wait_for()
    charts = page.locator("figure")
    await page.wait_for_timeout(1500)
    await charts.last.scroll_into_view_if_needed()
    await seen.take(page, "pulse", "The pulse", "Five statements, counted together and shown from k up.")


if __name__ == "__main__":
    asyncio.run(main())
    Console().print("The tour is in docs/tour.md.")
