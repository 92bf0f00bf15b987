"""Find what a person pressed among blocks."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def element_of(blocks: list[Json], block_id: object, action_id: str) -> Json | None:
    """Return the element with an action id, in one block or in any; None when it is not there."""
    for block in blocks:
        if block_id is not None and block.get("block_id") != block_id:
            continue
        for element in [*(block.get("elements") or []), block.get("accessory"), block.get("element")]:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return element
        for element in block.get("actions") or []:
            if element.get("action_id") == action_id:
                return dict(element)
    return None


def block_of(blocks: list[Json], element: Json) -> str:
    """Return the id of the block that holds an element."""
    for block in blocks:
        if element in [*(block.get("elements") or []), block.get("accessory"), block.get("element")]:
            return str(block.get("block_id"))
    return ""


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
