"""The pulse: answers are taken in, and an admin turns it on."""

from __future__ import annotations

from datetime import date

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.learning.ballot import PULSE, Statement
from bot.learning.pulse import next_pulse
from bot.slack.blocks.answer import note
from bot.slack.blocks.pulse import SKIP, block_of
from bot.slack.errors import Refusal, acked_first
from bot.slack.fields import chosen
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.pulses import asked_pulse, own_schedule, settings_view
from bot.slack.review import VIEW_GONE
from bot.slack.services import Services
from bot.store.schedules import calendar_of
from bot.store.sealed.intake import Taken
from bot.store.sealed.seal import Share, Submission


def register(app: AsyncApp, services: Services) -> None:
    """Register the modals."""

    async def answer(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        pulse = await asked_pulse(services, visitor, view.get("private_metadata", ""))
        picked = {one.value: chosen(view, block_of(one)) for one in Statement}
        try:
            ballot = PULSE.packed({name: level for name, level in picked.items() if level != SKIP})
        except ValueError:
            raise Refusal("error.gone") from None
        # Skipping everything is sealed as well: no row tells who had something to say.
        sent = Submission(visitor.user, Share.PRIVATE, ballot)
        if await services.intake.submit(visitor.team, pulse.id, sent) is not Taken.STORED:
            raise Refusal("pulse.closed")
        closes = t.moment(pulse.closes_at, visitor.zone)
        await ack(response_action="update", view=note(t, t("pulse.title"), t("pulse.done", when=closes)))

    async def start(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        schedule = await own_schedule(services, visitor, view.get("private_metadata", ""))
        try:
            wished = date.fromisoformat(chosen(view, Block.STARTS))
        except ValueError:
            raise Refusal("error.gone") from None
        earlier = await services.together.pulses.of(schedule.id)
        last = earlier[-1].asked_on if earlier else None
        first = next_pulse(calendar_of(schedule), max(wished, services.today()), last)
        if wished < services.today():
            await ack(response_action="errors", errors={Block.STARTS: t("pulse.past", day=t.day(first))})
            return
        await services.together.pulses.turn_on(schedule.id, wished)
        said = t("pulse.turned_on", name=schedule.name, day=t.day(first))
        await ack(response_action="update", view=note(t, t("pulse.title"), said))

    async def show_settings(view: Body, client: AsyncWebClient, context: Context) -> None:
        """Bring the list below in line; a person who has closed it meanwhile misses nothing."""
        below = view.get("previous_view_id")
        if not below:
            return
        shown = await settings_view(services, context["visitor"])
        try:
            await client.views_update(view_id=below, view=shown)
        except SlackApiError as problem:
            if problem.response.get("error") not in VIEW_GONE:
                raise

    app.view(View.PULSE)(answer)
    app.view(View.PULSE_START)(acked_first(services, show_settings, start))
