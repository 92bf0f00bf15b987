"""Dates and times, in the viewer's zone and language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from babel.dates import format_date, format_skeleton, format_time

from sandbox.page.viewer import Viewer

TOKEN = re.compile(r"\{(\w+)\}")
LAST_SECOND = 253_402_300_799


def at(ts: str | int | float, viewer: Viewer) -> datetime | None:
    """Return the local time of a message timestamp; None when it is none."""
    try:
        seconds = float(ts)
    except ValueError:
        return None
    if not 0 <= seconds <= LAST_SECOND - 86_400:
        return None
    return datetime.fromtimestamp(seconds, UTC).astimezone(viewer.zone)


def clock(moment: datetime, viewer: Viewer) -> str:
    """Return the time of day as this viewer writes it."""
    return format_time(moment.astimezone(viewer.zone), format="short", locale=viewer.locale)


def day(moment: date, viewer: Viewer) -> str:
    """Return the day, in words: today, yesterday, or the whole date."""
    return near(moment, viewer) or long_date(moment, viewer)


def long_date(moment: date, viewer: Viewer) -> str:
    """Return the weekday and the date, with the year when it is not this one."""
    if viewer.now.astimezone(viewer.zone).year != moment.year:
        return str(format_date(moment, "full", locale=viewer.locale))
    weekday = format_date(moment, "EEEE", locale=viewer.locale)
    return f"{weekday} {format_skeleton('MMMMd', moment, locale=viewer.locale)}"


def near(moment: date, viewer: Viewer) -> str | None:
    """Return today, yesterday or tomorrow in the viewer's language; None for any other day."""
    distance = (moment - viewer.now.astimezone(viewer.zone).date()).days
    words = viewer.words
    return {0: words.today, -1: words.yesterday, 1: words.tomorrow}.get(distance)


def slack_date(template: str, timestamp: object, viewer: Viewer) -> str | None:
    """Fill Slack's date tokens, such as {date_short} at {time}; None when they cannot be filled."""
    moment = at(str(timestamp), viewer)
    if moment is None:
        return None
    known = {
        "date_num": moment.strftime("%Y-%m-%d"),
        "date_slash": format_date(moment, "short", locale=viewer.locale),
        "date": format_date(moment, "long", locale=viewer.locale),
        "date_short": format_date(moment, "medium", locale=viewer.locale),
        "date_long": format_date(moment, "full", locale=viewer.locale),
        "time": clock(moment, viewer),
        "time_secs": format_time(moment, "medium", locale=viewer.locale),
        "day_divider_pretty": day(moment.date(), viewer),
        "ago": f"{format_date(moment, 'medium', locale=viewer.locale)} {clock(moment, viewer)}",
    }
    for token in ("date", "date_short", "date_long"):
        known[f"{token}_pretty"] = (near(moment.date(), viewer) or "").lower() or known[token]
    if any(hit[1] not in known for hit in TOKEN.finditer(template)):
        return None
    return TOKEN.sub(lambda hit: known[hit[1]], template)
