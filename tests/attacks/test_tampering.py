"""Every payload that people sent in whole scenes is sent again, forged: nothing opens, nothing changes.

A scene is one of the end-to-end tests. When it has been played, each of its presses and submissions
comes once more: from another member, from a workspace without the app and from one that has it, with altered
values, with another round.
"""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.slack.ids import Action, View
from bot.store.sealed.receipts import Holder, Receipts
from tests.support.looking_on import OUTSIDER, Onlooker
from tests.support.neighbours import forged_next_door, standing_still
from tests.support.playing import EVERY_SCENE, Json, Recorder, played
from tests.support.street import SODRA

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SENT: set[str] = set()
RAN: set[str] = set()


class Leak(AssertionError):
    """Say that a forged payload opened or changed something."""


@pytest.fixture(scope="module", autouse=True)
def nothing_goes_unattacked() -> Iterator[None]:
    """Look, when every scene has run, whether some button or modal was never forged."""
    SENT.clear()
    RAN.clear()
    yield
    if len(RAN) == len(EVERY_SCENE):
        harmless = {
            Action.FIELD,
            Action.FREQUENCY,
            Action.AUDIENCE_KIND,
            View.NOTE,
            View.QUEUE,
            View.EXAMPLES,
            View.PROMPTS,
        }
        left = {*map(str, Action), *map(str, View)} - SENT - {str(one) for one in harmless}
        assert sorted(left) == [], "no scene sends these"


def by_somebody_else(body: Json, _stage: object) -> Iterator[Json]:
    """Send it as a member whom it does not concern."""
    if body["user"]["id"] != OUTSIDER:
        forged = copy.deepcopy(body)
        forged["user"] |= {"id": OUTSIDER, "username": "grace", "name": "grace"}
        for block in (forged.get("view") or {}).get("state", {}).get("values", {}).values():
            for one in block.values():
                if one.get("type") == "plain_text_input" and len(one.get("value") or "") > 12:
                    one["value"] = "Grace skrev det här själv."
        yield forged


def from_another_workspace(body: Json, _stage: object) -> Iterator[Json]:
    """Send it from a workspace that somebody else owns, by a user with the same id."""
    forged = copy.deepcopy(body)
    forged["team"] = {"id": "T0ANOTHER", "domain": "another"}
    forged["user"]["team_id"] = "T0ANOTHER"
    forged.pop("team_id", None)
    if "view" in forged:
        forged["view"]["team_id"] = forged["view"]["app_installed_team_id"] = "T0ANOTHER"
    yield forged


