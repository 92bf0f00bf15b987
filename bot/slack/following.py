"""Gather what following a colleague shows: messages when they are sent, modals when they are opened."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.content.texts import Texts
from bot.learning.ballot import FOLLOWED, HAPPENED, Happened
from bot.learning.disclosure import in_steps, rounded_share
from bot.slack.blocks import shadow as blocks
from bot.slack.blocks.kit import Json
from bot.slack.blocks.shadow import Draft, Partner
from bot.slack.errors import Refusal
from bot.slack.message import Message
from bot.slack.scheduling.wording import weekday_names
from bot.slack.services import Resources, Services, Visitor
from bot.store.ports import Alike, Outcome
from bot.store.schedules import calendar_of
from bot.store.sealed.groups import Group
from bot.store.sealed.volunteers import Wish
from bot.store.seasons import rule_of_season
from bot.store.shadow_tables import ShadowSeason, ShadowTurn, TurnState
from bot.store.tables import Delivery, DeliveryKind, Schedule

KINDS = frozenset({DeliveryKind.SHADOW, DeliveryKind.SHADOW_OFF, DeliveryKind.SHADOW_BACK})
SHOWN_TURNS = 5
USUAL_EVERY, USUAL_DAY, USUAL_TIME, USUAL_LENGTH = 2, 1, time(9, 0), timedelta(weeks=16)


async def message(services: Resources, delivery: Delivery) -> Message | Outcome:
    """Render a message of a turn; whom it concerns no longer gets none, and its row looks as if they had."""
    visitor = await services.visitor(delivery.team_id, delivery.target)
    t = visitor.t
    turn = await services.together.seasons.turn(delivery.note)
    group = await services.together.groups.of(delivery.note, visitor.user)
    if turn is None:
        return Alike()
    if delivery.kind is DeliveryKind.SHADOW_OFF:
        gone, left = (group.gone, group.others(visitor.user)) if group else ((), ())
        return Message(t("shadow.off_fallback"), blocks.off(t, gone, left))
    if group is None or not group.others(visitor.user):
        return Alike()
    if delivery.kind is DeliveryKind.SHADOW_BACK:
        asked = blocks.ask_back(t, turn.id, group.others(visitor.user))
        return Message(t("shadow.back_fallback"), asked)
    return Message(t("shadow.fallback"), await _introduction(services, visitor, turn, group))


async def sign_up_view(services: Services, visitor: Visitor, *, admin: bool) -> Json:
    """Return the modal in which a member signs up, or changes what they said."""
    wish = await services.together.volunteers.wish(visitor.team, visitor.user)
    said = [await next_turn(services, visitor)]
    if wish is not None and await _wants_peace(services, visitor):
        said.append(visitor.t("shadow.you_have_peace"))
    return blocks.sign_up(visitor.t, wish, [line for line in said if line], admin=admin)


async def next_turn(services: Services, visitor: Visitor) -> str:
    """Say when people are brought together next."""
    season = await services.together.seasons.of(visitor.team)
    days = [] if season is None else await turns_to_come(services, visitor.t, season)
    return visitor.t("shadow.next_turn", day=days[0]) if days else visitor.t("shadow.no_season")


async def turns_to_come(services: Services, t: Texts, season: ShadowSeason) -> list[str]:
    """Return the days of a season's next turns in words."""
    schedule = await services.shadowing.schedule_of(season)
    if schedule is None:
        return []
    last = await services.together.seasons.last(season.team_id)
    rule, now = rule_of_season(season, schedule), services.clock.now()
    turns = (at for _, at in rule.turns(calendar_of(schedule), last) if at > now)
    return [t.day(at.astimezone(rule.zone).date()) for at in islice(turns, SHOWN_TURNS)]


