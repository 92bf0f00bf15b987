"""What leaders can lift into the next digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.digest import shortened
from bot.slack.blocks.kit import Json, actions, button, context, divider, escape, modal, quoted, section
from bot.slack.ids import Action, View

MOST_CHARACTERS = 400
LABEL = 75


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """Hold a good example by name, and into which schedules' next digests it can go or goes."""

    id: str
    author: str
    text: str
    question: str
    waits: bool
    offered: Sequence[tuple[str, str]] = ()
    lifted: Sequence[tuple[str, str]] = ()


def listing(t: Texts, cards: Sequence[ExampleCard], *, several: bool) -> Json:
    """List good examples by name; with several schedules each button says which."""
    blocks = [section(t("lift.lead"))]
    for card in cards:
        said = t("lift.waits" if card.waits else "lift.from", question=escape(card.question))
        small = [t("curation.by_name", who=f"<@{card.author}>")]
        small += [] if card.waits and card.lifted else [said]
        blocks += [divider(), quoted(shortened(card.text, MOST_CHARACTERS)), context(*small)]
        blocks += [context(t("lift.lifted", name=escape(name))) for _, name in card.lifted]
        buttons = [
            *(_button(t, "lift.lift", Action.LIFT, one, card.id, several) for one in card.offered),
            *(_button(t, "lift.lower", Action.LOWER, one, card.id, several) for one in card.lifted),
        ]
        # One row each: within a row no two buttons may have the same name.
        blocks += [actions(one) for one in buttons]
    if not cards:
        blocks.append(section(t("lift.none")))
    return modal(View.EXAMPLES, t("lift.title"), blocks, close=t("common.close"))


def _button(
    t: Texts, text: str, action: Action, schedule: tuple[str, str], item_id: str, several: bool
) -> Json:
    schedule_id, name = schedule
    label = t(f"{text}_named", name=name) if several else t(text)
    return button(shortened(label, LABEL), action, f"{schedule_id}.{item_id}")
