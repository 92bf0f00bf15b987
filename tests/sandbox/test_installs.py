"""The sandbox lets an app into workspaces as Slack does: codes, tokens, refusals, events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox, start
from tests.support.workspaces import small

ROOT = Path(__file__).resolve().parents[2]
BACK = "http://127.0.0.1/back"


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with start(
        ROOT / "sandbox" / "workspaces" / "demo.yaml",
        ROOT / "manifest.json",
        colleagues=False,
        installed=False,
        token_life=timedelta(hours=12),
        more=[small("T0SODRA", enterprise="E0"), small("T0VASTRA", enterprise="E0")],
    ) as found:
        yield found


@pytest.fixture
async def client(box) -> AsyncIterator[AsyncWebClient]:
    async with ClientSession() as session:
        yield AsyncWebClient(base_url=box.api_url, session=session, retry_handlers=[])


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def bought(box, client, code: str, *, secret: str = "", back: str = BACK):
    world = box.world
    return client.oauth_v2_access(
        client_id=world.client_id, client_secret=secret or world.client_secret, code=code, redirect_uri=back
    )


async def test_a_code_buys_one_token_for_its_workspace(box, client):
    code = box.installs.agree("U0ANNA", "T0SODRA", BACK)
    assert await refused(bought(box, client, code, secret="x")) == "bad_client_secret"
    answer = await bought(box, client, code)
    assert answer["team"] == {"id": "T0SODRA", "name": "Södra"} and answer["expires_in"] == 43200
    assert (await client.auth_test(token=answer["access_token"]))["team_id"] == "T0SODRA"
    assert await refused(bought(box, client, code)) == "invalid_code"
    elsewhere = box.installs.agree("U0ANNA", "T0SODRA", BACK)
    assert await refused(bought(box, client, elsewhere, back="http://127.0.0.1/x")) == "bad_redirect_uri"


async def test_a_token_ends_and_its_refresh_token_buys_the_next_one_once(box, client):
    first = await bought(box, client, box.installs.agree("U0ANNA", "T0SODRA", BACK))
    renewing = {
        "client_id": box.world.client_id,
        "client_secret": box.world.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": first["refresh_token"],
    }
    second = await client.oauth_v2_access(**renewing)
    assert await refused(client.oauth_v2_access(**renewing)) == "invalid_refresh_token"
    assert (await client.auth_test(token=first["access_token"]))["ok"], "the old one lives until its end"
    box.world.clock.advance(12 * 3600)
    assert await refused(client.auth_test(token=second["access_token"])) == "token_expired"


async def test_an_organisations_token_is_told_which_workspace_is_meant(box, client):
    answer = await bought(box, client, box.installs.agree("U0ANNA", "T0SODRA", BACK, org_wide=True))
    assert answer["team"] is None and answer["enterprise"]["id"] == "E0" and answer["is_enterprise_install"]
    token = answer["access_token"]
    for team in ("T0SODRA", "T0VASTRA"):
        assert (await client.api_call("auth.test", params={"token": token, "team_id": team}))[
            "team_id"
        ] == team
    other = client.api_call("auth.test", params={"token": token, "team_id": "T0NORRBRO"})
    assert await refused(other) == "team_access_not_granted"


async def test_a_removed_app_has_no_token_left(box, client):
    token = (await bought(box, client, box.installs.agree("U0ANNA", "T0SODRA", BACK)))["access_token"]
    client.token = token
    assert (await client.auth_revoke())["revoked"]
    assert await refused(client.auth_test()) == "token_revoked"


async def test_each_workspace_has_its_own_people_and_messages(box, client):
    tokens = {
        team: (await bought(box, client, box.installs.agree("U0ANNA", team, BACK)))["access_token"]
        for team in ("T0NORRBRO", "T0SODRA")
    }
    await client.chat_postMessage(token=tokens["T0SODRA"], channel="C0LARANDE", text="Bara i Södra")
    assert "Bara i Södra" in str(box.at("T0SODRA").client.messages("U0ANNA", "C0LARANDE"))
    assert "Bara i Södra" not in str(box.client.messages("U0ANNA", "C0LARANDE"))
    there = await client.users_info(token=tokens["T0SODRA"], user="U0ANNA")
    assert there["user"]["real_name"] == "Annika Söderlund" and there["user"]["team_id"] == "T0SODRA"


async def test_a_person_is_asked_before_the_app_is_let_in(box):
    asked = {"client_id": box.world.client_id, "scope": "commands", "redirect_uri": BACK, "state": "s"}
    async with ClientSession(box.url) as session:
        async with session.get("/oauth/v2/authorize", params=asked) as shown:
            page = await shown.text()
        assert "Allow in Södra as Annika Söderlund" in page
        allowed = {"redirect_uri": BACK, "state": "s", "team": "T0SODRA", "user": "U0ANNA"}
        async with session.get("/oauth/v2/allow", params=allowed, allow_redirects=False) as answer:
            assert answer.headers["Location"].startswith(f"{BACK}?code=")
        async with session.get(
            "/oauth/v2/allow", params={"redirect_uri": BACK, "state": "s"}, allow_redirects=False
        ) as answer:
            assert answer.headers["Location"] == f"{BACK}?error=access_denied&state=s"
        async with session.get("/oauth/v2/authorize", params=asked | {"scope": "admin"}) as shown:
            assert shown.status == 400
