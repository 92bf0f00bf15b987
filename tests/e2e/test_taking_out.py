"""Admins and operators take out what is published, and nobody else does."""

from __future__ import annotations

from bot.demo.once import ADMIN, CHANNEL
from tests.e2e.test_command_line import lardom
from tests.e2e.test_plans import KARIN, published
from tests.support.scenes import said, until


async def test_an_admin_copies_what_is_published_and_a_member_is_refused(theatre):
    async with theatre() as stage:
        await published(stage)
        await stage.people.command(ADMIN, CHANNEL, "/lardom exportera")

        async def shown() -> bool:
            return "lardom export --to" in str(await stage.people.messages(ADMIN, CHANNEL))

        await until(shown)
        heard = str([one for one in await stage.people.messages(ADMIN, CHANNEL) if one.get("ephemeral")])
        assert heard.count("Fråga hellre") == 5 and '"answered_percent"' in heard
        await stage.people.command(KARIN, CHANNEL, "/lardom export")
        assert "administratörer" in await said(stage, KARIN)


async def test_an_operator_writes_files_while_the_app_runs(theatre, tmp_path):
    async with theatre() as stage:
        await published(stage)
        storage = {
            "DATABASE_URL": f"sqlite:///{stage.database_file}",
            "LARDOM_KEYS": str(stage.place / "keys"),
        }
        code, output, _ = await lardom("export", "--to", "out", place=tmp_path, **storage)
        assert code == 0 and "lessons.csv" in output and "delete them" in output
        written = (tmp_path / "out" / "lessons.csv").read_text(encoding="utf-8-sig")
        assert written.count("Fråga hellre") == 5
        code, _, errors = await lardom("export", "--to", "out", "--team", "T9", place=tmp_path, **storage)
        assert code == 1 and "T0NORRBRO" in errors and "Traceback" not in errors
