"""A text goes in sealed under a member and comes out of the mix without one."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import create_engine, select, text

from bot.audit.traces import database_files
from bot.store.migrate import rowid_tables
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.intake import Taken
from bot.store.sealed.keys import KeyGone
from bot.store.sealed.seal import Share, Submission, intake_id, token_hash
from bot.store.sealed.tables import Intake, ReviewState
from bot.store.tables import RoundState
from tests.integration.conftest import NOW, TEAM

FIVE = [f"U{number}" for number in range(5)]


async def filled(store, members=FIVE, k=5) -> str:
    round_id = await store.open_round(k)
    for member in members:
        assert await store.submit(round_id, member, f"Ord av {member}, hemliga.") is Taken.STORED
    return round_id


async def test_nothing_in_the_database_can_be_read_before_the_mix(store):
    await filled(store)
    dump = await store.dump()
    assert "hemliga" not in dump
    assert not any(f"'{member}'" in dump for member in FIVE)


async def test_every_sealed_row_has_the_same_size(store):
    round_id = await store.open_round()
    await store.submit(round_id, "U1", "Kort.")
    await store.submit(round_id, "U2", "å" * 2000, Share.NAMED)
    await store.submit(round_id, "UVERYLONGID99", "🌱" * 2000, Share.PRIVATE)
    async with store.database.read() as session:
        sizes = {len(row) for row in (await session.execute(select(Intake.sealed))).scalars()}
    assert len(sizes) == 1


async def test_a_second_submission_is_an_edit_of_the_first(store):
    round_id = await store.open_round()
    await store.submit(round_id, "U1", "Det första.")
    await store.submit(round_id, "U1", "Det sista.")
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "Det sista."
    assert await store.intake.answered(round_id) == {"U1"}


async def test_after_the_mix_texts_and_members_share_nothing(store):
    round_id = await filled(store)
    await store.close(round_id)
    outcome = await store.mixer.mix(round_id)
    assert outcome.anonymous == 5 and outcome.enough
    texts = [item.text for item in await store.texts.queue(round_id)]
    assert sorted(texts) == sorted(f"Ord av {member}, hemliga." for member in FIVE)
    assert sorted(await store.texts.participants(round_id)) == FIVE
    async with store.database.read() as session:
        assert (await session.execute(select(Intake))).all() == []


async def test_the_key_is_gone_after_the_mix(store):
    round_id = await filled(store)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    with pytest.raises(KeyGone):
        store.keys.read(round_id)
    assert store.intake.token(TEAM, "U1", round_id) is None


async def test_below_k_nothing_comes_out_and_the_key_stays(store):
    round_id = await filled(store, FIVE[:4])
    await store.close(round_id)
    outcome = await store.mixer.mix(round_id)
    assert not outcome.enough
    assert await store.texts.queue(round_id) == []
    assert await store.texts.participants(round_id) == []
    assert (await store.rounds.get(round_id)).state is RoundState.HELD
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "Ord av U1, hemliga."


async def test_named_and_private_texts_never_count_towards_k(store):
    round_id = await filled(store, FIVE[:4])
    await store.submit(round_id, "U8", "Med namn.", Share.NAMED)
    await store.submit(round_id, "U9", "Bara för mig.", Share.PRIVATE)
    token = store.intake.token(TEAM, "U9", round_id)
    await store.close(round_id)
    assert not (await store.mixer.mix(round_id)).enough
    queue = await store.texts.queue(round_id)
    assert [(item.text, item.author) for item in queue] == [("Med namn.", "U8")]
    own = await store.texts.own(token)
    assert own.text == "Bara för mig." and own.share is Share.PRIVATE
    assert "Bara för mig." not in await store.dump()


async def test_an_author_finds_the_text_with_the_token_and_nobody_without(store):
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U3", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    assert (await store.texts.own(token)).text == "Ord av U3, hemliga."
    assert await store.texts.own(bytes(32)) is None
    assert token.hex() not in await store.dump()


async def test_a_closed_round_takes_no_more_submissions(store):
    round_id = await filled(store)
    await store.close(round_id)
    assert await store.submit(round_id, "U7", "För sent.") is Taken.CLOSED
    assert await store.submit(round_id, "U1", "Ändrat för sent.") is Taken.CLOSED
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "Ord av U1, hemliga."


async def test_a_round_is_mixed_once_however_many_try(store):
    round_id = await filled(store)
    await store.close(round_id)
    outcomes = await asyncio.gather(*(store.mixer.mix(round_id) for _ in range(4)), return_exceptions=True)
    assert sum(getattr(one, "enough", False) for one in outcomes) == 1
    assert len(await store.texts.queue(round_id)) == 5


async def test_presses_that_come_at_the_same_time_meet_in_one_row(store):
    round_id = await filled(store, members=())
    answers = [Submission("U1", Share.ANONYMOUS, f"Försök {number}.") for number in range(8)]
    taken = await asyncio.gather(*(store.intake.submit(TEAM, round_id, one) for one in answers))
    assert set(taken) == {Taken.STORED}
    assert await store.intake.answered(round_id) == {"U1"}
    await asyncio.gather(*(store.members.pause(TEAM, "U1", None, stopped=True) for _ in range(4)))
    await asyncio.gather(*(store.members.remember_workspace(TEAM, "Norrbro", "UBOT") for _ in range(4)))


async def test_a_mix_without_its_key_loses_the_pool_and_says_so(store):
    round_id = await filled(store)
    await store.close(round_id)
    store.keys.destroy(round_id)
    outcome = await store.mixer.mix(round_id)
    assert outcome.lost and not outcome.enough
    assert (await store.rounds.get(round_id)).state is RoundState.HELD
    assert await store.mixer.mix(round_id) is None, "it is not tried again for ever"


async def test_a_row_that_was_tampered_with_keeps_no_other_back(store):
    round_id = await filled(store)
    async with store.database.write() as session:
        row = (await session.execute(select(Intake).limit(1))).scalar_one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    await store.close(round_id)
    outcome = await store.mixer.mix(round_id)
    assert outcome.anonymous == len(FIVE) - 1


async def test_a_tampered_row_hides_nobody_elses_answer_from_reminders_and_receipts(store):
    round_id = await filled(store, FIVE[:3])
    await spoil(store, round_id, "U1")
    assert await store.intake.answered(round_id) == {"U0", "U2"}
    assert await store.intake.own(TEAM, "U1", round_id) is None
    assert (await store.intake.own(TEAM, "U2", round_id)).text == "Ord av U2, hemliga."


async def test_a_tampered_change_keeps_nobodys_withdrawal_back(store):
    round_id = await filled(store)
    keys = [token_hash(store.intake.token(TEAM, one, round_id), "text") for one in ("U1", "U2")]
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    await store.close(round_id)
    await store.mixer.mix(round_id)
    for key in keys:
        await store.changes.request(TEAM, key, ChangeKind.WITHDRAW)
    async with store.database.write() as session:
        row = (await session.execute(select(Intake).limit(1))).scalar_one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    await store.apply(NOW.date())
    assert len(await store.texts.queue(round_id)) == 4, "the other one is gone as asked"
    assert not await store.changes.waiting(TEAM, keys[0])


async def spoil(store, round_id: str, member: str) -> None:
    row_id = intake_id(store.keys.read(round_id), TEAM, member, round_id)
    async with store.database.write() as session:
        row = await session.get(Intake, row_id)
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])


async def test_whoever_leaves_before_the_mix_took_part_in_nothing(store):
    round_id = await filled(store)
    held = await filled(store, ["U1", "U2"])
    await store.close(held)
    await store.mixer.mix(held)
    assert await store.intake.take_back(TEAM, "U1") == 2
    assert await store.intake.answered(held) == {"U2"}
    await store.members.leave(TEAM, "U1", NOW.date())
    await store.close(round_id)
    outcome = await store.mixer.mix(round_id)
    assert (outcome.anonymous, outcome.enough) == (4, False), "and nobody is counted who is not there"
    assert "U1" not in await store.texts.participants(round_id)


async def test_whoever_wrote_for_the_next_round_already_keeps_the_k_that_was_promised(store):
    schedule = await store.schedule("Tidigt", k=5)
    planned = await store.rounds.planned(schedule.id)

    async def changed(k: int) -> int:
        schedule.k = k
        async with store.database.write() as session:
            return (await store.rounds.plan(session, schedule, planned.occurrence)).k

    assert await changed(3) == 3, "while nobody has written, it is the schedule's"
    assert await changed(5) == 5
    await store.submit(planned.id, "U1", "Jag skrev innan det ändrades.")
    assert await changed(3) == 5
    assert await changed(8) == 8


async def test_a_journal_that_a_reader_held_is_emptied_when_the_reader_has_gone(store, monkeypatch):
    monkeypatch.setattr("bot.store.journal.TRIES", 1)
    round_id = await filled(store)
    await store.close(round_id)
    engine = create_engine(store.database.locations.sync_url)
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT count(*) FROM reflection")).one()
        await store.mixer.mix(round_id)
        assert await store.database.settle() is not store.database.is_sqlite
    engine.dispose()
    assert await store.database.settle()
    journal = [one for one in database_files(store.database.locations) if one.name.endswith("-wal")]
    assert sum(one.stat().st_size for one in journal) == 0


async def test_a_key_left_behind_by_a_crash_is_destroyed_at_the_next_start(store):
    round_id = await filled(store)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    store.keys.create(round_id)
    other = await store.open_round()
    assert await store.mixer.sweep() == 1
    assert store.keys.ids() >= {other} and round_id not in store.keys.ids()


async def test_a_withdrawn_text_is_in_no_file_of_the_database(store):
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U2", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    await store.changes.withdraw_now(token_hash(token, "text"), NOW.date())
    assert await store.texts.own(token) is None
    if store.database.is_sqlite:
        await store.database.close()
        for file in (store.place / "data").iterdir():
            assert b"Ord av U2" not in file.read_bytes(), file.name


async def test_no_table_keeps_an_order_of_arrival(store):
    if store.database.is_sqlite:
        assert rowid_tables(store.database.locations.file) == []
    else:
        dump = await store.dump()
        assert "created_at" not in dump and "updated_at" not in dump


async def test_a_change_after_the_mix_is_sealed_and_its_key_goes_when_it_is_applied(store):
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U4", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    key = token_hash(token, "text")
    await store.changes.request(TEAM, key, ChangeKind.EDIT, "Ändrat i efterhand.")
    assert "Ändrat i efterhand." not in await store.dump()
    assert key not in (await store.dump()).replace(f"'{key}'", "", 1), "only the text's own row has the hash"
    applied = await store.apply(NOW.date())
    assert applied.edited == {round_id}
    own = await store.texts.own(token)
    assert own.text == "Ändrat i efterhand." and own.state is ReviewState.PENDING
    assert store.keys.ids() & {round_id} == set()
