"""Open, replace and close modals; publish Home tabs."""

from __future__ import annotations

import copy
import secrets
from typing import Any

from sandbox.blocks import Problem, validate_view
from sandbox.world import OpenView, World

Json = dict[str, Any]
DEEPEST = 3
VIEW_BYTES = 250_000


class ViewProblem(Exception):
    """Say with Slack's word why a view is not taken, and where it is wrong."""

    def __init__(self, error: str, problems: list[Problem] | None = None) -> None:
        """Remember the word and the places."""
        super().__init__(error)
        self.error = error
        self.problems = problems or []


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """Return blocks that all have an id, as Slack gives one to those without."""
    return [{**block, "block_id": block.get("block_id") or secrets.token_hex(3)} for block in blocks]


def checked(view: object, kind: str) -> Json:
    """Return a valid view of a kind with block ids; raise ViewProblem."""
    if problems := validate_view(view):
        raise ViewProblem("invalid_arguments", problems)
    if not isinstance(view, dict) or view["type"] != kind:
        raise ViewProblem("invalid_arguments")
    if len(str(view)) > VIEW_BYTES:
        raise ViewProblem("view_too_large")
    return {**copy.deepcopy(view), "blocks": with_block_ids(view["blocks"])}


def open_view(world: World, user: str, view: object, *, push: bool) -> OpenView:
    """Put a modal on a person's screen, on top of the others when it is pushed."""
    fresh = checked(view, "modal")
    stack = world.stacks[user]
    if push and len(stack) >= DEEPEST:
        raise ViewProblem("push_limit_reached")
    if not push:
        stack.clear()
    view_id = f"V{secrets.token_hex(5).upper()}"
    opened = OpenView(
        view_id,
        fresh,
        _hash(world),
        stack[0].id if stack else view_id,
        stack[-1].id if stack else None,
    )
    stack.append(opened)
    world.changed(user, {"type": "view"})
    return opened


def replace_view(world: World, user: str, open_one: OpenView, view: object) -> None:
    """Give an open modal a new content."""
    open_one.view = checked(view, "modal")
    open_one.hash = _hash(world)
    open_one.errors = {}
    open_one.notice = ""
    world.changed(user, {"type": "view"})


def find_view(world: World, view_id: str, external_id: str) -> tuple[str, OpenView]:
    """Return whose open modal it is, and the modal; raise ViewProblem when it is closed."""
    for user, stack in world.stacks.items():
        for one in stack:
            if one.id == view_id or (external_id and one.view.get("external_id") == external_id):
                return user, one
    raise ViewProblem("not_found")


def close_top(world: World, user: str) -> None:
    """Close the modal on top."""
    world.stacks[user].pop()
    world.changed(user, {"type": "view"})


def publish_home(world: World, user: str, view: object, hash_: str | None) -> Json:
    """Publish a Home tab; raise ViewProblem."""
    fresh = checked(view, "home")
    before = world.homes.get(user)
    if hash_ is not None and before is not None and before["hash"] != hash_:
        raise ViewProblem("hash_conflict")
    view_id = before["id"] if before else f"V{secrets.token_hex(5).upper()}"
    world.homes[user] = {**fresh, "id": view_id, "hash": _hash(world)}
    world.changed(user, {"type": "home"})
    return world.homes[user]


def _hash(world: World) -> str:
    return f"{world.next_ts()}.{secrets.token_hex(4)}"
