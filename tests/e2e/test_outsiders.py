"""Guests, strangers and whoever Slack does not vouch for get one sentence, and nothing changes."""

from __future__ import annotations

import pytest

from bot.demo.once import ADMIN, CHANNEL
from bot.slack.ids import Action
from sandbox.link import signed
from tests.support.scenes import happen, running_round, said, until

OUTSIDE = "är till för medlemmar"


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "is_stranger", "deleted"])
async def test_a_member_who_has_become_an_outsider_is_refused_everywhere(theatre, flag):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = stage.people
        channel, prompt = await people.message_with("U0KARIN", stage.bot, Action.ANSWER)
        await happen(stage, type="user_change", user="U0KARIN", **{flag: True})

        async def known() -> bool:
            person = await stage.app.services.directory("T0NORRBRO").person("U0KARIN")
            return not person.may_be_asked

        await until(known)
        await people.press_message("U0KARIN", channel, prompt, Action.ANSWER)
        assert OUTSIDE in await said(stage, "U0KARIN", channel)
        assert stage.box.client.views("U0KARIN") == []
        await people.command("U0KARIN", CHANNEL, "/lardom pausa")
        assert OUTSIDE in await said(stage, "U0KARIN")
        assert (await stage.app.services.members.get("T0NORRBRO", "U0KARIN")).paused_until is None
        await stage.box.client.open_home("U0KARIN")
        await stage.app.services.later.drained(5)
        assert stage.box.client.home("U0KARIN") is None
        assert await stage.app.services.intake.answered(round_id) == set()


async def test_an_owner_who_is_none_any_more_loses_it_within_five_minutes(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema lista")
        await said(stage, ADMIN)
        stage.box.world.users[ADMIN] |= {"is_admin": False, "is_owner": False, "is_primary_owner": False}
        stage.box.world.clock.advance(301)
        await stage.people.command(ADMIN, CHANNEL, "/lardom roller")
        await until(lambda: _heard(stage, ADMIN, "bara administratörer"))


async def test_when_slack_does_not_say_who_somebody_is_they_may_do_nothing(theatre):
    async with theatre() as stage:
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema lista")
        await said(stage, ADMIN)
        stage.box.world.clock.advance(301)
        stage.box.faults.set({"too_many_rate": 1.0, "methods": ["users.info"]})
        await stage.people.command(ADMIN, CHANNEL, "/lardom roller ge <@U0TOM>")
        await until(lambda: _heard(stage, ADMIN, "vem du är"))
        assert await stage.app.services.members.appointed("T0NORRBRO", "admin") == []


async def test_a_member_who_asks_faster_than_hands_can_is_asked_to_wait(theatre):
    async with theatre(lardom_member_rate=10) as stage:
        for _ in range(11):
            await stage.people.command("U0TOM", CHANNEL, "/lardom privacy")
        await until(lambda: _heard(stage, "U0TOM", "faster than I can follow"))
        await stage.people.command("U0KARIN", CHANNEL, "/lardom hjälp")
        assert "fortare" not in await said(stage, "U0KARIN")


async def test_a_signed_request_that_somebody_listened_in_on_is_not_taken_twice(theatre):
    async with theatre("http") as stage:
        body = "command=%2Flardom&text=pausa&team_id=T0NORRBRO&user_id=U0TOM&channel_id=C0&trigger_id=1.1"
        body += f"&response_url={stage.box.url}/response/x"
        headers = signed(stage.box.world.signing_secret, body)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        statuses = []
        for _ in range(2):
            async with stage.people.session.post(
                stage.box.link.app_url, data=body, headers=headers
            ) as answer:
                statuses.append(answer.status)
        assert statuses == [200, 401]


async def test_the_app_answers_at_no_address_but_slacks(theatre):
    async with theatre("http") as stage:
        called = []

        async def elsewhere(reader, writer):
            called.append(await reader.read(10))
            writer.close()

        import asyncio

        server = await asyncio.start_server(elsewhere, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = f"http%3A%2F%2F127.0.0.1%3A{port}%2Fx"
        body = (
            "command=%2Flardom&text=hj%C3%A4lp&team_id=T0NORRBRO&user_id=U0KARIN&channel_id=C0&trigger_id=1.1"
            f"&response_url={url}"
        )
        headers = signed(stage.box.world.signing_secret, body)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        async with stage.people.session.post(stage.box.link.app_url, data=body, headers=headers) as answer:
            assert answer.status == 400
        await stage.app.services.later.drained(5)
        server.close()
        assert called == []


async def _heard(stage, user: str, words: str) -> bool:
    return words in str(await stage.people.messages(user, CHANNEL))


async def test_slack_gets_the_answer_by_which_it_knows_an_address(theatre):
    async with theatre("http") as stage:
        body = '{"type": "url_verification", "challenge": "nonce", "token": "x"}'
        headers = signed(stage.box.world.signing_secret, body) | {"Content-Type": "application/json"}
        async with stage.people.session.post(stage.box.link.app_url, data=body, headers=headers) as answer:
            assert answer.status == 200 and "nonce" in await answer.text()
        check = "ssl_check=1&token=x"
        headers = signed(stage.box.world.signing_secret, check)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        async with stage.people.session.post(stage.box.link.app_url, data=check, headers=headers) as answer:
            assert answer.status == 200
