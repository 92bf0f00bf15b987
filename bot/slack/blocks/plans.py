"""Make a plan, and look back on it."""

from __future__ import annotations

from bot.content.texts import Texts
from bot.learning.acts import Act
from bot.learning.plans import LONGEST_PART, Plan, Tried
from bot.learning.reading import parted
from bot.slack.blocks.digest import shortened
from bot.slack.blocks.kit import (
    Json,
    actions,
    button,
    choice,
    context,
    field,
    modal,
    option,
    quoted,
    section,
    text_input,
)
from bot.slack.ids import Action, Block, View

MOST_OF_A_LESSON = 200
"""Characters of a lesson with which a plan is begun; its maker goes on from there in their own words."""


def make(t: Texts, metadata: str, *, lesson: str = "", act: str = "") -> Json:
    """Ask for a plan; one from somebody else's lesson is begun with it, and with a moment fit for its act."""
    lead = [quoted(lesson)] if lesson else []
    when = t(f"plan_when.{act}") if lesson and act in tuple(Act) else ""
    then = t("plan.then_lesson", lesson=shortened(parted(lesson)[0], MOST_OF_A_LESSON)) if lesson else ""
    return modal(
        View.PLAN,
        t("plan.title"),
        [
            *lead,
            section(t("plan.lead")),
            field(
                Block.PLAN_WHEN,
                t("plan.when"),
                text_input(
                    Action.FIELD,
                    initial=when,
                    most=LONGEST_PART,
                    hint=t("plan.when_hint"),
                ),
            ),
            field(
                Block.PLAN_THEN,
                t("plan.then"),
                text_input(
                    Action.FIELD,
                    initial=then,
                    most=LONGEST_PART,
                    hint=t("plan.then_hint"),
                    multiline=bool(lesson),  # one line would cut what it is begun with
                ),
            ),
            context(t("plan.yours_member" if lesson else "plan.yours_receipt")),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def look_back(t: Texts, metadata: str, plan: Plan) -> Json:
    """Show a plan and ask what came of it."""
    ways = [option(t(f"tried.{one}"), one) for one in Tried]
    share: Json = {
        "type": "checkboxes",
        "action_id": Action.FIELD,
        "options": [option(t("look_back.share"), "share")],
    }
    return modal(
        View.LOOK_BACK,
        t("look_back.title"),
        [
            quoted(t("plan.whole", when=plan.when, then=plan.then)),
            field(Block.TRIED, t("look_back.label"), choice("radio_buttons", Action.FIELD, ways, plan.tried)),
            field(
                Block.HAPPENED,
                t("look_back.happened"),
                text_input(Action.FIELD, initial=plan.happened, most=LONGEST_PART),
                optional=True,
            ),
            field(Block.SHARE, t("look_back.share_label"), share, optional=True),
            context(t("plan.yours")),
        ],
        submit=t("common.save"),
        close=t("common.cancel"),
        metadata=metadata,
    )


def ask_back(t: Texts, plan_id: str) -> list[Json]:
    """Ask the maker of a plan what came of it; the plan itself is not in the message."""
    return [
        section(t("look_back.plan")),
        actions(button(t("look_back.button"), Action.PLAN_BACK, plan_id, style="primary")),
    ]
