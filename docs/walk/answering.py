"""Karin and Tom answer, and look after what they wrote."""

from __future__ import annotations

from camera import Camera, choose, closes, closes_all, dialog, message, opens, press, sends
from playwright.async_api import Locator, Page

from walk import ANNA, KARIN, OSKAR, TOM

WRITTEN = (
    "Jag litade på ritningen och borde ha mätt själv. Emeka visade hur man gör, ring honom på 070-174 06 35. "
    "Nu mäter jag alltid en gång till innan vi borrar."
)
TOLD = "Om någon hade frågat. Jag visste det sedan länge, men inget möte handlade om det."
LATE = "I kept the odd reading to myself for two days. Say it the same day, even half sure."


async def question(seen: Camera) -> None:
    """Get a question and answer it."""
    seen.chapter("Answering", "Karin gets a question at her own hour and in her own language.")
    page = await seen.at(KARIN, "app")
    await seen.take(
        page,
        "prompt",
        "The question",
        "A leader's example, what came of earlier lessons, one line on anonymity, four things to press.",
        says=["prompt", "prompt_changed"],
    )
    await opens(page, page, "Så fungerar det", last=True)
    await seen.take(page, "how", "How it works", "The promise with its limits, before anything is typed.")
    await closes(page, "Stäng")
    asked = page.locator("article.message").last
    await choose(page, asked, "Pausa till ett datum …")
    await dialog(page)
    await seen.take(page, "pause", "Peace until a day", "Or for a week, or for good.")
    await closes(page, "Avbryt")
    box = (await opens(page, page, "Svara", last=True)).get_by_role("textbox").first
    await box.fill(WRITTEN)
    await seen.take(page, "answer", "The answer", "One field, and how to share it.")
    await sends(page, "Nästa", "Förhandsvisning")
    await seen.take(
        page, "preview", "The preview", "Names and numbers are gone; what stands here is what is stored."
    )
    await press(page.get_by_role("dialog"), "Skicka", last=True)
    await asked.get_by_role("button", name="Glöm", exact=True).wait_for()
    await seen.take(
        page, "receipt", "The receipt", "The question has become the only way back to the answer."
    )


async def own_text(seen: Camera) -> None:
    """Look after what one wrote."""
    page = await seen.at(KARIN, "app")
    await opens(page, page.locator("article.message").last, "Visa")
    await seen.take(page, "see", "One's own answer", "Sealed until the round has closed.")
    await sends(page, "Egen kopia", "Egen kopia")
    await seen.take(page, "copy", "A copy of one's own", "As Markdown, to keep wherever one likes.")
    await closes_all(page)
    page = await seen.at(TOM, "app", phone=True)
    await seen.take(page, "phone", "On a phone", "The same in English, for Tom, by thumb.")


async def reminded(seen: Camera) -> None:
    """Find somebody who was reminded."""
    for user, words in ((KARIN, "En påminnelse"), (ANNA, "En påminnelse"), (OSKAR, "En påminnelse")):
        page = await seen.at(user, "app")
        found = message(page, words)
        if await found.count():
            await seen.take(
                page,
                "reminder",
                "A reminder",
                "One, for those who have not answered; Later looks the same.",
                of=found,
                says=["reminder", "later"],
            )
            return
    raise LookupError("nobody was reminded")


async def home(seen: Camera) -> None:
    """Look at what everyone finds on their Home tab."""
    page = await seen.at(KARIN, "home", dark=True)
    await seen.take(
        page,
        "home",
        "Home",
        "What is open, what comes next, the library's newest, and every command as a button.",
    )
    page = await seen.at(KARIN, "home")
    await opens(page, page, "Dela en lärdom")
    await seen.take(page, "share", "A lesson nobody asked for", "With the next round, by name, or kept.")
    await closes(page, "Avbryt")
    await opens(page, page, "Mina frågor")
    await page.get_by_role("dialog").get_by_text("Dina frågor och kvitton").wait_for()
    await seen.take(page, "mine", "One's own questions", "Links only to what one has already.")
    await closes(page, "Stäng")
    await opens(page, page, "Inställningar")
    await seen.take(
        page,
        "settings",
        "Settings",
        "Language, how to share, and the hours in which one may be asked.",
        tall=1300,
    )
    await press(page.get_by_role("dialog"), "Lämna för gott …")
    await page.get_by_role("dialog").get_by_role("heading", name="Lämna Lärdom").wait_for()
    await seen.take(page, "leave", "Leaving for good", "What goes, and what nobody can find to remove.")
    await closes_all(page)


async def mailbox(seen: Camera) -> str:
    """Find the leader's question in the mailbox and answer it; return the lesson that it is about."""
    page = await seen.at(KARIN, "app")
    receipts = page.get_by_role("button", name="Brevlåda", exact=True)
    for number in reversed(range(await receipts.count())):
        await receipts.nth(number).click()
        box = await dialog(page)
        if await box.get_by_text("Fråga från").count():
            break
        await closes(page, "Stäng")
    else:
        raise LookupError("no leader has asked anything")
    await box.get_by_role("textbox").fill(TOLD)
    await seen.take(
        page, "mailbox", "The mailbox", "A leader asks the author of a lesson without knowing who that is."
    )
    await sends(page, "Svara", "Brevlåda")
    await closes(page, "Stäng")
    await page.get_by_role("button", name="Visa", exact=True).nth(number).click()
    lesson = (await (await dialog(page)).locator("blockquote").first.inner_text()).strip()
    await closes(page, "Stäng")
    return lesson


async def looks_back(seen: Camera) -> None:
    """Say what came of a plan."""
    page = await seen.at(KARIN, "app")
    box = await opens(page, page, "Titta tillbaka", last=True)
    await box.get_by_role("radio", name="Jag har provat").check()
    await box.get_by_role("textbox").fill("Vi mätte om två hål och slapp göra om ett tredje.")
    await seen.take(
        page,
        "look-back",
        "Looking back on a plan",
        "After two and after six weeks; what happened can become a lesson of the next round.",
        says=["look_back"],
    )
    await closes(page, "Avbryt")


async def begins_late(seen: Camera) -> Page:
    """Let Tom write while the round still is open."""
    page = await seen.at(TOM, "app")
    box = await opens(page, page, "Answer", last=True)
    await box.get_by_role("textbox").first.fill(LATE)
    await sends(page, "Next", "Preview")
    return page


async def comes_too_late(seen: Camera, page: Page) -> None:
    """Let Tom send what he wrote after the round has closed, and Karin change her mind."""
    seen.chapter("After the round has closed", "Nothing that was written is lost.")
    await sends(page, "Send", "The round has closed")
    await seen.take(page, "late", "Too late", "Taken along, shared by name, or kept.")
    await closes_all(page)
    page = await seen.at(KARIN, "app")
    receipt = page.locator("article.message").filter(has_text="ditt kvitto").last
    await opens(page, receipt, "Ändra")
    await seen.take(page, "edit-later", "A change of words", "Sealed, and made with others' at a fixed time.")
    await closes(page, "Avbryt")
    await _confirmed(page, receipt, "Ta tillbaka")
    await dialog(page)
    await seen.take(page, "withdraw", "Taking it back", "With others', or at once with a warning.")
    await closes(page, "Avbryt")


async def _confirmed(page: Page, where: Locator, name: str) -> None:
    await press(where, name)
    await page.locator("#ask [data-yes]").click()
    await page.locator("#ask").wait_for(state="hidden")
