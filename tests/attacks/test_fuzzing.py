"""Thousands of requests that are almost what Slack sends: no fault, no trace, nothing half done.

A scene is played over signed HTTP. What its people sent is then sent again, mutated: first by those who may
nothing, after which every row is as it was; then by those who sent it, after which the app still works.
Over all scenes there are ten thousand; `LARDOM_FUZZ` asks for another number.
"""

from __future__ import annotations

import asyncio
import copy
import io
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.demo.once import ADMIN, CHANNEL, LEADER
from bot.logs import configure_logs
from bot.slack.ids import View
from sandbox.link import signed
from tests.attacks.test_tampering import ID
from tests.payloads.keeping import kept
from tests.payloads.mutating import FORM, Json, Mutation, changed, mutations, packed
from tests.support.looking_on import OUTSIDER, Onlooker
from tests.support.neighbours import standing_still
from tests.support.playing import EVERY_SCENE, played
from tests.support.scenes import EVERYONE

ASKED_FOR = int(os.environ.get("LARDOM_FUZZ", "10000"))
SCENES = EVERY_SCENE
IN_A_SCENE = -(-ASKED_FOR // len(SCENES))
AT_ONCE = 50
GUEST, NOBODY = "U0GUEST", "U0NOBODY"
WITHOUT_RIGHTS = (OUTSIDER, OUTSIDER, GUEST, NOBODY)
ANYONE_MAY = str(View.REPORT)
FAULTS = ("unhandled", "storage_trouble", "job_failed", "lane_failed")
LOUD = ("asyncio", "aiohttp.server", "slack_bolt")
OWN = {"named_reflection", "private_note", "library_mark", "member_plan"}
"""Where an outsider may add what is their own; nothing that was there may change."""

Answers = Counter[int]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scene", SCENES)
async def test_requests_that_are_almost_right_break_nothing_and_change_nothing(theatre, scene):
    answers: Answers = Counter()
    lines = io.StringIO()
    configure_logs(lines)
    many = mutations(IN_A_SCENE, zlib.crc32(scene.encode()))
    await played(scene, _fuzzed(theatre, many, answers))
    assert answers.total() >= IN_A_SCENE
    assert answers[200] > IN_A_SCENE // 6, "many came through the door"
    assert "Traceback" not in lines.getvalue()
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    faults = Counter(
        f"{one['event']} {one.get('error')} {one.get('where')}"
        for one in told
        if one["event"] in FAULTS or one.get("logger") in LOUD
    )
    assert not faults, "\n".join(f"{count} {one}" for one, count in faults.most_common(20))


def _fuzzed(theatre, many: Sequence[Mutation], answers: Answers) -> Callable[..., Any]:
    """Return a theatre over HTTP whose scene is fuzzed before the curtain falls."""

    @asynccontextmanager
    async def opened(*_given: Any, **named: Any):
        found: dict[str, Json] = {}
        async with theatre("http", lardom_member_rate=0, **named) as stage:
            with kept(stage.app.bolt, found):
                yield stage
                await stage.app.services.later.drained(5)
            async with standing_still(stage), ClientSession() as session:
                good = [found[kind] for kind in sorted(found)]
                half = len(many) // 2
                await _by_those_without_rights(stage, session, good, many[:half], answers)
                await _by_those_who_sent_it(stage, session, good, many[half:], answers)
            await _still_works(stage)

    return opened


async def _by_those_without_rights(
    stage: Any, session: ClientSession, good: list[Json], many: Sequence[Mutation], answers: Answers
) -> None:
    stage.box.world.users[GUEST] = copy.deepcopy(stage.box.world.users[OUTSIDER])
    stage.box.world.users[GUEST] |= {"id": GUEST, "is_restricted": True}
    onlooker = Onlooker(stage)
    before, was = onlooker.everything_kept(), await onlooker.sealed(EVERYONE)
    live = sorted(set(ID.findall(str(before)))) or ["0"]

    def forged(one: Mutation) -> tuple[Json, str]:
        body = good[one.which % len(good)]
        actor = WITHOUT_RIGHTS[one.who % len(WITHOUT_RIGHTS)]
        if actor == OUTSIDER and ANYONE_MAY in json.dumps(body.get("view") or {}):
            actor = GUEST
        return _acted_by(changed(body, one.changes, live), actor), actor

    await _sent(stage, session, forged, many, answers)
    after = onlooker.everything_kept()
    assert _differences(before, after) == []
    assert await onlooker.sealed(EVERYONE) == was
    onlooker.close()


async def _by_those_who_sent_it(
    stage: Any, session: ClientSession, good: list[Json], many: Sequence[Mutation], answers: Answers
) -> None:
    with closing(Onlooker(stage)) as onlooker:
        live = sorted(set(ID.findall(str(onlooker.everything_kept())))) or ["0"]

    def mutated(one: Mutation) -> tuple[Json, str]:
        body = good[one.which % len(good)]
        user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user")
        return changed(body, one.changes, live), str(user.get("id") if isinstance(user, dict) else user)

    await _sent(stage, session, mutated, many, answers)


async def _sent(
    stage: Any,
    session: ClientSession,
    made: Callable[[Mutation], tuple[Json, str]],
    many: Sequence[Mutation],
    answers: Answers,
) -> None:
    """Send everything, some at once; fail for what no person should be answered."""
    for start in range(0, len(many), AT_ONCE):
        some = many[start : start + AT_ONCE]
        got = await asyncio.gather(*(_one(stage, session, *made(one), one.envelope) for one in some))
        await stage.app.services.later.drained(20)
        for (status, said), one in zip(got, some, strict=True):
            assert status in (200, 400, 401, 404, 413), (status, one)
            assert "Traceback" not in said and 'File "' not in said, one
            if one.envelope in ("old", "forged", "unsigned"):
                assert status == 401, one
            answers[status] += 1


async def _one(stage: Any, session: ClientSession, body: Json, actor: str, envelope: str) -> tuple[int, str]:
    world = stage.box.world
    if isinstance(body.get("trigger_id"), str) and "." in body["trigger_id"]:
        body["trigger_id"] = world.trigger(actor)
    if str(body.get("response_url")).startswith(stage.box.url):
        body["response_url"] = stage.box.url + world.response_path(actor, CHANNEL, None)
    raw, content = packed(body)
    if envelope == "cut":
        raw = raw[: len(raw) * 2 // 3]
    elif envelope == "flipped":
        middle = len(raw) // 2
        raw = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
    elif envelope == "type":
        content = "application/json" if content == FORM else "text/plain"
    secret = "0" * 32 if envelope == "forged" else world.signing_secret
    headers = signed(secret, raw.decode(), at=1 if envelope == "old" else None)
    if envelope == "unsigned":
        headers = {}
    headers["Content-Type"] = content
    async with session.post(stage.box.link.app_url, data=raw, headers=headers) as answer:
        return answer.status, await answer.text()


def _acted_by(body: Json, actor: str) -> Json:
    """Let somebody without any rights be the one who sends it, wherever it says who that is."""
    if body.get("type") == "event_callback":
        event = body.get("event")
        about = event.get("user") if isinstance(event, dict) else None
        if isinstance(about, dict) and about.get("id") in (OUTSIDER, GUEST):
            about["id"] = "U0EMEKA"  # what Slack says of people is true; nobody is promoted here
        return body
    for holder in (body, body.get("message"), body.get("previous_message")):
        if not isinstance(holder, dict):
            continue
        for name in ("user", "user_id"):
            if isinstance(holder.get(name), str):
                holder[name] = actor
    if isinstance(body.get("user"), dict) and isinstance(body["user"].get("id"), str):
        body["user"]["id"] = actor
    return body


def _differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return what came and went in the tables, but for what an outsider may add of their own."""
    found = []
    for table, rows in before.items():
        found += [f"{table} lost {row}" for row in set(rows) - set(after[table])]
        if table not in OWN:
            found += [f"{table} got {row}" for row in set(after[table]) - set(rows)]
    return found


async def _still_works(stage: Any) -> None:
    """Fail unless the database is whole, every job runs, and Home and the schedules open."""
    async with stage.app.services.database.read() as session:
        assert (await session.execute(text("PRAGMA integrity_check"))).scalars().all() == ["ok"]
        assert (await session.execute(text("PRAGMA foreign_key_check"))).all() == []
    await stage.app.clockwork.turn()
    for user in (ADMIN, LEADER):
        await stage.box.client.open_home(user)
        await stage.people.command(user, CHANNEL, "/lardom schema lista")
    await stage.app.services.later.drained(20)
    assert stage.box.client.home(ADMIN) is not None
