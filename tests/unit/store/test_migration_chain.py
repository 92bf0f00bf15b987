"""Two people who add a migration at the same time find out before anybody's database does."""

from __future__ import annotations

import re
from pathlib import Path

VERSIONS = Path(__file__).resolve().parents[3] / "bot" / "store" / "migrations" / "versions"


def test_migrations_form_one_chain_in_the_order_of_their_names():
    before = None
    for number, file in enumerate(sorted(VERSIONS.glob("0*.py")), start=1):
        text = file.read_text(encoding="utf-8")
        named = dict(re.findall(r"^(revision|down_revision) = (.*)$", text, re.M))
        here = f"{number:04d}"
        assert named == {"revision": f'"{here}"', "down_revision": f'"{before}"' if before else "None"}, file
        assert file.name.startswith(f"{here}_")
        before = here
    assert before is not None and before >= "0004"
