"""Envelopes reach the app over Socket Mode and signed HTTP, and are acked, retried or given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.control import happen
from sandbox.link import signed
from sandbox.server import Sandbox, start
from sandbox.world import Message

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "sandbox" / "workspaces" / "demo.yaml", ROOT / "manifest.json")


@asynccontextmanager
async def bolt_on(box: Sandbox) -> AsyncIterator[tuple[AsyncApp, AsyncSocketModeHandler]]:
    """Run a bare Bolt app against a sandbox over Socket Mode."""
    async with ClientSession() as session:
        client = AsyncWebClient(box.world.bot_token, box.api_url, session=session)
        app = AsyncApp(client=client, process_before_response=True)
        handler = AsyncSocketModeHandler(
            app, box.world.app_token, web_client=AsyncWebClient(base_url=box.api_url, session=session)
        )
        await handler.connect_async()
        try:
            yield app, handler
        finally:
            await handler.close_async()


async def test_a_command_reaches_a_bolt_app_and_its_answer_reaches_one_person():
    async with start(*FILES, colleagues=False) as box, bolt_on(box) as (app, _):

        @app.command("/lardom")
        async def hello(ack, command):
            await ack(f"hörde {command['text']}")

        done = await box.client.command("U0ANNA", "C0LARANDE", "/lardom till #drift och @tom")
        assert done["ok"]
        said = box.client.messages("U0ANNA", "C0LARANDE")[-1]
        assert said["text"] == "hörde till <#C0DRIFT|drift> och <@U0TOM|tom>" and said["ephemeral"]


async def test_an_app_that_does_not_ack_is_reported_as_slack_reports_it(monkeypatch):
    monkeypatch.setattr("sandbox.link.ACK_SECONDS", 0.2)
    async with start(*FILES, colleagues=False) as box:
        done = await box.client.command("U0ANNA", "C0LARANDE", "/lardom help")
        assert "dispatch_failed" in done["error"]
        unknown = await box.client.command("U0ANNA", "C0LARANDE", "/nosuch")
        assert unknown["error"] == "/nosuch is not a valid command."


async def test_an_event_is_sent_again_until_it_is_acked(monkeypatch):
    monkeypatch.setattr("sandbox.link.ACK_SECONDS", 0.2)
    async with start(*FILES, colleagues=False) as box, bolt_on(box) as (app, _):
        box.link.retry_seconds = 0.01
        box.faults.drop_acks = 2
        heard: asyncio.Queue[str] = asyncio.Queue()

        @app.event("team_join")
        async def joined(event):
            heard.put_nowait(event["user"]["id"])

        member = {"id": "U0NEW", "first": "Nya", "last": "Kollegan"}
        happen(box.sites.first, box.installs, {"type": "team_join", "member": member})
        async with asyncio.timeout(5):
            assert [await heard.get() for _ in range(3)] == ["U0NEW"] * 3
        await asyncio.sleep(0.1)
        assert heard.empty(), "an acked event is not sent again"


async def test_an_event_that_the_manifest_does_not_ask_for_is_not_sent():
    async with start(*FILES, colleagues=False) as box, bolt_on(box) as (app, _):
        heard: list[str] = []

        @app.event("channel_archive")
        async def archived(event):
            heard.append(event["channel"])

        happen(box.sites.first, box.installs, {"type": "channel_archive", "channel": "C0DRIFT"})
        await asyncio.sleep(0.2)
        assert heard == [] and box.world.channels["C0DRIFT"].archived


@pytest.mark.parametrize("how", ["disconnect", "cut"])
async def test_an_app_comes_back_after_its_socket_is_closed_or_cut(how):
    async with start(*FILES, colleagues=False) as box, bolt_on(box) as (app, _):

        @app.command("/lardom")
        async def hello(ack):
            await ack("här")

        await getattr(box.link, how)()

        async def answered() -> bool:
            await box.client.command("U0ANNA", "C0LARANDE", "/lardom hej")
            return box.client.messages("U0ANNA", "C0LARANDE")[-1]["text"] == "här"

        async with asyncio.timeout(15):
            while True:
                if await answered():
                    break
                await asyncio.sleep(0.1)


async def test_http_requests_carry_a_signature_that_slacks_own_library_accepts():
    seen: list[tuple[str, dict]] = []

    async def listen(request: web.Request) -> web.Response:
        seen.append((await request.text(), dict(request.headers)))
        return web.Response(text="")

    app = web.Application()
    app.router.add_post("/slack/events", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with start(*FILES, colleagues=False, app_url=url) as box:
        assert (await box.client.command("U0ANNA", "C0LARANDE", "/lardom help"))["ok"]
        body, headers = seen[0]
        assert SignatureVerifier(box.world.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("0" * 32).is_valid_request(body, headers)
    await runner.cleanup()


async def test_as_many_requests_are_under_way_at_once_as_there_are_people_who_press():
    people, together = 150, asyncio.Event()
    arrived = 0

    async def listen(request: web.Request) -> web.Response:
        nonlocal arrived
        arrived += 1
        if arrived == people:
            together.set()
        async with asyncio.timeout(2.5):
            await together.wait()
        return web.Response(text="")

    app = web.Application()
    app.router.add_post("/slack/events", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2 * people).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with start(*FILES, colleagues=False, app_url=url) as box:
        acks = await asyncio.gather(*(box.link.deliver("interactive", {"n": n}) for n in range(people)))
        assert None not in acks
    await runner.cleanup()


def test_an_old_signature_is_told_from_a_fresh_one():
    headers = signed("secret", "body", at=1)
    assert not SignatureVerifier("secret").is_valid_request("body", headers)


async def test_a_channel_that_is_made_is_there_for_its_members_and_the_app_can_be_invited():
    async with start(*FILES, colleagues=False) as box, ClientSession(box.url) as session:
        made = {"type": "channel_created", "channel": "C0LEDARE", "name": "ledare"}
        async with session.post("/control/event", json={**made, "members": ["U0ANNA", "U0OSKAR"]}) as answer:
            answer.raise_for_status()
        assert "C0LEDARE" in [one["id"] for one in box.client.conversations("U0ANNA")]
        assert box.world.bot_user not in box.world.channels["C0LEDARE"].members
        assert (await box.client.command("U0OSKAR", "C0LEDARE", "/invite @Lärdom"))["ok"]
        assert box.world.bot_user in box.world.channels["C0LEDARE"].members


async def test_colleagues_press_what_they_are_asked_until_they_go_home():
    files = {"colleagues": True, "delay": (0, 0)}
    async with start(*FILES, **files) as box, bolt_on(box) as (app, _), ClientSession(box.url) as session:
        pressed = asyncio.Event()

        @app.action("go")
        async def go(ack):
            await ack()
            pressed.set()

        def asked() -> None:
            words = {"type": "plain_text", "text": "Ja"}
            yes = {"type": "button", "style": "primary", "action_id": "go", "text": words}
            row = {"type": "actions", "block_id": "row", "elements": [yes]}
            direct = box.world.direct(sorted(box.world.simulated)[0])
            box.world.post(direct, Message(box.world.next_ts(), box.world.bot_user, "?", [row]))

        await asyncio.sleep(0)
        asked()
        await asyncio.wait_for(pressed.wait(), 10)
        pressed.clear()
        async with session.post("/control/colleagues", json={"leave": True}) as answer:
            answer.raise_for_status()
        asked()
        await asyncio.sleep(0.3)
        assert not pressed.is_set()
