"""Read from a member's status whether they are away: on leave, ill, or busy beyond today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

LEAVE = (
    # Swedish: vacation, other leave, parental leave, illness, one's own and one's child's
    r"semester(?:n|dag|dagar|vecka|veckor|ledig\w*|firar\w*)?|semestrar|(?:på|har|tar) \w*lov",
    r"(?:sommar|jul|påsk|vinter|höst|tjänst|studie|komp|lång|helg|skift|sjuk)ledig\w*",
    r"ledig(?! (?:för|att|tid|plats|resurs|stol))|ledig(?:a|t)? (?:hela|till|idag|i dag)",
    r"(?:föräldra|mamma|pappa|barn)ledig\w*|föräldrapenning",
    r"sjuk(?! på)|sjukskriv\w+|sjukanmäl\w+|magsjuk\w*|vab(?:b(?:ar|ande|ade|at|as|en)?|en|ade)?",
    r"vård av (?:sjukt )?barn|sjukt barn|sjuka barn",
    # English
    r"vacation(?:ing)?|holidaying|(?:on|taking|bank|public) (?:a )?holidays?",
    r"holidays? (?:until|till|to)|holidays?(?=\W*$)|pto|ooo|out of (?:the )?office",
    r"(?:annual|parental|maternity|paternity|mat|pat|sick|medical|bereavement|family|study) leave|on leave",
    r"leave (?:until|till)|maternity|paternity|day off|days off|off (?:today|work|until|till|this week)",
    r"(?:off|out|home|call(?:ed|ing) in) (?:sick|ill)|sick(?! of)|unwell",
)
AWAY = re.compile(rf"(?<!\w)(?:{'|'.join(LEAVE)})(?!\w)", re.IGNORECASE)
ELSEWHERE = (
    # Swedish: back again, not so, not yet
    "tillbaka (?:från|efter)|åter (?:från|efter)|hemma från|slut på|efter|inte|ej|aldrig|ingen|inget|snart",
    "längtar|nedräkning|inför|innan|före|planerar|söker|dagar kvar|dagar till|veckor till|frisk",
    # English
    "back (?:from|after)|returned from|after|not|no|no longer|never|soon|before|until|countdown",
    "planning|need|want|happy|days to|days until|weeks to|looking forward|dreaming",
)
BEFORE_IT = re.compile(rf"(?<!\w)(?:{'|'.join(ELSEWHERE)})(?!\w)[^.;,\n]{{0,24}}$", re.IGNORECASE)
"""Words that, shortly before one of leave, say that its owner is back, not away, or not away yet."""

IS_OVER = re.compile(r"^\W*(?:är |is )?(?:slut|över|over|planering|planning|requests?)(?!\w)", re.IGNORECASE)
EMOJI = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":umbrella_on_ground:",
        ":face_with_thermometer:",
        ":mask:",
        ":sneezing_face:",
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
    if not status.text.strip():
        return status.emoji in EMOJI
    return any(_says_away(status.text, found) for found in AWAY.finditer(status.text))


def _says_away(text: str, found: re.Match[str]) -> bool:
    """Tell whether a word of leave is meant of now: "Semester, åter 12/8" and not "Snart semester"."""
    return BEFORE_IT.search(text[: found.start()]) is None and IS_OVER.search(text[found.end() :]) is None
