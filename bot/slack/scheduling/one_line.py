"""Make a schedule from one typed line, with defaults for the rest."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.learning.rule_text import RuleProblem, parse_rule
from bot.slack.errors import Refusal, Sentence
from bot.slack.scheduling.saving import Made, channel_problem, rule_columns, save
from bot.slack.scheduling.wording import rule_problem
from bot.slack.services import Services, Visitor
from bot.store.schedules import NameTaken, NeverAsks, name_key
from bot.store.tables import Schedule


async def from_line(services: Services, visitor: Visitor, line: str, here: str) -> Made:
    """Save the schedule that a line describes; raise Refusal with the sentence that mends it."""
    t = visitor.t
    today = services.clock.now().astimezone(ZoneInfo(visitor.zone)).date()
    try:
        parsed = parse_rule(line, today)
    except RuleProblem as problem:
        raise Sentence(rule_problem(t, problem)) from None
    channel = parsed.channel or here
    if not channel.startswith(("C", "G")):
        raise Refusal("error.channel_missing")
    if sentence := await channel_problem(services, visitor, channel):
        raise Sentence(sentence)
    info = await (await services.clients.of(visitor.team)).conversations_info(channel=channel)
    base = str(info["channel"].get("name") or t("schedule.default_name"))
    name = base
    number = 2
    while await services.schedules.named(visitor.team, name):
        name, number = f"{base} {number}", number + 1
    schedule = Schedule(
        **rule_columns(parsed.rule),
        team_id=visitor.team,
        name=name,
        name_key=name_key(name),
        home_zone=visitor.zone,
        audience=channel,
        channel=channel,
        language=t.language.value,
        k=services.default_k,
        created_by=visitor.user,
    )
    try:
        return await save(services, visitor, schedule, [])
    except NameTaken:
        raise Refusal("error.name_taken", name=name) from None
    except NeverAsks:
        raise Refusal("error.never_asks") from None
