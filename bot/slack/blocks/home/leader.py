"""What a leader's Home tab shows besides: what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.texts import Texts
from bot.slack.blocks.example import buttons
from bot.slack.blocks.kit import Json, actions, button, escape, section
from bot.slack.ids import Action


@dataclass(frozen=True, slots=True)
class NextRound:
    """Hold who goes first in a schedule's next round, if anybody does yet."""

    round_id: str
    name: str
    day: str
    who: str = ""
    own: bool = False
    late: bool = False


def going_first(t: Texts, rounds: Sequence[NextRound], *, examples: bool) -> list[Json]:
    """Offer a leader to go first in the rounds to come, or say who does, and to lift good examples."""
    blocks: list[Json] = [section(t("home.first"))] if rounds else []
    for one in rounds:
        line = f"*{escape(one.name)}* · {escape(one.day)}"
        if one.own:
            blocks += [section(f"{line}\n{t('home.first_own')}"), buttons(t, one.round_id)]
        elif one.who:
            blocks.append(section(f"{line}\n{t('home.first_taken', who=f'<@{one.who}>')}"))
        elif one.late:
            blocks.append(section(f"{line}\n{t('home.first_late')}"))
        else:
            write = button(t("first.write"), Action.GO_FIRST, f"{one.round_id}.0")
            blocks.append(section(line, accessory=write))
    if examples:
        blocks.append(actions(button(t("lift.open"), Action.EXAMPLES, "open")))
    return blocks


def reviews(t: Texts, waiting: Sequence[tuple[str, str]]) -> list[Json]:
    """List the rounds that wait to be reviewed: each a schedule's name and the round's id."""
    if not waiting:
        return []
    return [
        section(t("home.reviews")),
        *(
            section(f"*{escape(name)}*", accessory=button(t("curation.open"), Action.QUEUE, round_id))
            for name, round_id in waiting
        ),
    ]