async def season_view(services: Services, visitor: Visitor) -> Json:
    """Return the modal in which an admin sets the season up; raise Refusal while there is no schedule."""
    t, kept = visitor.t, services.together
    schedules = await services.schedules.all(visitor.team)
    if not schedules:
        raise Refusal("shadow.no_schedule")
    found = await kept.seasons.of(visitor.team)
    season = found or _usual(services, visitor, schedules[0])
    ids = [one.id for one in schedules]
    draft = Draft(
        schedules=[(one.id, one.name) for one in schedules],
        schedule=season.schedule_id if season.schedule_id in ids else ids[0],
        every_weeks=season.every_weeks,
        weekday=season.weekday,
        at=season.at_time,
        starts=season.starts_on,
        ends=season.ends_on,
        size=season.size,
        exists=found is not None,
    )
    return blocks.season(t, draft, weekday_names(t), await _how_it_goes(services, visitor))


async def chosen_before(services: Services, visitor: Visitor, turn: ShadowTurn) -> str | None:
    """Return what a member has answered on a turn; it can be changed until it is counted."""
    own = await services.intake.own(visitor.team, visitor.user, turn.id)
    return FOLLOWED.unpacked(own.text).get(HAPPENED) if own is not None else None


async def _introduction(services: Resources, visitor: Visitor, turn: ShadowTurn, group: Group) -> list[Json]:
    t = visitor.t
    zones = {}
    for user in group.members:
        person = await services.directories.at(visitor.team).person(user)
        zones[user] = person.zone if person is not None else visitor.zone
    wishes = await services.together.volunteers.all(visitor.team)
    others = group.others(visitor.user)
    return blocks.introduction(
        t,
        turn.id,
        [Partner(user, wishes.get(user, Wish())) for user in others],
        [_in_every_zone(t, at, visitor, others, zones) for at in group.times],
        learned_of=t.day(turn.asks_at.astimezone(ZoneInfo(visitor.zone)).date()),
    )


def _in_every_zone(
    t: Texts, at: datetime, visitor: Visitor, others: tuple[str, ...], zones: dict[str, str]
) -> str:
    """Say a time by the reader's clock, and by each other's where that shows something else."""
    own = at.astimezone(ZoneInfo(visitor.zone))
    elsewhere = []
    for user in others:
        there = at.astimezone(ZoneInfo(zones[user]))
        if there.replace(tzinfo=None) != own.replace(tzinfo=None):
            same_day = there.date() == own.date()
            said = t.clock(there.time()) if same_day else t.moment(at, zones[user])
            elsewhere.append(t("shadow.time_elsewhere", at=said, who=f"<@{user}>"))
    said = t.moment(at, visitor.zone)
    return f"{said} ({', '.join(elsewhere)})" if elsewhere else said


async def _how_it_goes(services: Services, visitor: Visitor) -> list[str]:
    """Say how many are willing and whether it happened, both only from k and rounded."""
    t, kept = visitor.t, services.together
    willing = in_steps(await kept.volunteers.count(visitor.team), services.default_k)
    lines = [
        t("shadow.few_volunteers", k=services.default_k)
        if willing is None
        else t("shadow.volunteers", n=willing)
    ]
    turns = await kept.seasons.turns(visitor.team, TurnState.COUNTED)
    for turn in reversed(turns):
        tally = (await kept.polls.shown([turn.id])).get(turn.id, {}).get(HAPPENED)
        share = rounded_share(tally[Happened.YES], sum(tally.values()), turn.k) if tally else None
        if share is not None:
            return [*lines, t("shadow.happened_share", share=share)]
    return lines


async def _wants_peace(services: Services, visitor: Visitor) -> bool:
    member = await services.members.get(visitor.team, visitor.user)
    paused = member.paused_until is not None and member.paused_until > services.clock.now()
    return member.stopped or paused or visitor.user in await services.members.silent(visitor.team)


def _usual(services: Services, visitor: Visitor, schedule: Schedule) -> ShadowSeason:
    today = services.today()
    return ShadowSeason(
        team_id=visitor.team,
        schedule_id=schedule.id,
        every_weeks=USUAL_EVERY,
        weekday=USUAL_DAY,
        at_time=f"{USUAL_TIME:%H:%M}",
        starts_on=today + timedelta(days=1),
        ends_on=today + USUAL_LENGTH,
        size=2,
    )
