"""A backup is whole, keys lie apart from it, and a restore brings nothing back that was erased."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.store.backup import BackupProblem, Places, back_up, back_up_keys, put_back, restore_keys
from bot.store.copying import TargetNotEmpty
from bot.store.database import Database, Locations
from bot.store.migrate import rowid_tables
from bot.store.restoring import reconcile
from bot.store.sealed.changes import ChangeKind, ChangeRepository
from bot.store.sealed.erasures import Erasures, left, replaced, withdrawn
from bot.store.sealed.groups import Group, GroupRepository
from bot.store.sealed.intake import IntakeRepository, Taken
from bot.store.sealed.keys import PoolKeys, server_key
from bot.store.sealed.receipts import Holder, Receipts
from bot.store.sealed.seal import Share, Submission, token_hash
from bot.store.sealed.tables import Intake, Participation
from bot.store.sealed.texts import TextRepository
from bot.store.sealed.volunteers import VolunteerRepository, Wish
from bot.store.shadow_tables import ShadowVolunteer
from bot.store.tables import Member, Round, RoundState
from tests.integration.conftest import NOW, TEAM
from tests.integration.test_intake_and_mix import FIVE, filled

DAY = NOW.date()


@pytest.fixture
def places(store) -> Places:
    return Places(store.database.locations, store.place / "keys", store.place / "backups")


def journalled(store, erasures) -> ChangeRepository:
    return ChangeRepository(store.database, store.keys, random.SystemRandom(), erasures)


async def test_what_was_withdrawn_edited_masked_or_left_since_stays_so_after_a_restore(
    store, places, fresh_postgres
):
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    erasures = Erasures(store.place / "keys" / "erasures")
    receipts = Receipts(server_key(store.place / "keys" / "server"))
    round_id = await filled(store)
    await store.submit(round_id, "UOWN", "Bara för mig.", Share.PRIVATE)
    tokens = {user: store.intake.token(TEAM, user, round_id) for user in (*FIVE, "UOWN")}
    wrapped = receipts.wrap(tokens["U3"], Holder(TEAM, "U3", round_id), "see")
    await store.close(round_id)
    await store.mixer.mix(round_id)
    open_round = await filled(store, FIVE[:2])
    coming = await store.rounds.planned((await store.schedule("Kommande")).id)
    server = server_key(store.place / "keys" / "server")
    volunteers, following = (
        VolunteerRepository(store.database, server),
        GroupRepository(store.database, server),
    )
    for user in ("U3", "U4"):
        await volunteers.sign_up(TEAM, user, Wish(see="montaget"))
    async with store.database.write() as session:
        await following.form(session, [Group(TEAM, "turn", ("U3", "U4")), Group(TEAM, "turn", ("U1", "U2"))])
    saved = back_up(places, places.backups, NOW)
    back_up_keys(places, store.place / "vault")

    changes = journalled(store, erasures)
    texts = TextRepository(store.database, random.SystemRandom(), erasures)
    await changes.withdraw_now(token_hash(tokens["U0"], "text"), DAY)
    await changes.request(TEAM, token_hash(tokens["U1"], "text"), ChangeKind.EDIT, "Bättre så.")
    await changes.apply(TEAM, DAY)
    item = next(one for one in await texts.queue(round_id) if "U2" in one.text)
    async with store.database.write() as session:
        await texts.mask(session, round_id, item.id, "[…] hemliga.", DAY)
    members = type(store.members)(store.database, erasures)
    await members.prefer(TEAM, "U4", language="sv", share="named")
    await members.leave(TEAM, "U4", DAY)
    await store.database.close()

    kind = store.database.is_sqlite
    url = f"sqlite:///{store.place}/again/lardom.db" if kind else fresh_postgres()
    again = Places(Locations.parse(url), store.place / "keys2", places.backups)
    keys = PoolKeys(again.keys / "pool")
    assert restore_keys(store.place / "vault", again.keys) == ["server"]
    put_back(saved, again, replace=False)
    database = Database(again.locations)
    groups = GroupRepository(database, server_key(again.keys / "server"))
    discarded = await reconcile(database, keys, erasures, groups)
    assert discarded.sealed_answers == 2 and discarded.rounds == 1 and discarded.erased >= 4

    restored = TextRepository(database, random.SystemRandom())
    for user in ("U0", "U1", "U2"):
        assert await restored.own(tokens[user]) is None, user
    mine = Receipts(server_key(again.keys / "server")).unwrap(wrapped, TEAM, "U3", "see")
    assert (await restored.own(mine[1])).text == "Ord av U3, hemliga."
    assert (await restored.own(tokens["UOWN"])).text == "Bara för mig."
    async with database.read() as session:
        took = (await session.execute(select(Participation.user_id))).scalars().all()
        assert "U4" not in took and "U3" in took
        assert (await session.execute(select(func.count()).select_from(Intake))).scalar_one() == 0
        assert (await session.get(Round, open_round)).state is RoundState.HELD
        assert list((await session.execute(select(ShadowVolunteer.user_id))).scalars()) == ["U3"]
        member = await session.get(Member, (TEAM, "U4"))
        assert member is None or member.stopped
    assert [one.members for one in await groups.of_turn("turn")] == [("U1", "U2")]
    intake = IntakeRepository(database, keys)
    assert await intake.submit(TEAM, coming.id, Submission("U1", Share.ANONYMOUS, "Nytt.")) is Taken.STORED
    await database.close()


async def test_a_backup_is_taken_while_the_app_writes_and_keeps_no_order_of_arrival(store, places):
    await filled(store)
    async with store.database.write() as session:
        session.add(Member(team_id=TEAM, user_id="UHALF"))
        await session.flush()
        saved = back_up(places, places.backups, NOW)
    assert rowid_tables(saved) == []
    with sqlite3.connect(saved) as copy:
        assert copy.execute("SELECT count(*) FROM intake").fetchone() == (5,)
        assert copy.execute("SELECT count(*) FROM member").fetchone() == (0,), "not what is half done"
    assert saved.stat().st_mode & 0o077 == 0
    assert [one.suffix for one in places.backups.iterdir()] == [".db"], "nothing half-written is left"


async def test_keys_and_database_never_land_in_one_place_and_pool_keys_in_none(store, places):
    await filled(store)
    server_key(places.keys / "server")
    for place in (places.backups, places.backups / "keys", places.backups.parent):
        with pytest.raises(BackupProblem, match="must lie apart"):
            back_up_keys(places, place)
    assert back_up_keys(places, store.place / "vault") == ["server"]
    assert {file.name for file in (store.place / "vault").rglob("*") if file.is_file()} == {"receipts.key"}


async def test_a_restore_takes_no_data_away_unasked_and_no_file_that_is_not_ours(store, places):
    await filled(store)
    saved = back_up(places, places.backups, NOW)
    before = await store.dump()
    with pytest.raises(TargetNotEmpty):
        put_back(saved, places, replace=False)
    bad = store.place / "bad.db"
    bad.write_bytes(b"not a database")
    with pytest.raises(BackupProblem, match="is not a backup"):
        put_back(bad, places, replace=True)
    assert sorted(await store.dump()) == sorted(before)
    await store.database.close()
    put_back(saved, places, replace=True)
    assert sorted(await store.dump()) == sorted(before)


def test_the_journal_of_erasures_holds_hashes_survives_a_torn_line_and_is_trimmed(tmp_path):
    erasures = Erasures(tmp_path)
    erasures.record([withdrawn("hash-a"), replaced("hash-b", "gammal text")], DAY)
    with (tmp_path / "journal").open("a") as file:
        file.write("2026-11-24 w abc")
    erasures.record([left(TEAM, "U1")], DAY + timedelta(days=2))
    raw = (tmp_path / "journal").read_text()
    assert "hash-a" not in raw and "gammal" not in raw and "U1" not in raw
    assert erasures.read() == {withdrawn("hash-a"), replaced("hash-b", "gammal text"), left(TEAM, "U1")}
    erasures.trim(DAY + timedelta(days=1))
    assert erasures.read() == {left(TEAM, "U1")}
