"""How it works, help, settings and other small modals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.content.texts import Texts
from bot.slack.blocks.kit import (
    Json,
    button,
    channel_select,
    choice,
    context,
    field,
    header,
    modal,
    option,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View
from bot.store.sealed.seal import Share


def how_it_works(t: Texts, k: int) -> Json:
    """Say what happens to a text, with the limits of the promise."""
    return modal(View.NOTE, t("how.title"), privacy(t, k), close=t("common.close"))


def privacy(t: Texts, k: int) -> list[Json]:
    """Say the same as an answer to a command."""
    return [
        section(t("how.promise", k=k)),
        section(t("how.limits")),
        section(t("how.receipt")),
        section(t("how.letters")),
    ]


def help_page(t: Texts, *, admin: bool, leads: bool = False) -> list[Json]:
    """List what a person can do."""
    blocks = [header(t("help.title")), section(t("help.everyone"))]
    if leads:
        blocks.append(section(t("help.leader")))
    if admin:
        blocks.append(section(t("help.admin")))
    return [*blocks, context(t("help.home"))]


def settings(
    t: Texts,
    *,
    language: str,
    share: Share,
    weekdays: Sequence[str],
    hours: tuple[str, str, str] = ("", "", ""),
    admin: bool = False,
    report_channel: str | None = None,
) -> Json:
    """Let a member choose language, preselected way to share, and own days and hours.

    `hours` are the days as in "0,1,2", and the times from and to as in "07:00"; empty ones are not chosen.
    An admin also chooses where the monthly report goes.
    """
    days = [option(name, str(number)) for number, name in enumerate(weekdays)]
    own_days: Json = {"type": "checkboxes", "action_id": Action.FIELD, "options": days}
    if hours[0]:
        own_days["initial_options"] = [days[int(day)] for day in hours[0].split(",")]
    languages = [
        option(t("settings.as_slack"), "slack"),
        option("Svenska", "sv"),
        option("English", "en"),
    ]
    ways = [option(t(f"share.{one}"), one) for one in Share]
    return modal(
        View.SETTINGS,
        t("settings.title"),
        [
            field(
                Block.LANGUAGE,
                t("settings.language"),
                choice("static_select", Action.FIELD, languages, language),
            ),
            field(Block.SHARE, t("settings.share"), choice("radio_buttons", Action.FIELD, ways, share)),
            field(Block.DAYS, t("settings.days"), own_days, optional=True, hint=t("settings.days_hint")),
            field(Block.FROM_TIME, t("settings.from"), _time(hours[1]), optional=True),
            field(
                Block.TO_TIME,
                t("settings.to"),
                _time(hours[2]),
                optional=True,
                hint=t("settings.hours_hint"),
            ),
            *([_report_channel(t, report_channel)] if admin else []),
            section(
                t("leave.in_settings"),
                accessory=button(t("leave.open"), Action.LEAVE, "leave", style="danger"),
            ),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
    )


def _report_channel(t: Texts, chosen: str | None) -> Json:
    picker = channel_select(t("schedule.channel_placeholder"), chosen)
    return field(
        Block.REPORT_CHANNEL,
        t("settings.report_channel"),
        picker,
        optional=True,
        hint=t("settings.report_hint"),
    )


def _time(chosen: str) -> Json:
    built: Json = {"type": "timepicker", "action_id": Action.FIELD}
    if chosen:
        built["initial_time"] = chosen
    return built


def pause_until(t: Texts, round_id: str, proposed: date) -> Json:
    """Ask until when a member wants no questions."""
    picker: Json = {
        "type": "datepicker",
        "action_id": Action.FIELD,
        "initial_date": proposed.isoformat(),
    }
    return modal(
        View.PAUSE,
        t("pause.title"),
        [field(Block.UNTIL, t("pause.label"), picker, hint=t("pause.hint"))],
        submit=t("pause.send"),
        close=t("common.cancel"),
        metadata=round_id,
    )


def line(sentence: str) -> list[Json]:
    """Show one sentence and nothing to press."""
    return [section(sentence)]


def terms(t: Texts, kept: Sequence[str]) -> Json:
    """Let an admin list the words that are masked in every text, one a line."""
    return modal(
        View.TERMS,
        t("terms.title"),
        [
            section(t("terms.lead")),
            field(
                Block.TERMS,
                t("terms.label"),
                text_input(Action.FIELD, multiline=True, initial="\n".join(kept), most=3000),
                optional=True,
                hint=t("terms.hint"),
            ),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
    )


def leave(t: Texts) -> Json:
    """Ask before a member's traces are removed."""
    return modal(
        View.LEAVE,
        t("leave.title"),
        [section(t("leave.lead")), section(t("leave.stays"))],
        submit=t("leave.send"),
        close=t("common.cancel"),
    )
