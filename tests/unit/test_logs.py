"""Log lines hold what is allowed, and nothing that a person wrote."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from bot.logs import configure_logs


@pytest.fixture
def stream():
    found = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logs(found, level=logging.DEBUG)
    yield found
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()


def test_a_field_that_is_not_on_the_list_is_dropped(stream):
    structlog.get_logger().info("sent", kind="prompt", user="U1", text="hemligt")
    line = json.loads(stream.getvalue())
    assert line["event"] == "sent" and line["kind"] == "prompt"
    assert "U1" not in stream.getvalue() and "hemligt" not in stream.getvalue()


def test_a_library_may_say_that_it_complained_but_not_what_it_read(stream):
    logging.getLogger("slack_bolt").warning("Unhandled request: %s", {"text": "hemligt"})
    try:
        raise ValueError("hemligt")
    except ValueError:
        logging.getLogger("sqlalchemy").exception("hemligt")
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first["logger"] == "slack_bolt" and second["error"] == "ValueError"
    assert "hemligt" not in stream.getvalue()
