"""Anyone shares a good example by name, and a leader lifts it into the next digest."""

from __future__ import annotations

from bot.demo.once import ADMIN, CHANNEL, LEADER, NAME, curate, posted_digest
from bot.demo.people import elements
from bot.slack.ids import Action, View
from bot.store.tables import RoundState
from tests.e2e.test_highlights import TEXTS, in_state, next_round, published, shown
from tests.e2e.test_sharing import shares
from tests.support.scenes import all_answer, all_sent, mixed, running_round, said, until

GRACE = "U0GRACE"
LESSON = "Vi ringde leverantören innan vi gissade."


async def opens_list(stage, user: str = LEADER) -> dict:
    await stage.people.command(user, CHANNEL, "/lardom exempel")
    return await stage.people.modal(user, View.EXAMPLES)


async def presses(stage, view: dict, action: Action, user: str = LEADER) -> dict:
    """Press the first button of a kind in the list, and return the list as it is then."""
    await stage.people.press_view(user, view, action)

    async def redrawn() -> bool:
        return (await stage.people.modal(user, View.EXAMPLES))["hash"] != view["hash"]

    await until(redrawn)
    return await stage.people.modal(user, View.EXAMPLES)


async def test_a_lesson_shared_by_name_is_lifted_into_the_digest_that_comes_next(theatre):
    async with theatre() as stage:
        people = stage.people
        round_id = await running_round(stage)
        await all_answer(stage, list(TEXTS.items()))
        await shares(stage, GRACE, LESSON, "named")
        view = await opens_list(stage)
        assert LESSON in str(view) and GRACE in str(view) and "Väntar på nästa" in str(view)
        view = await presses(stage, view, Action.LIFT)
        assert "Kommer med i nästa sammanställning" in str(view)
        view = await presses(stage, view, Action.LOWER)
        view = await presses(stage, view, Action.LIFT)
        await people.close(LEADER, view)
        await mixed(stage, round_id)
        await curate(people, stage.bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: shown(stage, LESSON))
        assert f"<@{GRACE}>" in str(await posted_digest(people, stage.bot))


async def test_an_example_of_before_comes_once_more_and_is_gone_when_its_author_takes_it_back(theatre):
    async with theatre() as stage:
        people = stage.people
        first = await running_round(stage)
        await all_answer(stage, list(TEXTS.items()))
        await shares(stage, GRACE, LESSON, "named")
        await presses(stage, await opens_list(stage), Action.LIFT)
        await people.close(LEADER, await people.modal(LEADER, View.EXAMPLES))
        await mixed(stage, first)
        await curate(people, stage.bot)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: shown(stage, LESSON))
        await all_sent(stage)

        view = await opens_list(stage)
        assert "Från frågan" in str(view) and str(view).count(LESSON) == 1
        assert not any(text in str(view) for text in TEXTS.values()), "only what was shared by name"
        await presses(stage, view, Action.LIFT)
        second = await next_round(stage, first)
        await all_answer(stage, [(user, f"En andra lärdom av {user.lower()}.") for user in TEXTS])
        await people.command(ADMIN, CHANNEL, f"/lardom schedule close {NAME}")
        await until(lambda: in_state(stage, second, RoundState.MIXED))
        await approve_all(stage, second)
        await people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")
        await until(lambda: shown(stage, "En andra lärdom"))
        digest = str(await posted_digest(people, stage.bot))
        assert "Goda exempel att ta efter" in digest and LESSON in digest
        assert f"<@{LEADER}> lyfter fram det" in digest

        channel, receipt = await people.message_with(GRACE, stage.bot, Action.WITHDRAW)
        await people.press_message(GRACE, channel, receipt, Action.WITHDRAW)
        modal = await people.modal(GRACE, View.WITHDRAW)
        await people.submit(GRACE, modal, {"when": {"selected_option": {"value": "now"}}})

        async def gone() -> bool:
            posts = [one for one in await people.messages(ADMIN, CHANNEL) if one["user"] == stage.bot]
            return LESSON not in str(posts)

        await until(gone)


async def approve_all(stage, round_id: str) -> None:
    async with stage.app.services.database.write() as session:
        await stage.app.services.texts.approve_all(session, round_id)


async def test_only_leaders_lift(theatre):
    async with theatre() as stage:
        await published(stage)
        await stage.people.command("U0TOM", CHANNEL, "/lardom examples")
        assert "Only those who lead" in await said(stage, "U0TOM")
        await stage.box.client.open_home("U0TOM")
        home = stage.box.client.home("U0TOM")
        assert all(one.get("action_id") != Action.EXAMPLES for one in elements((home or {}).get("blocks")))
