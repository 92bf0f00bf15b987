"""A prompt is saved, or many are taken in at once."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.prompts.importing import ImportFault
from bot.learning.acts import Act
from bot.learning.prompts import LONGEST
from bot.slack.blocks.answer import note
from bot.slack.errors import acked_first
from bot.slack.fields import chosen, typed
from bot.slack.ids import Block, View
from bot.slack.listeners.common import Body, Context
from bot.slack.prompts import MOST_OWN, admins_only, book_view, found, read_place, save, take_in, written
from bot.slack.review import VIEW_GONE
from bot.slack.services import Services
from bot.slack.writing import sayable


def register(app: AsyncApp, services: Services) -> None:
    """Register both modals."""

    async def keep(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        await admins_only(services, visitor)
        act, _, prompt_id = read_place(view.get("private_metadata", ""))
        if prompt_id:
            act = (await found(services, visitor, prompt_id)).prompt.act
        elif chosen(view, Block.ACT) in tuple(Act):
            act = Act(chosen(view, Block.ACT))
        prompt = written(
            prompt_id, act, chosen(view, Block.KIND), typed(view, Block.SV), typed(view, Block.EN)
        )
        problems = {
            str(block): problem
            for block, text in ((Block.SV, prompt.sv), (Block.EN, prompt.en))
            if text and (problem := sayable(t, text, LONGEST))
        }
        if not (prompt.sv or prompt.en):
            problems[Block.SV] = t("prompts.no_words")
        if not problems and (sentence := await save(services, visitor, prompt)):
            problems[Block.SV] = t(sentence, most=MOST_OWN)
        await (ack(response_action="errors", errors=problems) if problems else ack())

    async def take(ack: AsyncAck, view: Body, context: Context) -> None:
        visitor = context["visitor"]
        t = visitor.t
        await admins_only(services, visitor)
        try:
            new, known = await take_in(services, visitor, typed(view, Block.QUESTIONS))
        except ImportFault as problem:
            words = {"row": problem.row, "word": problem.word, "most": LONGEST}
            sentence = t(f"import_fault.{problem.fault}", **words)
            await ack(response_action="errors", errors={Block.QUESTIONS: sentence})
            return
        said = [t.count("prompts.taken", new), *([t.count("prompts.were_known", known)] if known else [])]
        await ack(response_action="update", view=note(t, t("prompts.import_title"), " ".join(said)))

    async def redraw(view: Body, client: AsyncWebClient, context: Context) -> None:
        act, _, prompt_id = read_place(view.get("private_metadata", ""))
        if not prompt_id and chosen(view, Block.ACT) in tuple(Act):
            act = Act(chosen(view, Block.ACT))
        shown = await book_view(services, context["visitor"], act)
        if not view.get("previous_view_id"):
            return
        try:
            await client.views_update(view_id=view["previous_view_id"], view=shown)
        except SlackApiError as problem:
            if problem.response.get("error") not in VIEW_GONE:
                raise

    app.view(View.PROMPT_FORM)(acked_first(services, redraw, keep))
    app.view(View.PROMPTS_IMPORT)(acked_first(services, redraw, take))
