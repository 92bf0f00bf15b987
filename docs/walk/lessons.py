"""The lessons come back, and people follow each other."""

from __future__ import annotations

from camera import Camera, closes, closes_all, dialog, message, opens, press, sends, types

from bot.demo.once import CHANNEL
from walk import KARIN, OSKAR, TOM


async def digest(seen: Camera) -> str:
    """See the digest, thank and plan; return words that only this digest has."""
    seen.chapter("Learning from each other", "The lessons come back, are tried, and stay.")
    page = await seen.at(TOM, CHANNEL)
    posted = message(page, "Det här har vi lärt oss")
    words = (await posted.locator("blockquote").first.inner_text()).strip()[:60]
    await seen.take(
        page,
        "digest",
        "The digest",
        "One post, in random order, without names.",
        of=posted,
        tall=1500,
        says=["digest"],
    )
    await press(posted, "Det ska jag prova", last=True)
    await dialog(page)
    await seen.take(
        page, "plan", "A plan", "“When …, I will …”, begun with the lesson, looked back on later."
    )
    await sends(page, "Save", "A plan")
    await closes(page, "Close")
    page = await seen.at(KARIN, CHANNEL)
    await opens(page, message(page, words), "Det har jag använt")
    await seen.take(page, "thanks", "Thanks", "Once per person; the number changes once a day.")
    await closes(page, "Stäng")
    return words


async def answered(seen: Camera, words: str) -> None:
    """See the digest with what came to stand in it."""
    page = await seen.at(KARIN, CHANNEL)
    await seen.take(
        page,
        "answered",
        "What came of it",
        "A leader's answer stands under its lesson, and how many want to try it or have used it.",
        of=message(page, words),
        tall=1500,
        says=["refresh"],
    )


async def example(seen: Camera) -> None:
    """See who went first."""
    page = await seen.at(KARIN, CHANNEL)
    await seen.take(
        page,
        "example",
        "A leader goes first",
        "The example that heads the question, in the channel.",
        of=message(page, "går först på frågan"),
        says=["example", "example_changed"],
    )


async def library(seen: Camera) -> None:
    """Find lessons."""
    page = await seen.at(KARIN, CHANNEL)
    await types(page, "/lardom hitta möten")
    await dialog(page)
    await seen.take(
        page, "library", "The library", "All that was published, with both languages' endings understood."
    )
    await sends(page, "Öppna", "En lärdom")
    await seen.take(page, "lesson", "A lesson in full", "To thank for here as well.")
    await closes_all(page)


async def colleagues(seen: Camera) -> None:
    """Follow a colleague."""
    seen.chapter("With each other", "Whoever likes follows a colleague for a while.")
    page = await seen.at(OSKAR, "home")
    await opens(page, page, "Följ en kollega")
    await seen.take(page, "shadow", "Signing up", "What one would like to see, and what one can show.")
    await closes(page, "Avbryt")
    page = await seen.at(KARIN, "app")
    await seen.take(
        page,
        "introduction",
        "Two who follow each other",
        "Times that suit both, and nobody else knows.",
        of=message(page, "Bara ni vet att ni följer varandra"),
        says=["shadow"],
    )
    asked = message(page, "fick du och")
    await opens(page, asked, "Berätta")
    await seen.take(
        page,
        "shadow-back",
        "Did it happen?",
        "Two weeks later; what was learned can be shared.",
        says=["shadow_back"],
    )
    await closes(page, "Avbryt")


async def pulse(seen: Camera) -> None:
    """See what the pulse shows."""
    page = await seen.at(OSKAR, CHANNEL)
    await types(page, "/lardom puls")
    await page.get_by_text("Pulsen: Veckans fråga").last.wait_for()
    await seen.take(
        page,
        "pulse",
        "The pulse",
        "Five statements, counted together and shown from k up.",
        of=message(page, "Pulsen i"),
        tall=1000,
        says=["pulse_result"],
    )
