"""After the nightly cleaning nothing is left of what was deleted, and everything of what was not."""

from __future__ import annotations

from bot.audit.traces import database_files, heap_files, holding
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.seal import token_hash
from tests.integration.conftest import NOW, TEAM
from tests.integration.test_intake_and_mix import FIVE, filled


def files_of(store) -> list:
    locations = store.database.locations
    return database_files(locations) or heap_files(locations, "reflection")


async def test_a_withdrawn_text_is_gone_from_every_page_and_the_others_stay(store):
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U2", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    assert holding(files_of(store), "Ord av U2, hemliga."), "it was there to be found"
    await store.changes.withdraw_now(token_hash(token, "text"), NOW.date())
    await Cleaner(store.database).clean()
    assert holding(files_of(store), "Ord av U2") == []
    kept = sorted(item.text for item in await store.texts.queue(round_id))
    assert kept == sorted(f"Ord av {member}, hemliga." for member in FIVE if member != "U2")
    assert sorted(await store.texts.participants(round_id)) == FIVE


async def test_without_cleaning_postgresql_still_holds_what_was_deleted(store):
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U2", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    await store.changes.withdraw_now(token_hash(token, "text"), NOW.date())
    assert bool(holding(files_of(store), "Ord av U2")) is not store.database.is_sqlite


async def test_cleaning_an_empty_or_running_store_changes_nothing(store):
    await Cleaner(store.database).clean()
    round_id = await filled(store, FIVE[:3])
    await Cleaner(store.database).clean()
    assert await store.intake.answered(round_id) == set(FIVE[:3])
