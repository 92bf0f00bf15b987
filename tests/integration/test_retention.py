"""What is past its date goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.learning.plans import Plan
from bot.store.outbox import Owed
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.retention import PLANS, Retention
from bot.store.sealed.seal import token_hash
from bot.store.sealed.tables import ReviewState, Thanks
from bot.store.sealed.thanks import ThanksKind, ThanksRepository
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Unanswered
from tests.integration.conftest import NOW, TEAM
from tests.integration.test_intake_and_mix import FIVE, filled


async def after(store, days: int) -> None:
    await Retention(store.database, store.keys).let_go(NOW + timedelta(days=days))


async def test_a_pool_below_k_and_its_key_go_after_fourteen_days(store):
    round_id = await filled(store, FIVE[:4])
    still_open = await filled(store)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    await after(store, 13)
    assert (await store.intake.own(TEAM, "U1", round_id)).text == "Ord av U1, hemliga."
    await after(store, 14)
    assert await store.intake.own(TEAM, "U1", round_id) is None
    assert round_id not in store.keys.ids()
    assert (await store.intake.own(TEAM, "U1", still_open)).text == "Ord av U1, hemliga."


async def test_unpublished_texts_and_participation_go_after_ninety_days_and_published_texts_stay(store):
    round_id = await filled(store)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    first, second, *_ = await store.texts.queue(round_id)
    async with store.database.write() as session:
        await store.texts.decide(session, round_id, first.id, ReviewState.APPROVED)
        await store.texts.decide(session, round_id, second.id, ReviewState.HELD)
    async with store.database.write() as session:
        assert await store.texts.publish(session, round_id, masked_too=True) == 1
    await after(store, 89)
    assert len(await store.texts.queue(round_id)) == 5
    assert len(await store.texts.participants(round_id)) == 5
    await after(store, 90)
    assert [item.text for item in await store.texts.queue(round_id)] == [first.text]
    assert await store.texts.participants(round_id) == []


async def test_messages_to_those_who_took_part_go_with_participation_and_the_rest_after_half_a_year(store):
    round_id = await filled(store)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    kinds = (DeliveryKind.HELD, DeliveryKind.MASKED, DeliveryKind.PROMPT, DeliveryKind.DIGEST)
    async with store.database.write() as session:
        await store.outbox.owe(
            session,
            [
                Owed(
                    key=f"{round_id}:{kind}", team=TEAM, kind=kind, target="U1", due_at=NOW, round_id=round_id
                )
                for kind in kinds
            ],
        )
    assert await left_of(store) == {*kinds}
    await after(store, 90)
    assert await left_of(store) == {*kinds}, "what waits to be sent is not forgotten"
    async with store.database.write() as session:
        await session.execute(update(Delivery).values(state=DeliveryState.SENT))
    await after(store, 89)
    assert await left_of(store) == {*kinds}
    await after(store, 90)
    assert await left_of(store) == {DeliveryKind.PROMPT, DeliveryKind.DIGEST}
    await after(store, 180)
    assert await left_of(store) == {DeliveryKind.DIGEST}


async def test_whoever_leaves_takes_along_what_says_that_they_took_part(store):
    round_id = await filled(store)
    async with store.database.write() as session:
        await store.outbox.owe(
            session,
            [
                Owed(key=f"{kind}:{user}", team=TEAM, kind=kind, target=user, due_at=NOW, round_id=round_id)
                for kind in (DeliveryKind.HELD, DeliveryKind.PROMPT)
                for user in ("U1", "U2")
            ],
        )
        await session.execute(update(Delivery).values(state=DeliveryState.SENT))
    await store.members.leave(TEAM, "U1", NOW.date())
    async with store.database.read() as session:
        rows = (await session.execute(select(Delivery.key).order_by(Delivery.key))).scalars().all()
    assert rows == ["held:U2", "prompt:U1", "prompt:U2"]


async def test_plans_go_after_half_a_year_and_with_whoever_leaves(store):
    plans = PlanRepository(store.database, bytes(32))
    plan = Plan("När mötet börjar", "ska jag fråga en gång till.")
    for user in ("U1", "U2"):
        await plans.make(TEAM, user, plan, NOW.date())
    async with store.database.write() as session:
        session.add(Unanswered(team_id=TEAM, user_id="U1", rounds=2))
    await store.members.leave(TEAM, "U1", NOW.date())
    assert await plans.mine(TEAM, "U1") == []
    async with store.database.read() as session:
        assert (await session.execute(select(Unanswered))).first() is None
    await Retention(store.database, store.keys).let_go(NOW + PLANS * 0.99)
    assert len(await plans.mine(TEAM, "U2")) == 1
    await Retention(store.database, store.keys).let_go(NOW + PLANS)
    assert await plans.mine(TEAM, "U2") == []


async def test_thanks_go_with_the_lesson_they_stand_under(store):
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U3", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    thanks = ThanksRepository(store.database, bytes(32))
    for item in await store.texts.queue(round_id):
        assert await thanks.give(TEAM, "U9", round_id, item.id, ThanksKind.USED)
    await store.changes.withdraw_now(token_hash(token, "text"), NOW.date())
    left = {item.id for item in await store.texts.queue(round_id)}
    async with store.database.read() as session:
        assert set((await session.execute(select(Thanks.highlight_id))).scalars()) == left


async def left_of(store) -> set[DeliveryKind]:
    async with store.database.read() as session:
        return set((await session.execute(select(Delivery.kind))).scalars())
