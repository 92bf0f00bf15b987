"""What the image leaves out is missed by nobody: a slimmed installation does and says the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 120 * 10**6
"""The base image has some 125 of the 250 million bytes that the whole may have; docs/how-to/containers.md."""

MOST_UNCOMPILED = 82 * 10**6
"""Without compiled modules, which keep what a debugger reads where `strip` is missing."""

WHAT_IT_SAYS = """
import datetime, io, json
from babel.dates import format_date, format_time
from rich.console import Console
from bot.content.texts import load_catalogue
from bot.learning.holiday_books import countries, holiday_book
from bot.learning.language import Language
import bot.app

day = datetime.date(2026, 1, 1)
days = [day + datetime.timedelta(days=number) for number in range(730)]
name = lambda country, language, one: holiday_book(country, language).public(one)
texts, drawn = load_catalogue(), Console(file=io.StringIO(), width=100)
try:
    1 / 0
except ZeroDivisionError:
    drawn.print_exception()
print(json.dumps({
    "holidays": {
        f"{country} {language}": [said for one in days if (said := name(country, language, one))]
        for country in countries() for language in ("sv", "en")
    },
    "dates": [
        said for told in (texts[language] for language in Language) for one in days[:40]
        for said in (told.day(one), told.month(one), told.number(one.day / 7))
    ],
    "variants": [
        format_date(day, locale=place) + format_time(datetime.time(14, 30), locale=place)
        for place in ("sv_SE", "sv_FI", "en_GB", "en_US", "en_AU")
    ],
    "clocks": [texts[language].moment(datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC), zone)
               for language in Language for zone in ("Europe/Stockholm", "America/New_York", "Asia/Kolkata")],
    "a stack trace": len(drawn.file.getvalue()) > 100,
}))
"""


@pytest.fixture(scope="module")
def slimmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install what the lock names as the Dockerfile does, slim it, and return its Python."""
    place = tmp_path_factory.mktemp("slim") / "lardom"
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    packages = Path(asked(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE):
        copy(name, packages)
    for part in ("bot", "sandbox"):
        shutil.copytree(ROOT / part, packages / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manifest.json", packages)
    asked(python, str(ROOT / "docker" / "slim.py"))
    asked(python, "-m", "compileall", "-q", "-j", "2", str(packages))
    yield python
    shutil.rmtree(place)


def copy(name: str, packages: Path) -> None:
    """Copy a package from where the tests run; on some machines the lock's packages are not all needed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    for file in found.files or []:
        source = Path(str(found.locate_file(file)))
        if ".." in file.parts or file.suffix == ".pyc" or not source.exists():
            continue
        target = packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def run(python: Path | str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *arguments],
        cwd="/",
        env={"PATH": os.environ["PATH"], "LARDOM_METRICS_PORT": "0", "COLUMNS": "200"},
        input=given,
        capture_output=True,
        text=True,
        timeout=100,
    )


def asked(python: Path | str, *arguments: str, given: str = "") -> str:
    done = run(python, *arguments, given=given)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def lardom(*arguments: str) -> tuple[str, ...]:
    return ("-c", "from bot.cli import main; main()", *arguments)


def test_it_says_every_date_and_every_countrys_holidays_as_before(slimmed):
    before, after = (json.loads(asked(python, "-c", WHAT_IT_SAYS)) for python in (sys.executable, slimmed))
    assert len(after["holidays"]) > 300 and "julafton" not in str(after["dates"])
    assert "juldagen" in after["holidays"]["SE sv"] and after["a stack trace"]
    assert after == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_takes_the_same_out_of_texts(slimmed, language):
    rows = [json.loads(line) for line in (ROOT / "tests/redaction_set/dev.jsonl").open(encoding="utf-8")]
    given = "\n".join(json.dumps(row) for row in rows if row["lang"] == language)
    command = lardom("redact", "--jsonl", "--lang", language)
    before, after = (asked(python, *command, given=given) for python in (sys.executable, slimmed))
    assert after == before and after.count("\n") > 40


def test_a_whole_round_can_be_played_in_it(slimmed):
    assert json.loads(asked(slimmed, *lardom("demo", "--once", "--json")))["highlights"] >= 5


def test_its_other_commands_are_there(slimmed):
    wanted = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    assert json.loads(asked(slimmed, *lardom("manifest"))) == wanted
    told = run(slimmed, *lardom("doctor"))
    assert told.returncode == 2 and "SLACK_BOT_TOKEN" in told.stdout + told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_nothing_in_it_builds_or_installs_anything(slimmed):
    assert run(slimmed, "-m", "pip").returncode != 0
    assert {one.name.rstrip("0123456789.") for one in slimmed.parent.iterdir()} <= {"python", "lardom"}


def test_it_leaves_room_for_the_base_image(slimmed):
    tree = slimmed.parents[1]
    files = [file for file in tree.rglob("*") if file.is_symlink() or file.is_file()]
    compiled = sum(file.lstat().st_size for file in files if ".so" in file.name)
    others = sum(file.lstat().st_size for file in files) - compiled
    assert others < MOST_UNCOMPILED, f"{others:,} bytes that nobody compiled"
    # The image's builder installs strip.
    if shutil.which("strip"):
        assert others + compiled < MOST_BYTES, f"{others:,} and {compiled:,} bytes"
