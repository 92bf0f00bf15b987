"""Oskar reviews, answers, asks, and goes first."""

from __future__ import annotations

from camera import Camera, closes, closes_all, dialog, fewer_than, message, opens, press, sends
from playwright.async_api import Locator, Page

from bot.demo.once import CHANNEL
from walk import OSKAR, TOM
from walk.answering import WRITTEN

ABOUT = WRITTEN[:30]
ASKED, REPORTED = 0, 1
OWN = (
    "Jag lovade en kund svar på fredagen utan att fråga Emeka om måtten. Det tog en vecka till. "
    "Numera frågar jag den som vet innan jag lovar något."
)
SAID = "Från och med måndag mäter två personer alla hål i bärande delar, och den andra skriver på."


async def review(seen: Camera) -> None:
    """Go through the answers."""
    seen.chapter("Leading", "Oskar reviews, answers and goes first.")
    page = await seen.home_with(OSKAR, "Att granska")
    await seen.take(
        page,
        "home-leader",
        "Home for a leader",
        "What waits, and a checklist that nobody else sees.",
        tall=1000,
    )
    page = await seen.at(OSKAR, "app")
    await seen.take(
        page,
        "told",
        "What a leader is told",
        "Calls to review and the way to one's own example, besides questions like everybody's. Whatever else "
        "leaders, admins and members have to know is a sentence or two of the same kind: what happened, and "
        "what to do.",
        tall=1500,
        says=[
            "curation",
            "went_without",
            "masked",
            "too_few",
            "held",
            "not_curated",
            "letter",
            "quiet",
            "missed",
            "not_posted",
            "lost",
            "shadow_off",
            "pulse_report",
            "report_not_posted",
            "strip",
        ],
    )
    queue = await opens(page, page, "Granska svaren", last=True)
    await seen.take(page, "queue", "The review", "Texts without authors, in an order that is new each time.")
    await press(queue, "Maska")
    await page.get_by_role("dialog").get_by_role("heading", name="Maska ord").wait_for()
    await seen.take(page, "mask", "Masking", "Words can go, and none can be added.")
    await press(page.get_by_role("dialog"), "Tillbaka")
    approve = queue.get_by_role("button", name="Godkänn", exact=True)
    await approve.first.wait_for()
    while left := await approve.count():
        await approve.first.click()
        await fewer_than(approve, left)
    await closes(page, "Stäng")


async def answers(seen: Camera, digest: str) -> None:
    """Answer a lesson in public, and ask the author of another."""
    page = await seen.at(OSKAR, CHANNEL)
    await choose_at(page, message(page, digest), ABOUT, "För ledare: svara öppet")
    box = await dialog(page)
    await box.get_by_role("textbox").fill(SAID)
    await seen.take(page, "leader-answer", "A leader answers", "By name, under the lesson.")
    await press(box, "Svara", last=True)
    await page.get_by_role("dialog").get_by_text("Ditt svar står under").wait_for()
    await closes(page, "Stäng")
    await message(page, digest).get_by_text("Det här gör vi åt det").first.wait_for()
    await choose_at(page, message(page, digest), ASKED, "För ledare: fråga i brevlådan")
    box = await dialog(page)
    await box.get_by_role("textbox").fill("Vad hade gjort det lättare att säga till?")
    await seen.take(page, "leader-ask", "A leader asks", "Without ever learning whom.")
    await sends(page, "Fråga", "Fråga i brevlådan")
    await closes(page, "Stäng")


async def report(seen: Camera, digest: str) -> None:
    """Let Tom report a lesson, and Oskar hear of it."""
    page = await seen.at(TOM, CHANNEL)
    await choose_at(page, message(page, digest), REPORTED, "Anmäl")
    await dialog(page)
    await seen.take(
        page, "report-lesson", "This should not stand", "Anyone may say so; nobody learns who did."
    )
    await sends(page, "Report", "Report a lesson")
    await closes(page, "Close")
    page = await seen.at(OSKAR, "app")
    told = message(page, "Någon har anmält")
    await told.wait_for()
    await seen.take(
        page,
        "reported",
        "A lesson is hidden",
        "At once, until a leader has decided.",
        of=told,
        says=["reported"],
    )


async def examples(seen: Camera) -> None:
    """Lift a good example."""
    page = await seen.at(OSKAR, "home")
    box = await opens(page, page, "Goda exempel")
    await press(box, "Lyft fram")
    await box.get_by_text("Kommer med i nästa").wait_for()
    await seen.take(page, "examples", "Good examples", "Shared by name, and lifted into the next digest.")
    await closes(page, "Stäng")


async def hears(seen: Camera, lesson: str) -> None:
    """Read the author's answer, after the fixed time of the day."""
    page = await seen.at(OSKAR, CHANNEL)
    beginning = lesson[:40]
    digests = page.locator("article.message").filter(has_text="Det här har vi lärt oss")
    await choose_at(page, digests.filter(has_text=beginning).last, beginning, "För ledare: fråga i brevlådan")
    await dialog(page)
    await seen.take(
        page, "exchange", "An answer without a name", "At most three questions; nobody has to answer."
    )
    await closes_all(page)


async def goes_first(seen: Camera) -> None:
    """Take up an invitation to go first."""
    page = await seen.at(OSKAR, "app")
    invited = page.locator("article.message").last
    await invited.get_by_role("button", name="Skriv ett exempel").wait_for()
    await seen.take(
        page,
        "invitation",
        "An invitation to go first",
        "The working day before a round, with three ways to begin.",
        of=invited,
        says=["go_first"],
    )
    box = await opens(page, invited, "Börja så här", last=True)
    await seen.take(page, "first", "Going first", "Begun with what Oskar chose.")
    await box.get_by_role("textbox").fill(OWN)
    await sends(page, "Nästa", "Förhandsvisning")
    await seen.take(page, "first-preview", "Other people's names are taken out", "Oskar's own stays.")
    await press(page.get_by_role("dialog"), "Gå först", last=True)
    await invited.get_by_text("Tack för att du går först").wait_for()


async def choose_at(page: Page, digest: Locator, lesson: str | int, name: str) -> None:
    """Choose from the menu of one of a digest's lessons: the one that begins so, or another by its number."""
    texts = [text.strip() for text in await digest.locator("blockquote").all_inner_texts()]
    about = next((number for number, text in enumerate(texts) if text.startswith(str(lesson))), None)
    others = [number for number in range(len(texts)) if not texts[number].startswith(ABOUT)]
    place = about if about is not None else others[int(lesson)]
    await digest.locator(".overflow:not(.corner) > button").nth(place).click()
    await page.get_by_role("menuitem", name=name, exact=True).click()
