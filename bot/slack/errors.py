"""Answer every failure in the surface where the person is, and log an id, never what was written."""

from __future__ import annotations

import inspect
import json
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.content.texts import Catalogue, Texts
from bot.learning.language import Language
from bot.slack.blocks.answer import note
from bot.slack.clients import error_of
from bot.slack.services import Services, Visitor
from bot.store.trouble import trouble_of

log = structlog.get_logger("slack")
TOO_LATE = ("expired_trigger_id", "invalid_trigger_id", "exchanged_trigger_id")
ASKED_BY_PEOPLE = ("block_actions", "shortcut", "message_action")
Listener = Callable[..., Awaitable[None]]


class Refusal(Exception):
    """Say no in one clear sentence; `name` is the text's, `values` fill it in."""

    def __init__(self, name: str, /, **values: object) -> None:
        """Remember which sentence to say."""
        super().__init__(name)
        self.name = name
        self.values = values

    def sentence(self, t: Texts) -> str:
        """Return the sentence in a person's language."""
        return t(self.name, **self.values)


class Sentence(Exception):
    """Say no in a sentence that is put together already."""


def acked_first(services: Services, listener: Listener, acknowledge: Listener | None = None) -> Listener:
    """Return a listener that acks at once (or through `acknowledge`), then does the work.

    What fails after the ack is said in the surface where the person is.
    """
    wanted = inspect.signature(listener).parameters
    needed = inspect.signature(acknowledge).parameters if acknowledge is not None else {}

    async def work(given: dict[str, Any]) -> None:
        try:
            await listener(**{name: value for name, value in given.items() if name in wanted})
        except Exception as problem:  # noqa: BLE001 - this is where a person hears of it
            sentence = sentence_for(problem, given["context"].get("visitor"), services.catalogue)
            await tell(given["body"], given["client"], sentence)

    async def acked(
        ack: AsyncAck,
        body: dict[str, Any],
        client: Any,
        context: dict[str, Any],
        respond: Any,
        view: Any,
        event: Any,
    ) -> None:
        # Bolt hands over what a listener names, so this one names all that ours use.
        given = {"body": body, "client": client, "context": context, "respond": respond}
        given |= {"view": view, "event": event}
        if acknowledge is None:
            await ack()
            services.later.start(work(given))
        else:
            await acknowledge(ack=ack, **{name: given[name] for name in needed if name != "ack"})
            # What the person waited for is done; others still wait.
            services.later.when_calm(work(given))

    return acked


def register_error_handler(app: AsyncApp, services: Services) -> None:
    """Answer failures of what has not acked yet: through the ack where it is shown, else beside it."""

    async def answer(
        error: Exception, body: dict[str, Any], context: dict[str, Any], client: Any
    ) -> BoltResponse:
        visitor, catalogue = context.get("visitor"), services.catalogue
        sentence = sentence_for(error, visitor, catalogue)
        if body.get("type") == "view_submission":
            if first := _first_field(body):
                return _json({"response_action": "errors", "errors": {first: sentence}})
            t = visitor.t if isinstance(visitor, Visitor) else catalogue[Language.EN]
            return _json({"response_action": "update", "view": note(t, t("error.title"), sentence)})
        if "command" in body:
            return _json({"response_type": "ephemeral", "text": sentence})
        if body.get("type") in ASKED_BY_PEOPLE:
            services.later.start(tell(body, client, sentence))
        return BoltResponse(status=200, body="")

    app.error(answer)


async def tell(body: dict[str, Any], client: Any, sentence: str) -> None:
    """Say a sentence in the surface a request came from: modal, message or tab."""
    view = body.get("view") or {}
    if body.get("response_url") and await _answered(body["response_url"], sentence):
        return
    user = body.get("user")
    user_id = user.get("id") if isinstance(user, dict) else body.get("user_id")
    channel = (body.get("channel") or {}).get("id")
    try:
        if (view or body.get("type") == "shortcut") and body.get("trigger_id"):
            opened = {
                "type": "modal",
                "title": {"type": "plain_text", "text": "Lärdom"},
                "blocks": [{"type": "section", "text": {"type": "plain_text", "text": sentence}}],
            }
            open_view = client.views_push if view.get("type") == "modal" else client.views_open
            await open_view(trigger_id=body["trigger_id"], view=opened)
        elif channel and user_id:
            await client.chat_postEphemeral(channel=channel, user=user_id, text=sentence)
        elif user_id:
            await client.chat_postMessage(channel=user_id, text=sentence)
    except (SlackApiError, ClientError, TimeoutError) as problem:
        log.warning("sentence_not_said", error=_word_of(problem))


async def _answered(address: str, sentence: str) -> bool:
    """Say a sentence where a request wants its answer; tell whether that address took it."""
    try:
        taken = await AsyncWebhookClient(address).send(
            text=sentence, response_type="ephemeral", replace_original=False
        )
    except (ClientError, TimeoutError):
        return False
    return taken.status_code == HTTPStatus.OK


def _word_of(problem: Exception) -> str:
    return error_of(problem) if isinstance(problem, SlackApiError) else type(problem).__name__


def _first_field(body: dict[str, Any]) -> str:
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict) and block.get("type") == "input" and block.get("block_id"):
            return str(block["block_id"])
    return ""


def sentence_for(problem: Exception, visitor: object, catalogue: Catalogue) -> str:
    """Return what a person hears of a problem; one that nobody foresaw is logged under a number."""
    t = visitor.t if isinstance(visitor, Visitor) else catalogue[Language.EN]
    if isinstance(problem, Refusal):
        return problem.sentence(t)
    if isinstance(problem, Sentence):
        return str(problem)
    if ails := trouble_of(problem):
        log.error("storage_trouble", reason=ails.value, where=_where(problem))
        return t(f"storage.{ails}")
    if isinstance(problem, (SlackApiError, ClientError, TimeoutError)):
        word = _word_of(problem)
        log.warning("slack_refused", error=word, where=_where(problem))
        return t("error.too_late" if word in TOO_LATE else "error.slack")
    number = secrets.token_hex(3)
    log.error("unhandled", id=number, error=type(problem).__name__, where=_where(problem))
    return t("error.unhandled", id=number)


def _where(problem: BaseException) -> str:
    trace = problem.__traceback__
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/bot/" in code.co_filename:
            place = f"{code.co_filename.rsplit('/bot/', 1)[1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _json(body: dict[str, Any]) -> BoltResponse:

    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
