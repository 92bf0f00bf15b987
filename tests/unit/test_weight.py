"""A laptop carries only what it needs, and nobody waits while memory is looked through."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from bot.heap import settle_heap


@pytest.mark.parametrize("module", ["psycopg", "rich.progress", "matplotlib", "sandbox"])
def test_the_app_starts_without_what_only_others_need(module):
    loaded = f"import sys, bot.app; print({module!r} in sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_what_is_there_after_the_start_is_not_looked_through_again():
    gc.collect()
    kept = [[number] for number in range(10_000)]
    try:
        settle_heap()
        assert gc.get_freeze_count() > len(kept)
        assert len(gc.get_objects()) < 1000
    finally:
        gc.unfreeze()
