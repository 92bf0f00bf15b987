"""Find what a person pressed among blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def element_of(blocks: list[Json], block_id: object, action_id: str) -> Json | None:
    """Return the element with an action id, in one block or in any; None when it is not there."""
    for block in flat(blocks):
        if block_id is not None and block.get("block_id") != block_id:
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return element
    return None


def block_of(blocks: list[Json], element: Json) -> str:
    """Return the id of the block that holds an element."""
    for block in flat(blocks):
        if element in elements_of(block):
            return str(block.get("block_id"))
    return ""


def flat(blocks: list[Json]) -> Iterator[Json]:
    """Yield blocks and the blocks inside containers and carousels."""
    for block in blocks:
        yield block
        if block.get("type") == "container":
            yield from flat(block.get("child_blocks") or [])
        elif block.get("type") == "carousel":
            yield from flat(block.get("elements") or [])


def elements_of(block: Json) -> list[Json]:
    """Return the elements that stand in a block itself."""
    if block.get("type") == "carousel":
        return []
    found = [*(block.get("elements") or []), *(block.get("actions") or [])]
    found += [block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict)]


def sent_action(element: Json, block_id: str, chosen: Json, ts: str) -> Json:
    """Return what Slack tells of a press: the element, and what was chosen in it."""
    sent = {
        **{key: chosen[key] for key in chosen if key.startswith("selected_")},
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": ts,
    }
    if "value" in element:
        sent["value"] = element["value"]
    elif chosen.get("value") is not None:
        sent["value"] = chosen["value"]
    if "text" in element:
        sent["text"] = element["text"]
    return sent
