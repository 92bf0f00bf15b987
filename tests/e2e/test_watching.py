"""Operators see whether the app is well; nobody sees in the figures that somebody answered, or who."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.demo.once import ADMIN, CHANNEL, NAME, answer, curate
from bot.slack.ids import Action, View
from bot.store.sealed.intake import IntakeRepository
from bot.store.trouble import IN_WORDS, Trouble
from bot.watching.acks import kind_of
from bot.watching.figures import size_of
from bot.watching.sampling import sample
from tests.e2e.test_storage_faults import full_disk
from tests.support.scenes import EVERYONE, all_answer, all_sent, mixed, running_round, until

BY_THE_CLOCK = re.compile(r"lardom_(loop_lag|write_wait|sampled_at|longest_wait)_")
"""What moves by itself, whoever does what."""

CANARY = "Kanariefågeln sjunger i gruvan."


async def page(stage, path: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{stage.app.metrics_port}{path}"
    async with stage.people.session.get(address) as answered:
        return answered.status, await answered.text()


async def figures(stage) -> dict[str, float]:
    """Take a fresh sample and return everything that is shown, but for what the clock moves."""
    watching = stage.app.watching
    await sample(watching.figures, watching.health.database, watching.clock.now())
    _, text = await page(stage, "/metrics")
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
        if not BY_THE_CLOCK.match(one.name) and not one.name.endswith("_created")
    }


async def test_a_round_is_seen_from_its_opening_to_its_digest(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_sent(stage)
        shown = await figures(stage)
        assert shown["lardom_rounds[('state', 'open')]"] == 1
        assert shown["lardom_deliveries[('state', 'waiting')]"] == 12, "reminders"
        await all_answer(stage, [(user, CANARY) for user in EVERYONE[:6]])
        await mixed(stage, round_id)
        await curate(stage.people, stage.bot)
        await stage.people.command(ADMIN, CHANNEL, f"/lardom schedule publish {NAME}")

        async def published() -> bool:
            return (await figures(stage))["lardom_rounds[('state', 'published')]"] == 1

        await until(published)
        shown = await figures(stage)
        assert shown["lardom_mixes[('size', 'under 10')]"] == 1
        assert shown["lardom_ready[]"] == 1
        assert await page(stage, "/readyz") == (200, "ready\n")
        assert await page(stage, "/healthz") == (200, "alive\n")


async def test_nothing_in_the_figures_names_a_person_a_place_or_a_text(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        await all_answer(stage, [(user, CANARY) for user in EVERYONE])
        await mixed(stage, round_id)
        await figures(stage)
        _, text = await page(stage, "/metrics")
        world = stage.box.world
        secrets = {*world.users, *world.channels, world.team["id"], round_id, CANARY, NAME, world.bot_token}
        secrets |= {user["name"] for user in world.users.values()} | {world.team["name"]}
        assert not [one for one in secrets if one in text]


async def nothing(stage) -> None:
    """Do nothing."""


async def an_answer(stage) -> None:
    await answer(stage.people, stage.bot, "U0KARIN", CANARY)


async def a_skip(stage) -> None:
    channel, prompt = await stage.people.message_with("U0MAJA", stage.bot, Action.LATER)
    await stage.people.choose_message("U0MAJA", channel, prompt, Action.LATER, "skip")


async def a_look_at_the_home_tab(stage) -> None:
    await stage.people.command("U0MAJA", CHANNEL, "/lardom hjälp")


async def withdrawing(stage) -> None:
    await an_answer(stage)
    channel, receipt = await stage.people.message_with("U0KARIN", stage.bot, Action.WITHDRAW)
    await stage.people.press_message("U0KARIN", channel, receipt, Action.WITHDRAW)
    await stage.people.message_with("U0KARIN", stage.bot, Action.ANSWER)


async def a_half_written_text(stage) -> None:
    channel, prompt = await stage.people.message_with("U0ELIN", stage.bot, Action.ANSWER)
    await stage.people.press_message("U0ELIN", channel, prompt, Action.ANSWER)
    await stage.people.close("U0ELIN", await stage.people.modal("U0ELIN", View.WRITE))


@pytest.mark.parametrize(
    "act", [nothing, an_answer, a_skip, a_look_at_the_home_tab, withdrawing, a_half_written_text]
)
async def test_no_figure_moves_when_somebody_answers_or_does_not(
    theatre, act: Callable[..., Awaitable[None]]
):
    async with theatre() as stage:
        await running_round(stage)
        await all_sent(stage)
        before = await figures(stage)
        await act(stage)
        await all_sent(stage)
        assert await figures(stage) == before


async def test_a_counter_that_ticks_at_each_answer_is_found(theatre, monkeypatch):
    async with theatre() as stage:
        await running_round(stage)
        await all_sent(stage)
        submit = IntakeRepository.submit

        async def counted(self, *given):
            stage.app.watching.figures.acks.labels("answer").observe(0.01)
            return await submit(self, *given)

        monkeypatch.setattr(IntakeRepository, "submit", counted)
        before = await figures(stage)
        await an_answer(stage)
        assert await figures(stage) != before


async def test_a_locked_database_is_said_in_words_and_passes(theatre):
    async with theatre() as stage:
        assert (await page(stage, "/readyz"))[0] == 200
        with sqlite3.connect(stage.database_file, isolation_level=None, check_same_thread=False) as other:
            # Elsewhere: what the app writes just then needs the loop to come to its end.
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            status, said = await page(stage, "/readyz")
            assert (status, said) == (
                503,
                "not ready: the database cannot be used: another program holds it\n",
            )
            other.execute("ROLLBACK")
        assert await page(stage, "/readyz") == (200, "ready\n")


async def test_a_full_disk_is_said_in_words_as_soon_as_something_could_not_be_kept(theatre):
    async with theatre() as stage:
        await stage.app.services.members.prefer("T0NORRBRO", "U0MAJA", language="sv", share="named")
        async with full_disk(stage):
            with pytest.raises(Exception, match="full"):
                for number in range(2000):
                    user = f"U{number:09d}"
                    await stage.app.services.members.prefer("T0NORRBRO", user, language="sv", share="x" * 500)
            status, said = await page(stage, "/readyz")
            assert status == 503 and "its disk is full" in said
        await stage.app.services.members.prefer("T0NORRBRO", "U0MAJA", language=None, share="named")
        assert (await page(stage, "/readyz"))[0] == 200


async def test_an_app_whose_sending_part_has_stopped_is_not_called_alive(theatre):
    async with theatre() as stage:
        await until(lambda: _runs(stage))
        stage.app.pump.is_running = False
        assert (await page(stage, "/healthz"))[0] == 503
        stage.app.pump.is_running = True


async def _runs(stage) -> bool:
    return stage.app.pump.is_running


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"event": {"type": "user_change"}}, "event"),
        ({"event": {"type": "app_home_opened"}}, None),
        ({"command": "/lardom", "text": "schema lista"}, "command"),
        ({"command": "/lardom", "text": "dela"}, None),
        ({"command": "/lardom", "text": "share"}, None),
        ({"command": "/lardom", "text": ""}, None),
        ({"type": "view_submission", "view": {}}, None),
        ({"type": "block_actions", "actions": []}, None),
        ({"type": "shortcut"}, None),
    ],
)
def test_only_requests_that_are_no_step_towards_an_answer_are_timed(body, kind):
    assert kind_of(body) == kind


def test_sizes_are_rough():
    assert [size_of(number) for number in (5, 9, 10, 19, 20, 49, 50, 99, 100, 5000)] == [
        "under 10",
        "under 10",
        "10 to 19",
        "10 to 19",
        "20 to 49",
        "20 to 49",
        "50 to 99",
        "50 to 99",
        "100 or more",
        "100 or more",
    ]


def test_every_trouble_has_its_words():
    assert set(IN_WORDS) == set(Trouble)
