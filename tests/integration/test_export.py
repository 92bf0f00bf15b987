"""An export holds what is published and nothing else, and is read while others write."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from bot.export import BOM, ExportProblem, Format, export_to
from bot.store.database import Database, Locations
from bot.store.exporting import ExportReader
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.seal import Share
from bot.store.sealed.tables import Reflection, ReviewState
from bot.store.tables import Round, RoundState, Workspace
from tests.integration.conftest import TEAM

DAY = date(2026, 11, 27)
TEXTS = {f"U{number}": f"Lärdom nummer {number}." for number in range(7)}


async def published(store) -> str:
    """Play a round of which five texts are published, one is held, one is pending."""
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    round_id = await store.open_round()
    for user, words in TEXTS.items():
        await store.submit(round_id, user, words)
    await store.submit(round_id, "UNAMED", "=1+1 sa jag.", Share.NAMED)
    await store.submit(round_id, "UOWN", "Bara för mig.", Share.PRIVATE)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    items = {one.text: one for one in await store.texts.queue(round_id)}
    async with store.database.write() as session:
        for words, one in items.items():
            if words == TEXTS["U5"]:
                await store.texts.decide(session, round_id, one.id, ReviewState.HELD)
            elif words != TEXTS["U6"]:
                await store.texts.decide(session, round_id, one.id, ReviewState.APPROVED)
        found = await session.get(Round, round_id)
        found.asked, found.state, found.question_sv = 10, RoundState.PUBLISHED, "Vad lärde du dig?"
        await store.texts.publish(session, round_id, masked_too=True)
    return round_id


async def test_only_published_lessons_are_read_in_the_digests_order(store):
    round_id = await published(store)
    exported = await ExportReader(store.database).read(TEAM, lambda found, _: found.question_sv)
    digest = [one.text for one in await store.texts.published(round_id)]
    assert [one.text for one in exported.lessons] == digest
    assert {one.text for one in exported.lessons} == {*list(TEXTS.values())[:5], "=1+1 sa jag."}
    assert {(one.shared, one.author) for one in exported.lessons} == {("anonymous", ""), ("named", "UNAMED")}
    (held,) = exported.rounds
    assert (held.date, held.question, held.answered_percent, held.lessons) == (
        DAY,
        "Vad lärde du dig?",
        70,
        6,
    )


async def test_what_is_reported_or_withdrawn_is_in_no_export_and_its_answer_neither(store):
    round_id = await published(store)
    items = await store.texts.published(round_id)
    async with store.database.write() as session:
        assert await AnswerRepository(store.database).add(
            session, round_id, items[0].id, "ULEAD", "Tack för den."
        )
        await store.texts.report(session, round_id, items[0].id, "unfit")
        gone = await session.scalar(select(Reflection).where(col(Reflection.text) == TEXTS["U1"]))
    if items[0].text != TEXTS["U1"]:
        await store.changes.withdraw_now(gone.token_hash, DAY)
    exported = await ExportReader(store.database).read(TEAM, lambda found, _: "")
    texts = {one.text for one in exported.lessons}
    assert items[0].text not in texts and TEXTS["U1"] not in texts and exported.answers == []
    assert [one.number for one in exported.lessons] == list(range(len(texts)))


@pytest.fixture
async def written(store, tmp_path) -> Locations:
    await published(store)
    return store.database.locations


def test_files_are_whole_private_and_read_back(written, tmp_path):
    place = tmp_path / "out"
    files = export_to(written, place, Format.CSV, "", DAY)
    assert {file.name for file in files} == {
        f"{n}.csv" for n in ("lessons", "answers", "rounds", "months", "deeds")
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in files) and not list(place.glob("*.partial"))
    text = (place / "lessons.csv").read_text(encoding="utf-8")
    assert text.startswith(BOM)
    rows = list(csv.DictReader(text.removeprefix(BOM).splitlines()))
    assert len(rows) == 6 and "'=1+1 sa jag." in {one["text"] for one in rows}
    (file,) = export_to(written, place, Format.JSON, TEAM, DAY)
    found = json.loads(file.read_text(encoding="utf-8"))
    assert "=1+1 sa jag." in {one["text"] for one in found["lessons"]}
    assert found["months"] == [{"month": "2026-11", "answered_percent": 70, "lessons_so_far": 6}]


async def test_a_read_only_database_takes_no_write_while_another_process_writes(store):
    await published(store)
    reading = Database(store.database.locations, read_only=True)
    async with reading.read() as session:
        before = (await session.execute(select(Workspace))).scalars().all()
    async with store.database.write() as session:
        session.add(Workspace(team_id="T2", name="Andra", bot_user_id="UBOT2"))
    assert len(before) == 1
    if store.database.is_sqlite:
        with pytest.raises(OperationalError, match="readonly"):
            async with reading.write() as session:
                session.add(Workspace(team_id="T3", name="Tredje", bot_user_id="UBOT3"))
    await reading.close()


async def test_what_cannot_be_exported_is_said_in_one_sentence(store, tmp_path):
    locations = store.database.locations
    for team, sentence in (("", "No workspace"), ("T9", "No workspace")):
        with pytest.raises(ExportProblem, match=sentence):
            await in_thread(locations, tmp_path / "out", team)
    await store.members.remember_workspace("T1", "Ett", "U")
    await store.members.remember_workspace("T2", "Två", "U")
    with pytest.raises(ExportProblem, match=r"--team: T1 \(Ett\), T2 \(Två\)"):
        await in_thread(locations, tmp_path / "out", "")
    missing = Locations.parse(f"sqlite:///{tmp_path}/nowhere/x.db")
    with pytest.raises(ExportProblem, match="no database"):
        await in_thread(missing, tmp_path / "out", "")
    assert not (tmp_path / "nowhere").exists()


async def in_thread(locations: Locations, to, team: str):
    import asyncio

    return await asyncio.to_thread(export_to, locations, to, Format.CSV, team, DAY)
