"""Tokens are kept sealed, found for the right workspace, renewed by one process, and destroyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.store.departures import Departures
from bot.store.installations import InstallationRepository, Installed, Tokens
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.vault import TokensSealed, Vault
from bot.store.tables import DeliveryKind, Workspace
from bot.store.tenancy import Installation
from tests.integration.conftest import NOW, TEAM, Store

HOURS = timedelta(hours=12)
TOKENS = Tokens("xoxb-secret", "xoxe-refresh", NOW + HOURS)
ONE = Installed(TEAM, TEAM, None, "Norrbro", "UBOT", TOKENS, installed_by="U1")
ORG = Installed("E1", None, "E1", "Koncernen", "UORG", Tokens("xoxb-org"))


@pytest.fixture
def vault(store: Store) -> Vault:
    return Vault(store.place / "keys" / "installation")


@pytest.fixture
def installations(store: Store, vault: Vault) -> InstallationRepository:
    return InstallationRepository(store.database, vault)


@pytest.fixture
def departures(store: Store) -> Departures:
    return Departures(store.database, store.keys, Erasures(store.place / "keys" / "erasures"))


async def test_no_token_stands_in_the_database(store, installations):
    await installations.save(ONE, NOW)
    assert (await installations.of(TEAM)).tokens == TOKENS
    dump = await store.dump()
    assert "xoxb-secret" not in dump and "xoxe-refresh" not in dump
    assert "xoxb" not in repr(await installations.of(TEAM))


async def test_whoever_installs_the_app_is_an_admin_until_another_admin_says_otherwise(store, installations):
    await installations.save(ONE, NOW)
    assert await store.members.roles(TEAM, "U1") == {"admin"}
    await installations.save(replace(ORG, installed_by="U7"), NOW)
    await installations.admit("T8", "E1", "Norr", NOW)
    assert await store.members.roles("T8", "U7") == {"admin"}
    await store.members.appoint("T8", "U7", "admin", given=False)
    await installations.admit("T8", "E1", "Norr", NOW)
    assert await store.members.roles("T8", "U7") == frozenset()


async def test_a_key_is_exchanged_by_adding_one(store, installations, vault):
    await installations.save(ONE, NOW)
    vault.add_key()
    assert (await installations.of(TEAM)).tokens == TOKENS, "the old key opens still"
    assert await installations.seal_anew() == 1 and await installations.seal_anew() == 0
    for old in vault.older():
        old.unlink()
    assert (await installations.of(TEAM)).tokens == TOKENS
    for key in vault.directory.glob("*.key"):
        key.unlink()
    with pytest.raises(TokensSealed):
        await installations.of(TEAM)


async def test_tokens_that_were_swapped_in_the_database_do_not_open(store, installations):
    await installations.save(ONE, NOW)
    await installations.save(replace(ONE, id="T2", team="T2", tokens=Tokens("xoxb-other")), NOW)
    async with store.database.write() as session:
        first, second = await session.get(Installation, TEAM), await session.get(Installation, "T2")
        first.sealed = second.sealed
    with pytest.raises(TokensSealed):
        await installations.of(TEAM)


async def test_an_organisations_installation_speaks_in_each_of_its_workspaces_and_in_no_other(installations):
    await installations.save(ORG, NOW)
    assert await installations.of("T8") is None, "nobody there has used it yet"
    assert await installations.admit("T8", "E1", "Norr", NOW) and not await installations.admit(
        "T9", "E2", "Syd", NOW
    )
    assert not await installations.admit("T9", None, "Syd", NOW)
    assert (await installations.of("T8")).tokens.bot == "xoxb-org"
    assert await installations.of("T9") is None
    own = replace(ONE, id="T8", team="T8", enterprise="E1")
    await installations.save(own, NOW)
    assert (await installations.of("T8")).tokens == TOKENS, "a workspace's own comes first"


async def test_one_process_renews_a_token_and_keeps_it_only_if_nothing_changed_meanwhile(installations):
    await installations.save(ONE, NOW)
    soon = NOW + HOURS + timedelta(seconds=1)
    assert await installations.ending(NOW) == [] and await installations.ending(soon) == [TEAM]
    assert await installations.lease_renewal(TEAM, NOW, NOW) is None, "it does not end yet"
    assert await installations.lease_renewal(TEAM, soon, NOW) == TOKENS
    assert await installations.lease_renewal(TEAM, soon, NOW) is None, "another is at it"
    fresh = Tokens("xoxb-new", "xoxe-new", NOW + 2 * HOURS)
    await installations.renewed(TEAM, TOKENS, fresh)
    assert (await installations.of(TEAM)).tokens == fresh
    await installations.renewed(TEAM, TOKENS, Tokens("xoxb-late", "xoxe-late", NOW))
    assert (await installations.of(TEAM)).tokens == fresh, "somebody installed it anew since"
    assert await installations.lease_renewal(TEAM, NOW + 3 * HOURS, NOW) == fresh


async def test_who_removes_the_app_gets_nothing_more_and_takes_up_where_it_was_on_coming_back(
    store, installations, departures
):
    await installations.save(ONE, NOW)
    async with store.database.write() as session:
        await store.outbox.owe(session, [store.owed("one", DeliveryKind.PROMPT, "U1", "r")])
    fence = await store.outbox.lanes.lease(TEAM, NOW, HOURS)
    assert await departures.leave(TEAM, NOW) == [TEAM]
    assert await departures.leave(TEAM, NOW) == [], "it is told once"
    assert await store.outbox.take(TEAM, fence, NOW, HOURS) is None, "whoever was sending stops"
    await store.outbox.lanes.release(TEAM, fence)
    assert await store.outbox.lanes_due(NOW + 400 * HOURS) == []
    assert await store.outbox.lanes.lease(TEAM, NOW, HOURS) is None
    assert await installations.of(TEAM) is None and not await store.members.knows(TEAM)
    async with store.database.read() as session:
        assert (await session.execute(select(Installation))).first() is None
    await installations.save(ONE, NOW)
    assert await store.members.knows(TEAM) and await store.outbox.lanes_due(NOW) == [TEAM]


async def test_an_organisation_that_removes_the_app_takes_its_workspaces_along_but_not_those_with_their_own(
    installations, departures
):
    await installations.save(ORG, NOW)
    for team in ("T7", "T8"):
        await installations.admit(team, "E1", team, NOW)
    await installations.save(replace(ONE, id="T8", team="T8", enterprise="E1"), NOW)
    assert await departures.withdraw(["T7", "T8"], "E2", NOW) == [], "another organisation has no say"
    assert await departures.withdraw(["T7", "T8"], "E1", NOW) == ["T7"]
    assert await installations.admit("T7", "E1", "T7", NOW), "it was let in again"
    assert await departures.leave("T8", NOW) == [], "the organisation's covers it still"
    assert (await installations.of("T8")).tokens.bot == "xoxb-org"
    assert await departures.leave("E1", NOW) == ["T7", "T8"]
    assert await departures.gone() == {"T7", "T8"}


async def test_the_time_until_a_workspace_is_forgotten_counts_from_when_it_left(installations, departures):
    await installations.save(ONE, NOW)
    await departures.leave(TEAM, NOW)
    assert await departures.due(NOW - timedelta(seconds=1)) == [] and await departures.due(NOW) == [TEAM]


async def test_a_stay_that_was_erased_is_erased_from_a_restored_backup_and_a_later_stay_is_not(
    store, installations, departures
):
    await installations.save(ONE, NOW)
    async with store.database.read() as session:
        first = (await session.execute(select(col(Workspace.tenure)))).scalar_one()
    await departures.leave(TEAM, NOW)
    assert await departures.erase(TEAM, NOW) > 0 and await departures.erase(TEAM, NOW) == 0
    await installations.save(ONE, NOW)
    async with store.database.write() as session:
        await departures.erasures.replay(session)
    assert await store.members.knows(TEAM), "this stay was never erased"
    async with store.database.write() as session:
        (await session.get(Workspace, TEAM)).tenure = first
    async with store.database.write() as session:
        await departures.erasures.replay(session)
    assert not await store.members.knows(TEAM)
