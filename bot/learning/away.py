"""Read from a member's status whether they are away: on leave, ill, or busy beyond today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

WORDS = (
    # Swedish
    "semester|föräldraledig|föräldraledighet|mammaledig|pappaledig|tjänstledig|ledig|långledig",
    "sjuk|sjukskriven|sjukledig|vab|vabbar|vabbande|vård av barn|barnledig|kompledig",
    # English
    "vacation|vacationing|on holiday|on holidays|annual leave|on leave|parental leave|maternity leave",
    "paternity leave|sick leave|sick|off sick|out sick|pto|ooo|out of office|out of the office",
)
AWAY = re.compile(rf"(?<!\w)(?:{'|'.join(WORDS)})(?!\w)", re.IGNORECASE)
RETURNED = re.compile(r"(?<!\w)(?:tillbaka|åter|back|inte|not|no longer)(?!\w)", re.IGNORECASE)
EMOJI = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":face_with_thermometer:",
        ":mask:",
        ":baby:",
        ":baby_bottle:",
    }
)
"""Slack's own presets for vacation and illness, and those that people choose for the same."""


@dataclass(frozen=True, slots=True)
class Status:
    """Hold a member's status; `expires_at` is None for one without an end."""

    text: str = ""
    emoji: str = ""
    expires_at: datetime | None = None


def is_away(status: Status, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a status says that its owner is not at work today.

    A status that lasts beyond today counts whatever it says; one that has expired counts for nothing.
    """
    if status.expires_at is not None:
        if status.expires_at <= now:
            return False
        if status.expires_at.astimezone(zone).date() > now.astimezone(zone).date():
            return True
    if RETURNED.search(status.text):
        return False
    return AWAY.search(status.text) is not None or (not status.text and status.emoji in EMOJI)
