"""Admins' words: schedule new, list, show, edit, run, close, publish, pause, resume, delete."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.slack.blocks import schedule_cards as blocks
from bot.slack.blocks.kit import header
from bot.slack.blocks.schedule import Draft
from bot.slack.errors import Refusal
from bot.slack.listeners.commands.request import Request
from bot.slack.roles import is_admin
from bot.slack.scheduling.form import draft_of, form_view
from bot.slack.scheduling.one_line import from_line
from bot.slack.scheduling.saving import passed_until
from bot.slack.scheduling.wording import card
from bot.slack.services import Services, Visitor
from bot.slack.status import status_blocks
from bot.store.tables import RoundState, Schedule

SWEDISH = {
    "ny": "new",
    "nytt": "new",
    "lista": "list",
    "visa": "show",
    "kör": "run",
    "kor": "run",
    "stäng": "close",
    "stang": "close",
    "publicera": "publish",
    "pausa": "pause",
    "återuppta": "resume",
    "fortsätt": "resume",
    "ändra": "edit",
    "andra": "edit",
    "redigera": "edit",
    "ta": "delete",
    "radera": "delete",
}


async def status(services: Services, request: Request) -> None:
    """Say how every round stands, and what could not be delivered."""
    if not await is_admin(services, request.visitor):
        raise Refusal("error.admin_only")
    blocks = await status_blocks(services, request.visitor)
    await request.say(request.visitor.t("status.title"), blocks)


async def route(services: Services, request: Request) -> None:
    """Pass a schedule command on; only admins get this far."""
    if not await is_admin(services, request.visitor):
        raise Refusal("error.admin_only")
    word, _, rest = request.words.partition(" ")
    name = SWEDISH.get(word.casefold(), word.casefold()) or "list"
    rest = rest.strip()
    if name == "delete" and word.casefold() == "ta" and rest.casefold().split(" ")[0] == "bort":
        rest = rest[len("bort") :].strip()
    if name == "new":
        await _new(services, request, rest)
    elif name == "list":
        await _list(services, request)
    elif name in ON_ONE:
        await ON_ONE[name](services, request, await _named(services, request, rest, name))
    else:
        raise Refusal("error.unknown_schedule_command", word=word[:40])


async def _new(services: Services, request: Request, line: str) -> None:
    t = request.visitor.t
    if not line:
        view = await form_view(services, request.visitor, Draft())
        await request.client.views_open(trigger_id=request.trigger_id, view=view)
        return
    made = await from_line(services, request.visitor, line, request.channel)
    shown = blocks.saved(t, await card(services, t, made.schedule), made.warnings)
    await request.say(t("schedule.saved", name=made.schedule.name), shown)


async def _list(services: Services, request: Request) -> None:
    t = request.visitor.t
    cards = [await card(services, t, one) for one in await services.schedules.all(request.visitor.team)]
    await request.say(t("schedule.list_title"), blocks.listing(t, cards))


async def _show(services: Services, request: Request, schedule: Schedule) -> None:
    t = request.visitor.t
    shown = await card(services, t, schedule)
    await request.say(schedule.name, [header(schedule.name), *blocks.details(t, shown)])


async def _run(services: Services, request: Request, schedule: Schedule) -> None:
    result = await services.control.run_now(schedule)
    await _report(request, schedule, f"run.{result.done}", result.count)
    if result.later:
        await request.say(request.visitor.t.count("run.later", result.later))


async def _close(services: Services, request: Request, schedule: Schedule) -> None:
    result = await services.control.close_now(schedule)
    await _report(request, schedule, f"close.{result.done}", result.count)


async def _publish(services: Services, request: Request, schedule: Schedule) -> None:
    t = request.visitor.t
    result = await services.control.publish_now(schedule)
    until = t.moment(result.until, request.visitor.zone) if result.until else ""
    await _report(request, schedule, f"publish.{result.done}", result.count, until=until)
    if result.done == "done" and until:
        await request.say(t("publish.masked_follow", until=until))


async def _edit(services: Services, request: Request, schedule: Schedule) -> None:
    t = request.visitor.t
    view = await form_view(services, request.visitor, await draft_of(services, t, schedule))
    await request.client.views_open(trigger_id=request.trigger_id, view=view)


async def _delete(services: Services, request: Request, schedule: Schedule) -> None:
    running = await services.rounds.newest(schedule.id, (RoundState.OPENING, RoundState.OPEN))
    view = blocks.delete(
        request.visitor.t, schedule_id=schedule.id, name=schedule.name, is_open=running is not None
    )
    await request.client.views_open(trigger_id=request.trigger_id, view=view)


async def _pause(services: Services, request: Request, schedule: Schedule) -> None:
    await services.schedules.pause(schedule.id)
    await request.say(request.visitor.t("schedule.paused", name=schedule.name))


async def _resume(services: Services, request: Request, schedule: Schedule) -> None:
    t = request.visitor.t
    if not await services.control.resume(schedule, passed_until(services, schedule)):
        raise Refusal("error.never_asks")
    schedule.paused = False
    shown = await card(services, t, schedule)
    await request.say(t("schedule.resumed", name=schedule.name), blocks.resumed(t, shown))


async def scheduled(services: Services, visitor: Visitor, schedule_id: str) -> Schedule:
    """Return a schedule that a visitor may look after; raise Refusal."""
    if not await is_admin(services, visitor):
        raise Refusal("error.admin_only")
    found = await services.schedules.get(schedule_id)
    if found is None or found.team_id != visitor.team or found.deleted:
        raise Refusal("error.schedule_gone")
    return found


def on_one(word: str, schedule: Schedule) -> Callable[[Services, Request], Awaitable[None]]:
    """Return what a word does with one schedule."""

    async def answer(services: Services, request: Request) -> None:
        await ON_ONE[word](services, request, schedule)

    return answer


async def _named(services: Services, request: Request, name: str, word: str) -> Schedule:
    team = request.visitor.team
    wanted = name.strip("\"'”“’ ")
    if wanted:
        found = await services.schedules.named(team, wanted)
        if found is None:
            raise Refusal("error.no_such_schedule", name=wanted[:60])
        return found
    everything = await services.schedules.all(team)
    if len(everything) == 1:
        return everything[0]
    raise Refusal("error.name_needed" if everything else "schedule.none", word=word)


async def _report(request: Request, schedule: Schedule, text: str, count: int, **values: object) -> None:
    t = request.visitor.t
    await request.say(t.count(text, count, name=schedule.name, channel=f"<#{schedule.channel}>", **values))


ON_ONE: dict[str, Callable[[Services, Request, Schedule], Awaitable[None]]] = {
    "show": _show,
    "edit": _edit,
    "delete": _delete,
    "run": _run,
    "close": _close,
    "publish": _publish,
    "pause": _pause,
    "resume": _resume,
}
