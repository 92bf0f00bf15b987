"""Who left rounds unanswered is counted for everybody alike, and forgotten when they come back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text
from sqlmodel import col

from bot.store.sealed.seal import Share
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Unanswered
from tests.integration.conftest import NOW, TEAM, Store

LEASE, LATER = timedelta(minutes=1), NOW + timedelta(hours=1)

ASKED = ("U1", "U2", "U3", "U4", "U5", "U6")


async def a_round(store: Store, *, k: int = 5, answers: dict[str, Share] | None = None) -> None:
    """Ask six members, take some answers, let U6 skip, and mix."""
    round_id = await store.open_round(k)
    async with store.database.write() as session:
        owed = [store.owed(f"{round_id}:{user}", DeliveryKind.PROMPT, user, round_id) for user in ASKED]
        await store.outbox.owe(session, owed)
        await session.execute(
            text("UPDATE delivery SET state = 'sent' WHERE round_id = :round"), {"round": round_id}
        )
    for user, share in (answers or {}).items():
        await store.submit(round_id, user, "text", share)
    await store.intake.skip(TEAM, "U6", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)


async def counts(store: Store) -> dict[str, int]:
    async with store.database.read() as session:
        return {one.user_id: one.rounds for one in (await session.execute(select(Unanswered))).scalars()}


async def test_every_way_of_answering_counts_also_below_k(store):
    ways = {"U1": Share.ANONYMOUS, "U2": Share.NAMED, "U3": Share.PRIVATE}
    await a_round(store)
    assert await counts(store) == dict.fromkeys(ASKED, 1) | {"U6": 0}
    await a_round(store, answers=ways)
    assert await counts(store) == {"U1": 0, "U2": 0, "U3": 0, "U4": 2, "U5": 2, "U6": 0}


async def test_three_in_a_row_bring_one_note_and_a_return_begins_anew(store):
    for _ in range(4):
        await a_round(store, answers={"U1": Share.ANONYMOUS})
    assert await store.members.silent(TEAM) == {"U2", "U3", "U4", "U5"}
    async with store.database.read() as session:
        notes = (await session.execute(text("SELECT target FROM delivery WHERE kind = 'quiet'"))).scalars()
        assert sorted(notes) == ["U2", "U3", "U4", "U5"]
    await store.members.pause(TEAM, "U2", None)
    assert await store.members.silent(TEAM) == {"U3", "U4", "U5"}
    assert "U2" not in await counts(store)


async def test_a_skip_is_a_sealed_row_like_an_answer_and_becomes_neither_text_nor_participation(store):
    round_id = await store.open_round(k=3)
    for number in range(3):
        await store.submit(round_id, f"U{number}", "x" * 100 * (number + 1))
    await store.intake.skip(TEAM, "U9", round_id)
    async with store.database.read() as session:
        sizes = (await session.execute(text("SELECT length(sealed) FROM intake"))).scalars().all()
    assert len(sizes) == 4 and len(set(sizes)) == 1
    assert await store.intake.own(TEAM, "U9", round_id) is None
    assert await store.intake.has_reacted(TEAM, "U9", round_id)
    assert await store.intake.answered(round_id) == {"U0", "U1", "U2"}
    await store.close(round_id)
    assert (await store.mixer.mix(round_id)).anonymous == 3
    dump = await store.dump()
    assert "U9" not in dump


async def test_an_answer_replaces_a_skip_and_a_skip_never_an_answer(store):
    round_id = await store.open_round()
    await store.intake.skip(TEAM, "U1", round_id)
    await store.submit(round_id, "U1", "an answer")
    await store.intake.skip(TEAM, "U1", round_id)
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "an answer"


async def test_nothing_is_counted_of_whoever_has_left(store):
    round_id = await store.open_round(5)
    async with store.database.write() as session:
        owed = [store.owed(f"{round_id}:{user}", DeliveryKind.PROMPT, user, round_id) for user in ASKED]
        await store.outbox.owe(session, owed)
        await session.execute(text("UPDATE delivery SET state = 'sent'"))
    await store.members.leave(TEAM, "U1", NOW.date())
    await store.close(round_id)
    await store.mixer.mix(round_id)
    assert set(await counts(store)) == {*ASKED} - {"U1"}


async def test_a_reminder_that_waits_when_its_round_closes_looks_like_one_of_somebody_who_answered(store):
    round_id = await store.open_round(5)
    async with store.database.write() as session:
        kinds = (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.LATER)
        for kind in kinds:
            owed = [store.owed(f"{round_id}:{kind}:{user}", kind, user, round_id) for user in ("U1", "U2")]
            await store.outbox.owe(session, owed)
    fence = await store.outbox.lanes.lease(TEAM, NOW, LEASE)
    while leased := await store.outbox.take(TEAM, fence, NOW, LEASE):
        # Slack answers that the app must rest; only who has answered needs nothing from Slack.
        if leased.delivery.target == "U1" and leased.delivery.kind is not DeliveryKind.PROMPT:
            await store.outbox.settle_alike(leased)
        elif leased.delivery.kind is not DeliveryKind.PROMPT:
            await store.outbox.settle(leased, DeliveryState.WAITING, reason="ratelimited", due_at=LATER)
    async with store.database.write() as session:
        await store.outbox.drop_waiting(session, round_id, "closed")
        rows = (await session.execute(select(Delivery).where(col(Delivery.kind).in_(kinds[1:])))).scalars()
        told = [(one.state, one.reason, one.attempts, one.fence, one.lease_until) for one in rows]
    assert len(told) == 4 and len(set(told)) == 1
