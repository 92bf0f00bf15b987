"""Ask which days a schedule leaves out: a country's holidays, and what else is free there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.content.texts import Texts
from bot.slack.blocks.kit import Json, field, option, plain
from bot.slack.ids import Action, Block

WEEKENDS_ONLY = "none"
NEAR = ("SE", "NO", "DK", "FI", "IS")
CHOICES = ("eves", "half_days", "bridge_days")
MOST_IN_A_GROUP = 100


def days_off(t: Texts, country: str, chosen: Sequence[str], names: Mapping[str, str]) -> list[Json]:
    """Ask for a country, by its name in the reader's language, and which other days are free."""
    none = option(t("holidays.none"), WEEKENDS_ONLY)
    near = [none, *(option(names[code][:75], code) for code in NEAR)]
    others = sorted((name[:75], code) for code, name in names.items() if code not in NEAR)
    groups: list[Json] = [{"label": plain(t("holidays.near")), "options": near}]
    for start in range(0, len(others), MOST_IN_A_GROUP):
        part = others[start : start + MOST_IN_A_GROUP]
        label = f"{part[0][0][0]}–{part[-1][0][0]}"
        groups.append({"label": plain(label), "options": [option(name, code) for name, code in part]})
    every = [one for group in groups for one in group["options"]]
    select: Json = {
        "type": "static_select",
        "action_id": Action.FIELD,
        "option_groups": groups,
        "initial_option": next((one for one in every if one["value"] == country), none),
    }
    boxes = [option(t(f"days_off.{one}"), one, t(f"days_off.{one}_say")) for one in CHOICES]
    ticks: Json = {"type": "checkboxes", "action_id": Action.FIELD, "options": boxes}
    if ticked := [one for one in boxes if one["value"] in chosen]:
        ticks["initial_options"] = ticked
    return [
        field(Block.HOLIDAYS, t("schedule.holidays"), select),
        field(Block.DAYS_OFF, t("schedule.days_off"), ticks, optional=True),
    ]
