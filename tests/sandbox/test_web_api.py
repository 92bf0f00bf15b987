"""The sandbox answers as Slack does, refusals included."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox, start

ROOT = Path(__file__).resolve().parents[2]
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Hej"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hej"}}],
}


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    workspace = ROOT / "sandbox" / "workspaces" / "demo.yaml"
    async with start(workspace, ROOT / "manifest.json", colleagues=False) as found:
        yield found


@pytest.fixture
async def client(box) -> AsyncIterator[AsyncWebClient]:
    async with ClientSession() as session:
        yield AsyncWebClient(box.world.bot_token, box.api_url, session=session, retry_handlers=[])


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_tokens_are_checked(box, client):
    assert (await client.auth_test())["team_id"] == "T0NORRBRO"
    client.token = "xoxb-wrong"
    assert await refused(client.auth_test()) == "invalid_auth"
    client.token = box.world.app_token
    assert await refused(client.auth_test()) == "invalid_auth"
    box.world.installed = False
    client.token = box.world.bot_token
    assert await refused(client.auth_test()) == "token_revoked"


async def test_a_method_beyond_the_manifests_scopes_is_refused_with_the_scope_it_needs(client):
    with pytest.raises(SlackApiError) as caught:
        await client.team_info()
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "team:read"
    assert await refused(client.api_call("chat.dance")) == "unknown_method"


async def test_people_are_listed_page_by_page(client):
    first = await client.users_list(limit=5, include_locale=True)
    found = list(first["members"])
    cursor = first["response_metadata"]["next_cursor"]
    while cursor:
        page = await client.users_list(limit=5, cursor=cursor, include_locale=True)
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
    assert len({one["id"] for one in found}) == len(found) == 13
    grace = next(one for one in found if one["id"] == "U0GRACE")
    assert (grace["tz"], grace["locale"], grace["is_admin"]) == ("America/New_York", "en-US", False)
    assert await refused(client.users_list(cursor="nonsense")) == "invalid_cursor"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0ALLMANT", "not_in_channel"),
        ("U0NOBODY", "user_not_found"),
        ("U0APPBOT", "cannot_dm_bot"),
    ],
)
async def test_a_message_to_the_wrong_place_is_refused(client, channel, error):
    assert await refused(client.chat_postMessage(channel=channel, text="Hej")) == error


async def test_archived_channels_and_people_who_left_take_no_messages(box, client):
    box.world.channels["C0LARANDE"].archived = True
    assert await refused(client.chat_postMessage(channel="C0LARANDE", text="Hej")) == "is_archived"
    box.world.users["U0TOM"]["deleted"] = True
    assert await refused(client.chat_postMessage(channel="U0TOM", text="Hej")) == "user_disabled"
    assert await refused(client.chat_postMessage(channel="C0LARANDE", text="")) == "is_archived"
    assert await refused(client.chat_postMessage(channel="U0ANNA", text="")) == "no_text"


async def test_wrong_blocks_are_refused_with_place_and_reason(client):
    blocks = [{"type": "header", "text": {"type": "mrkdwn", "text": "x" * 200}}]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="U0ANNA", text="Hej", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert "/blocks/0/text/type" in str(answer["response_metadata"]["messages"])


async def test_only_the_apps_own_messages_can_be_changed(box, client):
    sent = await client.chat_postMessage(channel="C0LARANDE", text="Hej")
    await client.chat_update(channel="C0LARANDE", ts=sent["ts"], text="Hej igen")
    shown = box.client.messages("U0ANNA", "C0LARANDE")
    assert shown[-1]["text"] == "Hej igen" and "edited" in shown[-1]
    foreign = shown[0]["ts"]
    assert (
        await refused(client.chat_update(channel="C0LARANDE", ts=foreign, text="x")) == "cant_update_message"
    )
    assert await refused(client.chat_update(channel="C0LARANDE", ts="1.0", text="x")) == "message_not_found"
    link = await client.chat_getPermalink(channel="C0LARANDE", message_ts=sent["ts"])
    assert link["permalink"].endswith("/archives/C0LARANDE/p" + sent["ts"].replace(".", ""))


async def test_an_ephemeral_is_seen_by_one_person_only(box, client):
    await client.chat_postEphemeral(channel="C0LARANDE", user="U0TOM", text="Bara du")
    assert box.client.messages("U0TOM", "C0LARANDE")[-1]["text"] == "Bara du"
    assert all(one["text"] != "Bara du" for one in box.client.messages("U0ANNA", "C0LARANDE"))
    assert await refused(client.chat_postEphemeral(channel="C0LARANDE", user="U0X", text="x")) == (
        "user_not_in_channel"
    )


async def test_metadata_stays_with_the_message_and_out_of_sight(box, client):
    metadata = {"event_type": "x", "event_payload": {"key": "1"}}
    sent = await client.chat_postMessage(channel="U0ANNA", text="Hej", metadata=metadata)
    stored = box.world.channels[sent["channel"]].messages[sent["ts"]]
    assert stored.metadata == metadata
    assert "metadata" not in box.client.messages("U0ANNA", sent["channel"])[-1]


async def test_a_trigger_opens_one_view_within_three_seconds(box, client):
    trigger = box.world.trigger("U0ANNA")
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    late = box.world.trigger("U0ANNA")
    box.world.clock.advance(3.1)
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2", view=MODAL)) == "invalid_trigger_id"


async def test_modals_are_three_deep_at_most_and_a_stale_hash_is_refused(box, client):
    opened = await client.views_open(trigger_id=box.world.trigger("U0ANNA"), view=MODAL)
    for _ in range(2):
        await client.views_push(trigger_id=box.world.trigger("U0ANNA"), view=MODAL)
    fourth = client.views_push(trigger_id=box.world.trigger("U0ANNA"), view=MODAL)
    assert await refused(fourth) == "push_limit_reached"
    view = opened["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert await refused(client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)) == (
        "hash_conflict"
    )
    assert await refused(client.views_update(view_id="V0", view=MODAL)) == "not_found"
    wrong = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    assert await refused(client.views_update(view_id=view["id"], view=wrong)) == "invalid_arguments"


async def test_a_home_tab_belongs_to_one_person(box, client):
    home = {"type": "home", "blocks": MODAL["blocks"]}
    await client.views_publish(user_id="U0TOM", view=home)
    assert box.client.home("U0TOM")["blocks"] and box.client.home("U0ANNA") is None
    assert await refused(client.views_publish(user_id="U0X", view=home)) == "user_not_found"


async def test_a_response_url_is_good_for_five_uses_within_thirty_minutes(box):
    async with ClientSession(box.url) as session:

        async def use(path: str) -> int:
            async with session.post(path, json={"text": "svar"}) as answer:
                return answer.status

        path = box.world.response_path("U0ANNA", "C0LARANDE", None)
        assert [await use(path) for _ in range(6)] == [200] * 5 + [404]
        late = box.world.response_path("U0ANNA", "C0LARANDE", None)
        box.world.clock.advance(31 * 60)
        assert await use(late) == 404
    assert box.client.messages("U0ANNA", "C0LARANDE")[-1]["ephemeral"]


async def test_faults_come_at_the_rate_that_was_asked_for(box, client):
    box.faults.set({"too_many_rate": 1.0, "retry_after": 7, "methods": ["chat.postMessage"]})
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="U0ANNA", text="Hej")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert (await client.auth_test())["ok"], "other methods are spared"
    box.faults.set({"too_many_rate": 0.0, "server_error_rate": 1.0, "methods": []})
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 503
    with pytest.raises(KeyError):
        box.faults.set({"no_such_fault": 1})
