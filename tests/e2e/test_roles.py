"""Admins appoint others, at once and until they say otherwise."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL
from tests.support.scenes import said, until


async def heard(stage, user: str, sentence: str) -> None:
    async def yes() -> bool:
        return sentence in await said(stage, user)

    await until(yes)


async def test_somebody_who_is_appointed_may_make_schedules_until_dismissed(theatre):
    async with theatre() as stage:
        people = stage.people
        await people.command("U0KARIN", CHANNEL, "/lardom roller ge @karin")
        await heard(stage, "U0KARIN", "Det här kan bara administratörer göra.")
        await people.command(ADMIN, CHANNEL, "/lardom roller ge @karin")
        await heard(stage, ADMIN, "<@U0KARIN> får nu göra scheman")
        await people.command("U0KARIN", CHANNEL, "/lardom schema ny varje vecka fre 14:30")
        await heard(stage, "U0KARIN", "är sparat")
        await people.command(ADMIN, CHANNEL, "/lardom roles")
        await heard(stage, ADMIN, "utöver Slacks egna administratörer: <@U0KARIN>")
        await people.command(ADMIN, CHANNEL, "/lardom roller ta bort @karin")
        await heard(stage, ADMIN, "är inte längre utsedd")
        await people.command("U0KARIN", CHANNEL, "/lardom schema lista")
        await heard(stage, "U0KARIN", "Det här kan bara administratörer göra.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ge", "Vem? Skriv till exempel"),
        ("ge @karin @tom", "Vem? Skriv till exempel"),
        ("flytta @karin", "Vem? Skriv till exempel"),
        ("ge @lärdom", "botar, gäster och de som har slutat"),
        ("", "Ingen är utsedd än."),
    ],
)
async def test_wrong_words_are_answered_with_right_ones(theatre, words, sentence):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, f"/lardom roller {words}")
        await heard(stage, ADMIN, sentence)
        assert await stage.app.services.members.appointed("T0NORRBRO", "admin") == []
