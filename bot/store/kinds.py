"""Name what messages say and where they stand."""

from __future__ import annotations

from enum import StrEnum


class DeliveryState(StrEnum):
    """Name where a delivery stands in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class DeliveryKind(StrEnum):
    """Name what a delivery says."""

    INSTALLED = "installed"
    WELCOME = "welcome"
    INTRODUCTION = "introduction"
    PROMPT = "prompt"
    CURATION = "curation"
    MASKED = "masked"
    TOO_FEW = "too_few"
    DIGEST = "digest"
    REPORTED = "reported"
    HELD = "held"
    NOT_CURATED = "not_curated"
    LETTER = "letter"
    STRIP = "strip"
    REMINDER = "reminder"
    LATER = "later"
    QUIET = "quiet"
    MISSED = "missed"
    NOT_POSTED = "not_posted"
    LOOK_BACK = "look_back"
    REFRESH = "refresh"
    LOST = "lost"
    GO_FIRST = "go_first"
    WENT_WITHOUT = "went_without"
    EXAMPLE = "example"
    EXAMPLE_CHANGED = "example_changed"
    PROMPT_CHANGED = "prompt_changed"
    SHADOW = "shadow"
    SHADOW_OFF = "shadow_off"
    SHADOW_BACK = "shadow_back"
    PULSE = "pulse"
    PULSE_RESULT = "pulse_result"
    PULSE_REPORT = "pulse_report"
    REPORT = "report"
    REPORT_NOT_POSTED = "report_not_posted"


TO_THOSE_WHO_TOOK_PART = (
    DeliveryKind.MASKED,
    DeliveryKind.HELD,
    DeliveryKind.QUIET,
    DeliveryKind.LOOK_BACK,
)
"""Messages whose rows say who took part in a round or did not, and so go as participation does."""

TO_ONE_MEMBER = (
    DeliveryKind.PROMPT,
    DeliveryKind.STRIP,
    DeliveryKind.TOO_FEW,
    DeliveryKind.LOST,
    DeliveryKind.CURATION,
    DeliveryKind.REPORTED,
    DeliveryKind.NOT_CURATED,
    DeliveryKind.LETTER,
    DeliveryKind.REMINDER,
    DeliveryKind.LATER,
    DeliveryKind.MISSED,
    DeliveryKind.NOT_POSTED,
    DeliveryKind.GO_FIRST,
    DeliveryKind.WENT_WITHOUT,
    DeliveryKind.PROMPT_CHANGED,
    DeliveryKind.SHADOW,
    DeliveryKind.SHADOW_OFF,
    DeliveryKind.SHADOW_BACK,
    DeliveryKind.PULSE,
    DeliveryKind.PULSE_REPORT,
    DeliveryKind.REPORT,
    DeliveryKind.REPORT_NOT_POSTED,
)
"""Messages about one round, turn or pulse to one member; a welcome and an installer's note come once in a
lifetime and stay."""
