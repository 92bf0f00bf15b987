"""Read SQLite's write-ahead log page by page: which text was gone after which."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

LOG_HEADER, FRAME_HEADER = 32, 24


def frames(log: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (page number, page) of a write-ahead log in the order of writing."""
    if len(log) < LOG_HEADER:
        return
    size = struct.unpack_from(">I", log, 8)[0]
    for at in range(LOG_HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        number = struct.unpack_from(">I", log, at)[0]
        yield number, log[at + FRAME_HEADER : at + FRAME_HEADER + size]


def vanishing(before: bytes, log: bytes, texts: Iterable[str]) -> list[str]:
    """Return texts in the order in which they went from a database's pages while a log was written."""
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
