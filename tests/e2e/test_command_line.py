"""What an operator sees: one clear line, never a stack trace."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from sandbox.server import start

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "sandbox" / "workspaces" / "demo.yaml", ROOT / "manifest.json")


async def lardom(
    *arguments: str, place: Path, seconds: float = 40, **environment: str
) -> tuple[int, str, str]:
    """Run the command line in a directory of its own; return exit code, output and errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        *arguments,
        cwd=place,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "LARDOM_METRICS_PORT": "0",
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(40):
        output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


async def test_the_scripted_round_prints_one_json_object_and_ends_well(tmp_path):
    code, output, _ = await lardom("demo", "--once", "--json", place=tmp_path)
    summary = json.loads(output)
    assert code == 0
    assert set(summary) == {
        "members",
        "prompts_sent",
        "reflections",
        "highlights",
        "digest_channel",
        "seconds",
    }
    assert summary["highlights"] >= 5 and summary["seconds"] < 30


async def test_missing_settings_are_listed_with_how_to_get_them(tmp_path):
    code, _, errors = await lardom("run", place=tmp_path)
    assert code == 2
    assert "SLACK_BOT_TOKEN" in errors and "SLACK_APP_TOKEN" in errors and "Traceback" not in errors


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        (("xoxb-wrong", None), "Slack refused (invalid_auth)."),
        ((None, "xapp-wrong"), "Slack refused (invalid_auth)."),
    ],
)
async def test_a_token_that_slack_does_not_know_is_said_in_one_line(tmp_path, tokens, sentence):
    async with start(*FILES, colleagues=False) as box:
        code, _, errors = await lardom(
            "run",
            place=tmp_path,
            SLACK_BOT_TOKEN=tokens[0] or box.world.bot_token,
            SLACK_APP_TOKEN=tokens[1] or box.world.app_token,
            SLACK_API_URL=box.api_url,
        )
    assert code == 1 and sentence in errors and "Traceback" not in errors


async def test_slack_out_of_reach_is_said_in_one_line(tmp_path):
    code, _, errors = await lardom(
        "run",
        place=tmp_path,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        SLACK_API_URL="http://127.0.0.1:9/api/",
    )
    assert code == 1 and "cannot be reached" in errors and "Traceback" not in errors


async def test_a_second_process_on_the_same_database_is_turned_away(theatre, tmp_path):
    async with theatre() as stage:
        code, _, errors = await lardom(
            "run",
            place=tmp_path,
            SLACK_BOT_TOKEN=stage.box.world.bot_token,
            SLACK_APP_TOKEN=stage.box.world.app_token,
            SLACK_API_URL=stage.box.api_url,
            DATABASE_URL=f"sqlite:///{stage.database_file}",
            LARDOM_KEYS=str(tmp_path / "keys"),
        )
    assert code == 1 and "Another Lärdom already works on" in errors


async def test_the_manifest_is_printed_as_it_stands(tmp_path):
    code, output, _ = await lardom("manifest", place=tmp_path)
    assert code == 0
    assert json.loads(output) == json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
