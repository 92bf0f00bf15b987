"""Gather what the pulse shows: its messages when they are sent, its modals when they are opened."""

from __future__ import annotations

from datetime import timedelta

from bot.content.texts import Texts
from bot.learning.ballot import PULSE
from bot.learning.language import Language
from bot.learning.pulse import next_pulse
from bot.learning.trend import PulseTally, trend
from bot.slack.blocks import pulse as blocks
from bot.slack.blocks.kit import Json, escape
from bot.slack.blocks.pulse import Switch
from bot.slack.blocks.report import Sheet
from bot.slack.errors import Refusal
from bot.slack.message import Message, one_line
from bot.slack.roles import is_admin
from bot.slack.services import Resources, Services, Visitor
from bot.slack.status import why
from bot.store.ports import Dropped, Outcome
from bot.store.pulse_tables import Pulse, PulseState
from bot.store.schedules import calendar_of
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Schedule

KINDS = frozenset({DeliveryKind.PULSE, DeliveryKind.PULSE_RESULT, DeliveryKind.PULSE_REPORT})
NOBODY = "nobody"
"""The note on a report that says that nobody was asked."""

MOST_SHOWN = 5
A_WEEK = timedelta(days=7)


async def message(services: Resources, delivery: Delivery, schedule: Schedule) -> Message | Outcome:
    """Render a pulse's question, its result in the channel, or its report to a leader."""
    pulse_id, _, note = delivery.note.partition(".")
    pulse = await services.together.pulses.get(pulse_id)
    if pulse is None:
        return Dropped("nothing_to_say")
    if delivery.kind is DeliveryKind.PULSE_RESULT:
        return await _result(services, services.catalogue[Language(schedule.language)], schedule, pulse)
    visitor = await services.visitor(delivery.team_id, delivery.target)
    t = visitor.t
    if delivery.kind is DeliveryKind.PULSE:
        if pulse.state not in (PulseState.ASKING, PulseState.OPEN) or pulse.closes_at <= services.clock.now():
            return Dropped("closed")
        asked = blocks.ask(t, pulse.id, pulse.k, t.moment(pulse.closes_at, visitor.zone))
        return Message(t("pulse.fallback"), asked)
    name = escape(schedule.name)
    if note == NOBODY:
        return one_line(t("pulse.fallback"), t("pulse.nobody_asked", name=name, k=pulse.k))
    if note:
        channel = f"<#{schedule.channel}>"
        said = t("pulse.not_posted", name=name, channel=channel, why=why(t, note))
        return one_line(t("pulse.fallback"), said)
    if pulse.state is PulseState.TOO_FEW:
        return one_line(t("pulse.fallback"), t("pulse.too_few_leader", name=name, k=pulse.k))
    found = await result_sheet(services, t, schedule, t("pulse.to_leader", name=name), upto=pulse)
    return Message(found.text, found.blocks, found.plain)


async def result_sheet(
    services: Resources, t: Texts, schedule: Schedule, lead: str = "", upto: Pulse | None = None
) -> Sheet:
    """Return what may be shown of a schedule's pulses, up to one of them."""
    pulses = [
        one
        for one in await services.together.pulses.of(schedule.id)
        if one.state is PulseState.COUNTED and (upto is None or one.asked_on <= upto.asked_on)
    ]
    counted = await services.together.polls.shown([one.id for one in pulses])
    shown = trend([PulseTally(one.asked_on, one.k, counted.get(one.id, {})) for one in pulses])
    return blocks.sheet(t, schedule.name, shown, pulses[-1].k if pulses else schedule.k, lead)


async def sheets_for(services: Services, visitor: Visitor) -> list[tuple[str, Sheet]]:
    """Return the results that a visitor may see; raise Refusal for whoever neither leads nor administers."""
    admin = await is_admin(services, visitor)
    led = [
        one
        for one in await services.schedules.all(visitor.team)
        if admin or visitor.user in await services.schedules.leaders(one.id)
    ]
    if not led and not admin:
        raise Refusal("pulse.for_leaders")
    found = []
    for schedule in led[:MOST_SHOWN]:
        if any(one.state is PulseState.COUNTED for one in await services.together.pulses.of(schedule.id)):
            found.append((schedule.name, await result_sheet(services, visitor.t, schedule)))
    return found


async def settings_view(services: Services, visitor: Visitor) -> Json:
    """Return the modal in which an admin turns pulses on and off."""
    t, switches = visitor.t, []
    for schedule in await services.schedules.all(visitor.team):
        starts = await services.together.pulses.starts(schedule.id)
        earlier = await services.together.pulses.of(schedule.id)
        status = ""
        if starts is not None and earlier and earlier[-1].state in (PulseState.ASKING, PulseState.OPEN):
            status = t("pulse.is_open", when=t.moment(earlier[-1].closes_at, visitor.zone))
        elif starts is not None:
            last = earlier[-1].asked_on if earlier else None
            status = t("pulse.is_on", day=t.day(next_pulse(calendar_of(schedule), starts, last)))
        switches.append(Switch(schedule.id, schedule.name, status))
    return blocks.settings(t, switches)


async def start_view(services: Services, visitor: Visitor, schedule_id: str) -> Json:
    """Return the modal that asks when a schedule's first pulse shall come."""
    schedule = await own_schedule(services, visitor, schedule_id)
    earlier = await services.together.pulses.of(schedule.id)
    last = earlier[-1].asked_on if earlier else None
    first = next_pulse(calendar_of(schedule), services.today() + A_WEEK, last)
    return blocks.start(visitor.t, schedule.id, schedule.name, first)


async def own_schedule(services: Services, visitor: Visitor, schedule_id: str) -> Schedule:
    """Return a schedule that a visitor administers; raise Refusal for any other."""
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")
    found = await services.schedules.get(schedule_id)
    if found is None or found.team_id != visitor.team or found.deleted:
        raise Refusal("error.gone")
    return found


async def asked_pulse(services: Services, visitor: Visitor, pulse_id: str) -> Pulse:
    """Return an open pulse that a visitor was asked in; raise Refusal for any other."""
    pulse = await services.together.pulses.get(pulse_id)
    asked = await services.outbox.find(f"{pulse_id}:{DeliveryKind.PULSE}:{visitor.user}")
    was_asked = asked is not None and asked.state is not DeliveryState.DROPPED
    if pulse is None or pulse.team_id != visitor.team or not was_asked:
        raise Refusal("error.not_yours")
    if pulse.state not in (PulseState.ASKING, PulseState.OPEN) or pulse.closes_at <= services.clock.now():
        raise Refusal("pulse.closed")
    return pulse


async def form_view(services: Services, visitor: Visitor, pulse: Pulse) -> Json:
    """Return the form, with what the visitor has chosen before."""
    own = await services.intake.own(visitor.team, visitor.user, pulse.id)
    chosen = PULSE.unpacked(own.text) if own is not None else {}
    return blocks.form(visitor.t, pulse.id, pulse.k, chosen)


async def _result(services: Resources, t: Texts, schedule: Schedule, pulse: Pulse) -> Message:
    if pulse.state is PulseState.TOO_FEW:
        return Message(t("pulse.fallback"), blocks.too_few(t, pulse.k))
    found = await result_sheet(services, t, schedule, upto=pulse)
    return Message(found.text, found.blocks, found.plain)
