"""Anna plans, and looks after everything else."""

from __future__ import annotations

from camera import Camera, asks, choose, closes, closes_all, dialog, message, opens, press, sends, types

from bot.demo.once import CHANNEL
from walk import ANNA

TERMS = "Projekt Vättern\nHamnbron"


async def schedules(seen: Camera) -> None:
    """Make, show, change and delete a schedule."""
    seen.chapter("Planning", "Anna is an admin.")
    page = await seen.at(ANNA, "home")
    await seen.take(
        page, "home-admin", "Home for an admin", "Each schedule has a menu behind its three dots."
    )
    await opens(page, page, "Nytt schema")
    await seen.take(page, "schedule", "A schedule", "Only a name and a channel are needed.", tall=3200)
    await closes(page, "Avbryt")
    await choose(page, page.locator("#home"), "Ta bort")
    await dialog(page)
    await seen.take(page, "delete", "Deleting a schedule", "What stays, and what becomes of an open round.")
    await closes(page, "Avbryt")
    page = await seen.at(ANNA, CHANNEL)
    await asks(page, "/lardom schema visa", "De fem närmaste gångerna")
    await seen.take(
        page,
        "dates",
        "The next five dates",
        "In words, with holidays named.",
        of=message(page, "De fem närmaste gångerna"),
    )
    await asks(page, "/lardom läge", "Så står det till")
    await seen.take(
        page,
        "status",
        "How things stand",
        "Owed, sent, waiting and failed, with the reasons.",
        of=message(page, "Så står det till"),
    )


async def tools(seen: Camera) -> None:
    """Look at what else admins look after."""
    page = await seen.at(ANNA, "home")
    await page.get_by_role("button", name="Ta ut", exact=True).scroll_into_view_if_needed()
    await seen.take(page, "tools", "What else admins look after", "Nothing needs to be typed.")
    await opens(page, page, "Frågorna")
    await seen.take(
        page, "questions", "The book of questions", "Add, reword, switch off, or paste many at once."
    )
    await sends(page, "Ny fråga", "Ny fråga")
    await seen.take(page, "question", "A question of one's own", "To answer, or to do first.", tall=1000)
    await closes_all(page)
    await opens(page, page, "Frågorna")
    await sends(page, "Klistra in flera", "Klistra in frågor")
    await seen.take(page, "import", "Many at once", "As YAML, all or none.")
    await closes_all(page)
    box = await opens(page, page, "Skyddade ord")
    await box.get_by_role("textbox").fill(TERMS)
    await seen.take(page, "terms", "Protected words", "Customers and projects that are masked in every text.")
    await closes(page, "Avbryt")
    await opens(page, page, "Utse fler")
    await seen.take(page, "roles", "Who looks after it all", "Slack's admins, and whom they appoint.")
    await closes(page, "Avbryt")
    await opens(page, page, "Ta ut")
    await page.get_by_role("dialog").get_by_text("publicerat just nu").wait_for()
    await seen.take(page, "export", "Published lessons and figures", "As CSV, to copy.")
    await closes(page, "Stäng")


async def report(seen: Camera) -> None:
    """Ask for the report."""
    page = await seen.at(ANNA, CHANNEL)
    await types(page, "/lardom rapport")
    await page.get_by_text("Räknas en gång i månaden").last.wait_for()
    await seen.take(
        page,
        "report",
        "The report",
        "Rounded shares and counts from k up, monthly and on demand; never people.",
        of=message(page, "Så går lärandet"),
        tall=2400,
        says=["report"],
    )
    await seen.take(
        page,
        "report-deeds",
        "What is done with the lessons",
        "In whole steps, so that no figure is one person's.",
        of=message(page, "Räknas en gång i månaden"),
        tall=2400,
        says=["report"],
    )


async def together(seen: Camera) -> None:
    """Set a season and the pulse."""
    page = await seen.at(ANNA, "home")
    await opens(page, page, "Säsong")
    await seen.take(
        page,
        "season",
        "A season",
        "How often, on which day, in twos or threes; who follows whom stays theirs.",
        tall=1300,
    )
    await closes(page, "Avbryt")
    box = await opens(page, page, "Slå på och av")
    await press(box, "Slå av")
    await press(box, "Slå på")
    await page.get_by_role("dialog").get_by_text("Första dagen").wait_for()
    await seen.take(page, "pulse-start", "Turning the pulse on", "Every thirteen weeks from a day.")
    await press(page.get_by_role("dialog"), "Slå på", last=True)
    await page.get_by_role("dialog").get_by_text("Första dagen").wait_for(state="detached")
    await closes_all(page)


async def closing(seen: Camera) -> None:
    """Close the round from the Home tab."""
    page = await seen.at(ANNA, "home")
    await choose(page, page.locator("#home"), "Stäng rundan nu")
    await dialog(page)
    await seen.take(page, "close", "Closing a round by hand", "Asked once more, since it is for many.")
    await press(page.get_by_role("dialog"), "Stäng rundan nu", last=True)
    await page.get_by_role("dialog").get_by_text("är stängd").wait_for()
    await closes(page, "Stäng")


async def publishing(seen: Camera) -> None:
    """Publish what is approved from the Home tab."""
    page = await seen.home_with(ANNA, "Publicera nu")
    await seen.take(
        page, "home-waiting", "A round that waits", "The next question can be asked all the same."
    )
    await opens(page, page, "Publicera nu")
    await press(page.get_by_role("dialog"), "Publicera nu", last=True)
    await page.get_by_role("dialog").get_by_text("visas nu i").wait_for()
    await closes(page, "Stäng")