def altered(body: Json, _stage: object) -> Iterator[Json]:
    """Change a letter in the middle of what the app had put into it, sent by the outsider."""
    for forged in by_somebody_else(body, _stage):
        yield _with_values(
            forged, lambda value: value[: len(value) // 2] + "x" + value[len(value) // 2 + 1 :]
        )


def of_another_round(body: Json, _stage: object) -> Iterator[Json]:
    """Put ids that do not exist in the place of those that do."""
    fresh: dict[str, str] = {}
    for forged in by_somebody_else(body, _stage):
        yield _with_values(
            forged,
            lambda value: ID.sub(lambda found: fresh.setdefault(found[0], str(uuid.uuid4())), value),
        )


def _one_letter_changed(value: str) -> str:
    middle = len(value) // 2
    return value[:middle] + ("y" if value[middle] == "x" else "x") + value[middle + 1 :]


FORGERIES = (by_somebody_else, from_another_workspace, altered, of_another_round)


def _with_values(body: Json, change: Callable[[str], str]) -> Json:
    for action in body.get("actions", []):
        if isinstance(action.get("value"), str) and len(action["value"]) > 20:
            action["value"] = change(action["value"])
        option = action.get("selected_option")
        if option and len(option.get("value", "")) > 20:
            option["value"] = change(option["value"])
    view = body.get("view")
    if view and len(view.get("private_metadata") or "") > 20:
        view["private_metadata"] = change(view["private_metadata"])
    return body


async def forge(stage, recorder: Recorder) -> int:
    """Send everything again in every forged way; raise Leak for what opens or changes; return how often."""
    payloads, secrets = list(recorder.payloads), recorder.typed
    others = {body["user"]["id"] for body in payloads} - {OUTSIDER}
    public = await _public(stage)
    with closing(Onlooker(stage)) as onlooker:
        before, was = onlooker.everything_kept(), await onlooker.sealed(others)
        sent = 0
        for body in payloads:
            for way in FORGERIES:
                for forged in way(body, stage):
                    actor = forged["user"]["id"]
                    if way is by_somebody_else and _name(body) == View.REPORT:
                        continue  # anyone may report what stands in the channel
                    hidden = {
                        one for user, texts in secrets.items() if user != actor for one in texts
                    } - public
                    said = await send(stage, forged)
                    sent += 1
                    what = f"{_name(body)} {way.__name__}"
                    if leaked := [one for one in hidden if one in said]:
                        raise Leak(f"{what} opened {leaked[0][:20]!r}")
                    if "numret" in said or "give the number" in said:
                        raise Leak(f"{what} broke something")
                    if (after := onlooker.everything_kept()) != before:
                        changed = [name for name in before if before[name] != after[name]]
                        raise Leak(f"{what} changed {changed}")
                    if was != await onlooker.sealed(others):
                        raise Leak(f"{what} changed a sealed answer")
    SENT.update(_name(body) for body in payloads)
    return sent


async def send(stage, forged: Json) -> str:
    """Send a payload; return all that the app answered and did because of it."""
    next_door = (forged.get("team") or {}).get("id") == SODRA
    world = stage.box.at(SODRA).world if next_door else stage.box.world
    forged["trigger_id"] = world.trigger(forged["user"]["id"])
    forged.pop("response_url", None)
    request = AsyncBoltRequest(mode="socket_mode", body=forged)
    request.forged = True
    seen = len(stage.log)
    answered = await stage.app.bolt.async_dispatch(request)
    await stage.app.services.later.drained(5)
    calls = [json.dumps(one, ensure_ascii=False) for one in stage.log[seen:]]
    return "\n".join([answered.body or "", *calls])


async def _public(stage) -> set[str]:
    """Return what stands in the channel for everybody, or did."""
    shown: set[str] = set()
    async with stage.app.services.database.read() as session:
        for table in ("reflection", "named_reflection"):
            rows = await session.execute(text(f"SELECT text FROM {table} WHERE state = 'published'"))
            shown |= set(rows.scalars())
    return shown


def _name(body: Json) -> str:
    if body["type"] == "view_submission":
        return str(body["view"]["callback_id"])
    return str(body["actions"][0]["action_id"])


def recorded(theatre, recorder: Recorder, counts: list[int]):
    """Return a theatre whose scene is attacked before the curtain falls."""

    @asynccontextmanager
    async def opened(*given: Any, **named: Any):
        async with theatre(*given, **named) as stage:
            with calls_noted(stage):
                yield stage
                await stage.app.services.later.drained(5)
                async with standing_still(stage):
                    counts.append(await forge(stage, recorder))
                counts.append(await forged_next_door(stage, recorder, send))

    return opened


@contextmanager
def calls_noted(stage) -> Iterator[None]:
    """Keep in the stage's log what the app asks of Slack."""
    log: list[Json] = []
    call = AsyncWebClient.api_call

    async def noting(self, method, **arguments):
        log.append({"method": method, "arguments": str(arguments)})
        return await call(self, method, **arguments)

    object.__setattr__(stage, "log", log)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(AsyncWebClient, "api_call", noting)
        yield


@pytest.mark.parametrize("scene", EVERY_SCENE)
async def test_forged_payloads_open_and_change_nothing(theatre_next_door, recorder, scene):
    counts: list[int] = []
    await played(scene, recorded(theatre_next_door, recorder, counts))
    assert counts and counts[0] >= 8 and counts[1] >= 2, "something was forged"
    RAN.add(scene)


async def test_receipts_that_open_for_anyone_are_found_out(theatre_next_door, recorder, monkeypatch):
    wrap, unwrap = Receipts.wrap, Receipts.unwrap

    def bound_to_nobody(self, token, holder, action):
        return wrap(self, token, Holder("", "", holder.pool), action)

    def for_anyone(self, value, _team, _member, action):
        return unwrap(self, value, "", "", action)

    monkeypatch.setattr(Receipts, "wrap", bound_to_nobody)
    monkeypatch.setattr(Receipts, "unwrap", for_anyone)
    with pytest.raises(Leak, match="opened"):
        await played("after the mix", recorded(theatre_next_door, recorder, []))


async def test_a_forged_payload_that_changes_a_row_is_found_out(theatre_next_door, recorder, monkeypatch):
    sending = send

    async def meddling(stage, forged: Json) -> str:
        said = await sending(stage, forged)
        await stage.app.services.members.prefer("T0NORRBRO", "U0MAJA", language=None, share="named")
        return said

    monkeypatch.setitem(globals(), "send", meddling)
    with pytest.raises(Leak, match=r"changed \['member'\]"):
        await played("later", recorded(theatre_next_door, recorder, []))
