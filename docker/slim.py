"""Leave out of an installation what no part of Lärdom reads: other languages' data, tests, build tools."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
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


def slim() -> None:
    """Remove the files."""
    for file in (PACKAGES / "babel" / "locale-data").glob("*.dat"):
        if file.stem.split("_")[0] not in LANGUAGES:
            file.unlink()
    for file in (PACKAGES / "wordfreq" / "data").glob("*.msgpack.gz"):
        if file.name.split(".")[0].split("_")[-1] not in LANGUAGES:
            file.unlink()
    for name in ("geodata", "carrierdata", "tzdata"):
        shutil.rmtree(PACKAGES / "phonenumbers" / name, ignore_errors=True)
    for name in BUILD_TOOLS:
        for place in PACKAGES.glob(f"{name}*"):
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    for place in sorted(PACKAGES.rglob("tests")):
        if place.is_dir() and "site-packages" in str(place):
            shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    slim()
