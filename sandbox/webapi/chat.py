"""chat.*"""

from __future__ import annotations

from typing import Any

from sandbox.blocks import validate_message
from sandbox.refusal import Refusal
from sandbox.views import with_block_ids
from sandbox.webapi.call import Call, places
from sandbox.world import Channel, Message

Json = dict[str, Any]
TEXT_MOST = 40_000
PACKED_MOST = 13_200


def content(call: Call) -> tuple[str, list[Json]]:
    """Return a message's text and checked blocks."""
    text = call.text("text")
    blocks = call.structure("blocks") or []
    if not text and not blocks and not call.structure("attachments"):
        raise Refusal("no_text")
    if len(text) > TEXT_MOST:
        raise Refusal("msg_too_long")
    if blocks:
        if problems := validate_message(blocks):
            raise Refusal("invalid_blocks", response_metadata=places(problems))
        if sum(len(str(block.get("text", ""))) for block in blocks) > PACKED_MOST * 4:
            raise Refusal("msg_blocks_too_long")
    return text, with_block_ids(blocks)


def writable(call: Call) -> Channel:
    """Return a conversation that the app may write in."""
    channel = call.channel()
    if channel.archived:
        raise Refusal("is_archived")
    if call.world.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def post_message(call: Call) -> Json:
    """chat.postMessage"""
    channel = writable(call)
    text, blocks = content(call)
    metadata = call.structure("metadata")
    if metadata is not None and not {"event_type", "event_payload"} <= set(metadata):
        raise Refusal("invalid_metadata_format")
    message = Message(
        call.world.next_ts(),
        call.world.bot_user,
        text,
        blocks,
        metadata=metadata,
        thread_ts=call.text("thread_ts") or None,
        by_app=True,
    )
    call.world.post(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(call.world.bot_id)}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral"""
    channel = writable(call)
    user = call.needed("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks = content(call)
    message = Message(call.world.next_ts(), call.world.bot_user, text, blocks, only_for=user, by_app=True)
    call.world.post(channel, message)
    return {"message_ts": message.ts}


def own_message(call: Call) -> tuple[Channel, Message]:
    """Return a message that the app wrote."""
    channel = call.channel()
    message = channel.messages.get(call.needed("ts"))
    if message is None or message.only_for is not None:
        raise Refusal("message_not_found")
    if not message.by_app:
        raise Refusal("cant_update_message")
    return channel, message


def update(call: Call) -> Json:
    """chat.update"""
    channel, message = own_message(call)
    text, blocks = content(call)
    message.text = text
    if blocks or "blocks" in call.arguments or text:
        message.blocks = blocks
    if call.structure("metadata") is not None:
        message.metadata = call.structure("metadata")
    call.world.edit(channel, message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": text,
        "message": message.as_slack(call.world.bot_id),
    }


def delete(call: Call) -> Json:
    """chat.delete"""
    channel, message = own_message(call)
    call.world.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink"""
    channel = call.channel()
    ts = call.needed("message_ts")
    if ts not in channel.messages:
        raise Refusal("message_not_found")
    domain = call.world.team.get("domain", "sandbox")
    packed = ts.replace(".", "")
    return {
        "channel": channel.id,
        "permalink": f"https://{domain}.slack.com/archives/{channel.id}/p{packed}",
    }
