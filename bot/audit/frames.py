"""Read SQLite's write-ahead log page by page: which text was gone after which."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator

LOG_HEADER, FRAME_HEADER = 32, 24


def frames(log: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (page number, page) of a write-ahead log in the order of writing."""
    for number, page, _ in _frames(log):
        yield number, page


def _frames(log: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Yield the same, each with whether its transaction ends there."""
    if len(log) < LOG_HEADER:
        return
    size = struct.unpack_from(">I", log, 8)[0]
    for at in range(LOG_HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        number, pages = struct.unpack_from(">II", log, at)
        yield number, log[at + FRAME_HEADER : at + FRAME_HEADER + size], pages > 0


def vanishing(before: bytes, log: bytes, texts: Iterable[str]) -> list[str]:
    """Return texts in the order in which they went while a log was written.

    By the transaction that took them, and within one by the order in which they left its pages.
    """
    wanted = set(texts)
    by_page = {one: place for place, one in enumerate(_from_pages(before, log, wanted))}
    by_commit = _by_commit(before, log, wanted)
    gone = by_page.keys() | by_commit.keys()
    return sorted(gone, key=lambda one: (by_commit.get(one, 0), by_page.get(one, len(wanted)), one))


def _by_commit(before: bytes, log: bytes, texts: set[str]) -> dict[str, int]:
    """Put the database together as it was after each transaction, and return when each text was gone."""
    gone: dict[str, int] = {}
    standing = _standing(before, texts)
    image = bytearray(before)
    for number, (page, content, commits) in enumerate(_frames(log)):
        end = page * len(content)
        image.extend(bytes(max(0, end - len(image))))
        image[end - len(content) : end] = content
        if commits:
            left = _standing(bytes(image), texts)
            gone |= dict.fromkeys(standing - left, number)
            standing = left
    return gone


def _standing(image: bytes, texts: set[str]) -> set[str]:
    """Return the texts that a database file's tables hold."""
    raw = bytearray(image)
    # A file in memory has no log beside it, so it must not say that it has one.
    raw[18:20] = b"\x01\x01"
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(bytes(raw))
        found: set[str] = set()
        for table in ("reflection", "named_reflection"):
            found |= {row[0] for row in connection.execute(f"SELECT text FROM {table}")}
        return found & texts
    finally:
        connection.close()


def _from_pages(before: bytes, log: bytes, texts: Iterable[str]) -> list[str]:
    wanted = {one: one.encode() for one in texts}
    pages = list(frames(log))
    if not pages:
        return []
    size = len(pages[0][1])
    standing: dict[str, set[int]] = {one: set() for one in wanted}
    images = {start // size + 1: before[start : start + size] for start in range(0, len(before), size)}
    for number, image in images.items():
        for one, raw in wanted.items():
            if raw in image:
                standing[one].add(number)
    gone: list[str] = []
    for number, image in pages:
        old = images.get(number, b"")
        left: list[tuple[int, str]] = []
        for one, raw in wanted.items():
            if raw in image:
                standing[one].add(number)
                # It had only moved: pages are rebalanced, and the frame of the old one may come first.
                gone = [other for other in gone if other != one]
            elif number in standing[one]:
                standing[one].discard(number)
                if not standing[one]:
                    left.append((old.find(raw), one))
        gone += [one for _, one in sorted(left)]
        images[number] = image
    return gone
