"""A leader asks, an unnamed author answers, and the hours tell nothing."""

from __future__ import annotations

import random

from bot.delivery.escalation import Escalation, Step
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.changes import ChangeKind
from bot.store.sealed.mailbox import Asked, Mailbox
from bot.store.sealed.retention import LETTERS, Retention
from bot.store.sealed.seal import token_hash
from bot.store.tables import Round
from tests.integration.conftest import NOW, TEAM
from tests.integration.test_intake_and_mix import FIVE, filled

DAY = NOW.date()


async def mixed(store) -> tuple[str, str, str]:
    """Return a mixed round, the id of U3's text, and the hash under which it lies."""
    await store.members.remember_workspace(TEAM, "Norrbro", "UBOT")
    round_id = await filled(store)
    token = store.intake.token(TEAM, "U3", round_id)
    await store.close(round_id)
    await store.mixer.mix(round_id)
    item = next(one for one in await store.texts.queue(round_id) if "U3" in one.text)
    return round_id, item.id, token_hash(token, "text")


async def released(store, box) -> int:
    async with store.database.write() as session:
        return await box.release(session, TEAM, DAY)


async def test_a_question_waits_for_the_daily_hour_and_so_does_its_answer(store):
    round_id, item, key = await mixed(store)
    box = Mailbox(store.database)
    assert await box.ask(TEAM, round_id, item, "ULEAD", "Vad behövs?") is Asked.WAITS
    assert await box.of_author(key) == [], "not before the hour"
    assert await released(store, box) == 1
    assert [line.text for line in await box.of_author(key)] == ["Vad behövs?"]
    await store.changes.request(TEAM, key, ChangeKind.LETTER, "Tid att mäta.")
    assert "Tid att mäta." not in await store.dump()
    assert [one.text for one in await store.changes.waiting(TEAM, key)] == ["Tid att mäta."]
    assert len(await box.of_item(round_id, item)) == 1
    touched = await store.apply(DAY)
    assert touched.answered == {("ULEAD", round_id)}
    lines = await box.of_item(round_id, item)
    assert [(line.leader, line.text) for line in lines] == [("ULEAD", "Vad behövs?"), (None, "Tid att mäta.")]


async def test_three_questions_are_asked_each_after_an_answer_and_no_more(store):
    round_id, item, key = await mixed(store)
    box = Mailbox(store.database)
    for number in range(3):
        assert await box.ask(TEAM, round_id, item, "ULEAD", f"Fråga {number}") is Asked.WAITS
        again = await box.ask(TEAM, round_id, item, "ULEAD", "En till")
        assert again is (Asked.NOT_ANSWERED_YET if number < 2 else Asked.ENOUGH)
        await released(store, box)
        await store.changes.request(TEAM, key, ChangeKind.LETTER, f"Svar {number}")
        await store.changes.apply(TEAM, DAY)
    assert await box.ask(TEAM, round_id, item, "ULEAD", "Fjärde") is Asked.ENOUGH
    assert len(await box.of_author(key)) == 6


async def test_everyone_who_took_part_gets_the_line_and_nobody_else(store):
    round_id, item, _ = await mixed(store)
    box = Mailbox(store.database)
    await box.ask(TEAM, round_id, item, "ULEAD", "Vad behövs?")
    async with store.database.write() as session:
        found = await session.get(Round, round_id)
        await box.announce(session, found.schedule_id, "next-round")
    assert await box.lines_for("next-round", "U3") == [], "a question that is not out is not announced"
    await released(store, box)
    async with store.database.write() as session:
        await box.announce(session, found.schedule_id, "next-round")
    for user in FIVE:
        assert await box.lines_for("next-round", user) == [round_id]
    assert await box.lines_for("next-round", "U77") == []
    async with store.database.write() as session:
        await box.announce(session, found.schedule_id, "the-one-after")
    assert await box.lines_for("the-one-after", "U3") == [], "once only"


async def test_letters_go_with_their_text_and_after_thirty_days(store):
    round_id, item, key = await mixed(store)
    box = Mailbox(store.database)
    await box.ask(TEAM, round_id, item, "ULEAD", "Vad behövs?")
    await released(store, box)
    await Retention(store.database, store.keys).let_go(NOW + LETTERS * 0.9)
    assert len(await box.of_author(key)) == 1
    await Retention(store.database, store.keys).let_go(NOW + LETTERS)
    assert await box.of_author(key) == []
    await box.ask(TEAM, round_id, item, "ULEAD", "Och sedan?")
    await store.changes.withdraw_now(key, DAY)
    assert "Och sedan?" not in await store.dump()


async def test_a_report_hides_a_highlight_and_notes_nobody(store):
    round_id, item, _ = await mixed(store)
    answers = AnswerRepository(store.database)
    async with store.database.write() as session:
        await store.texts.approve_all(session, round_id)
        await store.texts.publish(session, round_id, masked_too=True)
        assert await answers.add(session, round_id, item, "ULEAD", "Vi köper ett nytt måttband.")
    assert len(await answers.of_round(round_id)) == 1
    async with store.database.write() as session:
        assert await store.texts.report(session, round_id, item, "person")
        assert not await store.texts.report(session, round_id, item, "person"), "hidden already"
    assert item not in {one.id for one in await store.texts.published(round_id)}
    assert await answers.of_round(round_id) == [], "an answer goes with what it stands under"
    async with store.database.write() as session:
        assert not await answers.add(session, round_id, item, "ULEAD", "Igen")
    places = [one.position for one in await store.texts.published(round_id)]
    assert len(set(places)) == len(places)


class Admins:
    """An audience whose admins are known."""

    def __init__(self, *admins: str) -> None:
        self._admins = admins

    async def of(self, schedule):
        return []

    async def admins(self, team):
        return list(self._admins)


async def test_who_reviews_next_is_another_leader_then_an_admin_and_never_one_who_took_part(store):

    round_id, _, _ = await mixed(store)
    found = await store.rounds.get(round_id)
    schedule = await store.schedules.get(found.schedule_id)

    async def next_one(step, *admins, leaders=()):
        async with store.database.write() as session:
            for user in leaders:
                other = await store.schedules.named(TEAM, "Annat")
                if other is None:
                    other = schedule.model_copy(update={"id": "other", "name": "Annat", "name_key": "annat"})
                    await store.schedules.add(session, type(schedule)(**other.model_dump()), [user])
        chooser = Escalation(
            store.schedules, store.members, store.rounds, store.texts, Admins(*admins), random.Random(1)
        )
        return await chooser.next_curator(found, schedule, step)

    assert await next_one(Step.OTHER_LEADER, "U1", "UBOSS") == (Step.ADMIN, "UBOSS")
    assert await next_one(Step.ADMIN, "U1", "U2") == (Step.GIVEN_UP, None)
    assert await next_one(Step.OTHER_LEADER, "UBOSS", leaders=["ULEAD2"]) == (Step.OTHER_LEADER, "ULEAD2")
    assert await next_one(Step.GIVEN_UP, "UBOSS") == (Step.GIVEN_UP, None)
