"""Leave out of an installation what no part of Lärdom reads: other languages' data, tests, build tools."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
COMMANDS = Path(sysconfig.get_path("scripts"))
LANGUAGES = ("sv", "en", "root")
"""Every other language of Babel's and wordfreq's data goes; a Swede's and a Briton's variants stay."""

BUILD_TOOLS = (
    "hatchling",
    "editables",
    "pip",
    "setuptools",
    "wheel",
    "trove_classifiers",
    "pluggy",
    "pathspec",
)
NEVER_READ = (
    "phonenumbers/geodata",
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
    "wordfreq/data/jieba*",
    "wordfreq/data/large_*",
    "sqlalchemy/dialects/mysql",
    "sqlalchemy/dialects/mssql",
    "sqlalchemy/dialects/oracle",
    "sqlalchemy/testing",
    "holidays/financial",
)
"""Where calls come from, Chinese, rare words, other databases, exchanges' closing days."""

KEPT_NUMBERS = ("iban.dat",)
KEPT_LEXERS = ("__init__.py", "_mapping.py", "python.py", "special.py")
"""A stack trace on a terminal is Python; Lärdom shows no other language in colours."""

SOURCES = ("*.pyi", "*.pyx", "*.pxd", "*.c", "*.h")
MENDED = "psycopg_binary"
"""Its libraries were changed after they were linked; whoever strips those may break them."""


def slim() -> None:
    """Remove the files."""
    for file in (PACKAGES / "babel" / "locale-data").glob("*.dat"):
        if file.stem.split("_")[0] not in LANGUAGES:
            file.unlink()
    for file in (PACKAGES / "wordfreq" / "data").glob("*.msgpack.gz"):
        if file.name.split(".")[0].split("_")[-1] not in LANGUAGES:
            file.unlink()
    for file in (PACKAGES / "stdnum").rglob("*.dat"):
        if file.name not in KEPT_NUMBERS:
            file.unlink()
    for file in (PACKAGES / "pygments" / "lexers").glob("*.py"):
        if file.name not in KEPT_LEXERS:
            file.unlink()
    for name in (*NEVER_READ, *(f"{tool}*" for tool in BUILD_TOOLS)):
        for place in PACKAGES.glob(name):
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    for place in sorted(PACKAGES.rglob("tests")):
        shutil.rmtree(place, ignore_errors=True)
    for pattern in SOURCES:
        for file in PACKAGES.rglob(pattern):
            file.unlink()
    for file in COMMANDS.iterdir():
        if not file.name.startswith(("lardom", "python")):
            file.unlink()


def strip(program: str) -> None:
    """Take away what only a debugger reads: more than half of most compiled modules."""
    built = [file for file in PACKAGES.rglob("*.so") if MENDED not in str(file)]
    subprocess.run([program, "--strip-debug", *built], check=True)


def forget_compiled() -> None:
    """Remove what was compiled from a file that is not there any more."""
    for place in list(PACKAGES.rglob("__pycache__")):
        shutil.rmtree(place)


if __name__ == "__main__":
    slim()
    forget_compiled()
    if program := shutil.which("strip"):
        strip(program)
