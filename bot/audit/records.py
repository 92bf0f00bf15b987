"""Read PostgreSQL's journal record by record: which row was changed or removed after which.

The layout is that of access/xlogrecord.h and access/heapam_xlog.h, versions 15 to 18.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEAP = 10
DELETE, UPDATE, HOT_UPDATE = 0x10, 0x20, 0x40
KIND = 0x70
HEAD = 24
HAS_IMAGE, SAME_TABLE = 0x10, 0x80
HOLE, COMPRESSED = 0x01, 0x1C
SHORT, LONG, ORIGIN, TOP = 255, 254, 253, 252


@dataclass(frozen=True, slots=True)
class Record:
    """Hold a record's kind, the (table, page) pairs it speaks of, and its own bytes."""

    manager: int
    kind: int
    blocks: tuple[tuple[int, int], ...]
    content: bytes


def records(journal: bytes) -> Iterator[Record]:
    """Yield the records of a journal that begins where one does."""
    at = 0
    while at + HEAD <= len(journal):
        length, _, _, info, manager = struct.unpack_from("<IIQBB", journal, at)
        if at + length > len(journal):
            return
        if length < HEAD:
            # The rest of a segment may be empty; records begin at every eighth byte.
            at += 8
            continue
        yield _record(journal[at : at + length], manager, info)
        at += (length + 7) // 8 * 8


def changed_rows(journal: bytes, table: int) -> list[tuple[int, int]]:
    """Return (page, place) of a table's rows in the order in which they were changed or removed."""
    found = []
    for record in records(journal):
        if record.manager != HEAP or record.kind not in (DELETE, UPDATE, HOT_UPDATE) or not record.blocks:
            continue
        # An update names the page of the new version first, and the old one's when it is another.
        node, page = record.blocks[-1]
        if node == table:
            found.append((page, struct.unpack_from("<H", record.content, 4)[0]))
    return found


def _record(raw: bytes, manager: int, info: int) -> Record:
    blocks: list[tuple[int, int]] = []
    at, data, own, table = HEAD, 0, 0, 0
    while len(raw) - at > data:
        name = raw[at]
        if name == SHORT:
            own = raw[at + 1]
            break
        if name == LONG:
            own = struct.unpack_from("<I", raw, at + 1)[0]
            break
        if name in (ORIGIN, TOP):
            at += 3 if name == ORIGIN else 5
            continue
        flags, size = struct.unpack_from("<BH", raw, at + 1)
        at, data = at + 4, data + size
        if flags & HAS_IMAGE:
            image, _, how = struct.unpack_from("<HHB", raw, at)
            at, data = at + 5 + (2 if how & HOLE and how & COMPRESSED else 0), data + image
        if not flags & SAME_TABLE:
            table = struct.unpack_from("<III", raw, at)[2]
            at += 12
        blocks.append((table, struct.unpack_from("<I", raw, at)[0]))
        at += 4
    return Record(manager, info & KIND, tuple(blocks), raw[len(raw) - own :] if own else b"")
