"""Questions asked at the same time share a query, and never an old answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.gathered import Gathered


async def test_questions_asked_at_once_share_a_query():
    asked: list[list[int]] = []

    async def ask(keys):
        asked.append(sorted(keys))
        await asyncio.sleep(0)
        return {key: key * 2 for key in keys if key != 3}

    one = Gathered(ask)
    assert await asyncio.gather(one(1), one(2), one(3), one(2)) == [2, 4, None, 4]
    assert asked == [[1, 2, 3]]


async def test_a_question_is_never_answered_by_a_query_that_began_before_it():
    truth, began, go_on = {"a": 1}, asyncio.Event(), asyncio.Event()

    async def ask(keys):
        seen = dict(truth)
        began.set()
        await go_on.wait()
        return seen

    one = Gathered(ask)
    early = asyncio.create_task(one("a"))
    await began.wait()
    truth["a"] = 2
    late = asyncio.create_task(one("a"))
    await asyncio.sleep(0)
    go_on.set()
    assert (await early, await late) == (1, 2)


async def test_everybody_hears_of_a_failure_and_the_next_question_is_asked_anew():
    failing = [True]

    async def ask(keys):
        if failing.pop() if failing else False:
            raise OSError("gone")
        return dict.fromkeys(keys, "there")

    one = Gathered(ask)
    answers = await asyncio.gather(one(1), one(2), return_exceptions=True)
    assert [type(answer) for answer in answers] == [OSError, OSError]
    assert await one(1) == "there"


async def test_one_who_gives_up_takes_the_answer_from_nobody():
    go_on = asyncio.Event()

    async def ask(keys):
        await go_on.wait()
        return dict.fromkeys(keys, "there")

    one = Gathered(ask)
    impatient, patient = asyncio.create_task(one(1)), asyncio.create_task(one(1))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    go_on.set()
    assert await patient == "there"


async def test_what_was_known_a_moment_ago_answers_only_where_that_is_wanted():
    truth = {"a": 1}

    async def ask(keys):
        return dict(truth)

    always, lately = Gathered(ask), Gathered(ask, fresh=60)
    assert (await always("a"), await lately("a")) == (1, 1)
    truth["a"] = 2
    assert (await always("a"), await lately("a")) == (2, 1)
    lately.forget()
    assert await lately("a") == 2


@pytest.mark.parametrize(("together", "told"), [(True, [OSError, OSError]), (False, [OSError, str])])
async def test_who_waits_for_the_next_query_hears_of_a_failure_only_where_that_is_wanted(together, told):
    began, go_on, failing = asyncio.Event(), asyncio.Event(), [True]

    async def ask(keys):
        if failing.pop() if failing else False:
            began.set()
            await go_on.wait()
            raise OSError("locked")
        return dict.fromkeys(keys, "there")

    one = Gathered(ask, fail_together=together)
    first = asyncio.create_task(one(1))
    await began.wait()
    second = asyncio.create_task(one(2))
    await asyncio.sleep(0)
    go_on.set()
    answers = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(answer) for answer in answers] == told
    assert await one(3) == "there"
