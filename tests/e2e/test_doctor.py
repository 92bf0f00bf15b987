"""`lardom doctor` says in words what is well, what is not, and how to mend it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession
from alembic import command
from sqlalchemy import update

from bot import doctor
from bot.content.texts import load_catalogue
from bot.demo.once import ADMIN, CHANNEL, curate
from bot.doctor import examine
from bot.learning.language import Language
from bot.settings import Settings
from bot.store.migrate import configuration
from bot.store.tables import Round
from tests.e2e.test_command_line import lardom
from tests.support.scenes import all_answer, mixed, running_round, seen

EN = load_catalogue()[Language.EN]


def settings_of(stage, **other) -> Settings:
    known = {
        "slack_bot_token": stage.box.world.bot_token,
        "slack_api_url": stage.box.api_url,
        "slack_app_token": "xapp-1",
        "database_url": f"sqlite:///{stage.place}/data/lardom.db",
        "lardom_keys": stage.place / "keys",
    }
    return Settings(_env_file=None, **known | other)


async def told(stage, settings: Settings | None = None, **later) -> tuple[bool, str]:
    now = stage.box.world.clock.now() + timedelta(**later)
    async with ClientSession() as session:
        found = await examine(settings or settings_of(stage), session, EN, now)
    return all(one.well for one in found), "\n".join(one.said for one in found)


async def test_all_is_well_while_a_round_runs(theatre):
    async with theatre() as stage:
        await running_round(stage)
        well, said = await told(stage)
        assert well, said
        assert "Lärdom runs." in said and "Norrbro" in said and "newest form" in said


async def test_what_failed_is_said_in_words(theatre):
    async with theatre() as stage:
        round_id = await running_round(stage)
        people = ("U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI")
        await all_answer(stage, [(user, "Fråga hellre en gång för mycket.") for user in people])
        await mixed(stage, round_id)
        await curate(stage.people, stage.bot)
        stage.box.world.channels[CHANNEL].members.discard(stage.bot)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema publicera")
        await seen(stage, ADMIN, "eftersom jag inte är med där")
        well, said = await told(stage)
        assert not well
        assert "Norrbro: 1 digest in a channel not delivered: I am not in the channel." in said


async def test_a_round_that_nobody_mixes_is_named(theatre):
    async with theatre(tick=1e6) as stage:
        round_id = await running_round(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom schema stäng")
        async with stage.app.services.database.write() as session:
            late = stage.box.world.clock.now() - timedelta(hours=1)
            await session.execute(
                update(Round).where(Round.id == round_id).values(state="closed", mix_at=late)
            )
        well, said = await told(stage)
        assert not well and "1 round whose time has passed is not mixed" in said


async def test_a_full_disk_and_a_refused_token_are_said(theatre, monkeypatch):
    async with theatre() as stage:
        monkeypatch.setattr(doctor, "LEAST_FREE", 2**80)
        well, said = await told(stage, settings_of(stage, slack_bot_token="xoxb-another"))
        assert not well
        assert "Make room" in said and "Slack refuses the bot token (invalid_auth)" in said


async def test_no_database_and_an_older_one_are_told_apart(theatre, tmp_path):
    async with theatre() as stage:
        nowhere = settings_of(stage, database_url=f"sqlite:///{tmp_path}/other/lardom.db")
        assert "There is no database yet" in (await told(stage, nowhere))[1]
        (tmp_path / "other").mkdir()
        command.upgrade(configuration(nowhere.locations), "0001")
        assert "older form" in (await told(stage, nowhere))[1]


@pytest.mark.parametrize("word", ["run", "doctor"])
async def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path, word):
    code, output, errors = await lardom(
        word,
        place=tmp_path,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        SLACK_API_URL="http://127.0.0.1:9/api/",
        DATABASE_URL="postgresql://nobody@127.0.0.1:9/none",
        LARDOM_KEYS=str(tmp_path / "keys"),
    )
    assert code == 1
    assert "does not answer at DATABASE_URL" in errors
    assert "Traceback" not in errors + output
