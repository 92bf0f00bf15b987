"""Spare the process long pauses of Python's garbage collector."""

from __future__ import annotations

import gc


def settle_heap() -> None:
    """Let the collector never again go through what is there now and lives as long as the process.

    Word lists, tables, texts and compiled queries are most of the heap; going through them takes a tenth of
    a second, in which nobody gets an ack.
    """
    gc.freeze()
