"""Follow a colleague: what was written in its modals."""

from __future__ import annotations

from datetime import date, timedelta

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.content.texts import Texts
from bot.learning.ballot import FOLLOWED, HAPPENED, Happened
from bot.learning.shadow.season import INTERVALS
from bot.slack.blocks.answer import note
from bot.slack.blocks.shadow import SIZES, WORKDAYS
from bot.slack.errors import Refusal
from bot.slack.fields import chosen, typed
from bot.slack.following import turns_to_come
from bot.slack.ids import Block, View
from bot.slack.listeners.actions.shadow import own_turn
from bot.slack.listeners.common import Body, Context
from bot.slack.roles import is_admin
from bot.slack.scheduling.wording import time_of
from bot.slack.services import Services
from bot.slack.sharing import share_view
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission
from bot.store.sealed.volunteers import LONGEST_TEAM, LONGEST_WISH, Wish
from bot.store.shadow_tables import ShadowSeason

LATER_END = timedelta(weeks=12)


def register(app: AsyncApp, services: Services) -> None:
    """Register the modals."""

    async def sign_up(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        see, show = (_line(view, block, LONGEST_WISH) for block in (Block.SEE, Block.SHOW))
        if not see and not show:
            await ack(response_action="errors", errors={Block.SEE: t("shadow.nothing_written")})
            return
        wish = Wish(see, show, _line(view, Block.TEAM, LONGEST_TEAM))
        await services.together.volunteers.sign_up(visitor.team, visitor.user, wish)
        await ack(response_action="update", view=note(t, t("shadow.title"), t("shadow.done")))

    async def look_back(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        happened = chosen(view, Block.HAPPENED)
        if happened not in tuple(Happened):
            await ack(response_action="errors", errors={Block.HAPPENED: t("shadow.choose")})
            return
        turn = await own_turn(services, visitor, view.get("private_metadata", ""))
        ballot = Submission(visitor.user, Share.PRIVATE, FOLLOWED.packed({HAPPENED: happened}))
        if await services.intake.submit(visitor.team, turn.id, ballot) is not Taken.STORED:
            await ack(
                response_action="update", view=note(t, t("shadow.back_title"), t("shadow.counted_already"))
            )
            return
        if happened == Happened.YES:
            try:
                following = await share_view(services, visitor, t("shadow.learned"))
            except Refusal:
                # No round is to come; the answer is kept all the same.
                following = note(t, t("shadow.back_title"), t("shadow.done_yes"))
        else:
            following = note(t, t("shadow.back_title"), t(f"shadow.done_{happened}"))
        await ack(response_action="update", view=following)

    async def season(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        if not await is_admin(services, visitor):
            raise Refusal("error.admin_only")
        found = _season(visitor.team, view)
        schedules = {one.id for one in await services.schedules.all(visitor.team)}
        if found is None or found.schedule_id not in schedules:
            raise Refusal("error.gone")
        days = [] if found.ends_on < found.starts_on else await turns_to_come(services, t, found)
        if not days:
            await ack(response_action="errors", errors={Block.ENDS: _too_short(t, found)})
            return
        await services.together.seasons.set(found)
        said = t("shadow.saved", days="; ".join(days))
        await ack(response_action="update", view=note(t, t("shadow.season"), said))

    app.view(View.SHADOW)(sign_up)
    app.view(View.SHADOW_BACK)(look_back)
    app.view(View.SHADOW_SEASON)(season)


def _line(view: Body, block: Block, most: int) -> str:
    return " ".join(typed(view, block).split())[:most]


def _too_short(t: Texts, season: ShadowSeason) -> str:
    why = "ends_first" if season.ends_on < season.starts_on else "no_turn"
    return t(f"shadow.{why}", day=t.day(season.starts_on + LATER_END))


def _season(team: str, view: Body) -> ShadowSeason | None:
    """Read a season from its form; None for values that the form does not offer."""
    every, weekday, size = (chosen(view, block) for block in (Block.EVERY, Block.WEEKDAY, Block.SIZE))
    at = time_of(chosen(view, Block.AT))
    try:
        starts, ends = (date.fromisoformat(chosen(view, block)) for block in (Block.STARTS, Block.ENDS))
    except ValueError:
        return None
    offered = (
        every in map(str, INTERVALS) and weekday in map(str, range(WORKDAYS)) and size in map(str, SIZES)
    )
    if not offered or at is None:
        return None
    return ShadowSeason(
        team_id=team,
        schedule_id=chosen(view, Block.SCHEDULE),
        every_weeks=int(every),
        weekday=int(weekday),
        at_time=f"{at:%H:%M}",
        starts_on=starts,
        ends_on=ends,
        size=int(size),
    )
