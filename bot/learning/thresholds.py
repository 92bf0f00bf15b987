"""Decide what may be shown of a group: nothing below k, and shares only roughly."""

from __future__ import annotations

DEFAULT_K = 5
SMALLEST_K = 3
LARGEST_K = 50
STEP = 10


def is_enough(members: int, k: int) -> bool:
    """Tell whether distinct members reach the threshold."""
    return members >= k


def rounded_share(answered: int | None, asked: int | None, k: int) -> int | None:
    """Return participation in per cent, rounded to tens and kept within 10 to 90.

    None below k. The ends are cut off because "all" and "nobody" speak about each single person.
    """
    if answered is None or not asked or not is_enough(answered, k):
        return None
    nearest = int(STEP * ((100 * answered / asked + STEP / 2) // STEP))
    return min(90, max(STEP, nearest))
