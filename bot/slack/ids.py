"""Every action, block and callback id, and the one place that says how they are spelt."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Name a button, menu or field that a person may use."""

    ANSWER = "answer.open"
    HOW = "how.open"
    LATER = "prompt.later"
    MENU = "prompt.menu"
    ASK_AGAIN = "quiet.resume"
    SEE = "receipt.see"
    EDIT = "receipt.edit"
    WITHDRAW = "receipt.withdraw"
    MAILBOX = "receipt.mailbox"
    FORGET = "receipt.forget"
    QUEUE = "curation.open"
    APPROVE = "curation.approve"
    MASK = "curation.mask"
    HOLD = "curation.hold"
    PASS_ON = "curation.pass_on"
    HIGHLIGHT = "highlight.menu"
    READ_ALL = "digest.all"
    SHARE = "lesson.open"
    SEND_AGAIN = "mine.send_again"
    HOME_NEW = "home.new_schedule"
    HOME_SETTINGS = "home.settings"
    HOME_RESUME = "home.resume"
    HOME_PAUSE = "home.pause"
    FREQUENCY = "schedule.frequency"
    AUDIENCE_KIND = "schedule.audience_kind"
    FIELD = "field"


class View(StrEnum):
    """Name a modal by what it is for."""

    WRITE = "answer.write"
    PREVIEW = "answer.preview"
    LATE = "answer.late"
    EDIT_LATER = "answer.edit_later"
    WITHDRAW = "receipt.withdraw"
    QUEUE = "curation.queue"
    MASK = "curation.mask"
    SCHEDULE = "schedule.new"
    SETTINGS = "settings"
    REPORT = "highlight.report"
    LEADER_ANSWER = "highlight.answer"
    LEADER_ASK = "highlight.ask"
    MAILBOX = "receipt.mailbox"
    TERMS = "terms"
    LEAVE = "leave"
    PAUSE = "pause"
    NOTE = "note"


class Block(StrEnum):
    """Name the input blocks to which an error sentence can be attached."""

    TEXT = "text"
    SHARE = "share"
    LATE = "late"
    NAME = "name"
    RHYTHM = "rhythm"
    WEEKDAY = "weekday"
    ON_DATE = "on_date"
    AT = "at"
    ZONE = "zone"
    AUDIENCE = "audience"
    PEOPLE = "people"
    CHANNEL = "channel"
    LEADERS = "leaders"
    K = "k"
    CURATION = "curation"
    WINDOW = "window"
    LANGUAGE = "language"
    WHEN = "when"
    HOLIDAYS = "holidays"
    REASON = "reason"
    TERMS = "terms"
    DAYS = "days"
    FROM_TIME = "from_time"
    TO_TIME = "to_time"
    UNTIL = "until"


COMMAND = "/lardom"
METADATA_EVENT = "lardom_delivery"
