"""The templates, and the filters with which they show Slack's texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from sandbox.page.charts import chart
from sandbox.page.inline import safe_url
from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import mrkdwn, plain_text
from sandbox.page.rich import rich_text
from sandbox.page.viewer import Viewer

Json = dict[str, Any]
TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Return the page's templates; everything in them is escaped unless a filter made it."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    found.filters |= {
        "text": _seen(text_object),
        "mrkdwn": _seen(mrkdwn),
        "rich": _seen(rich_text),
        "markdown": _seen(markdown),
        "words": words,
        "anchor": anchor,
        "initial": initial,
        "image_url": image_url,
    }
    found.globals["chart"] = chart
    return found


def text_object(given: object, viewer: Viewer) -> Markup:
    """Show a text object, or a bare string as plain text."""
    if not isinstance(given, dict):
        return plain_text(given or "", viewer)
    if given.get("type") == "mrkdwn":
        return mrkdwn(given.get("text", ""), viewer, verbatim=bool(given.get("verbatim")))
    return plain_text(given.get("text", ""), viewer, emoji=given.get("emoji", True) is not False)


def words(given: object) -> str:
    """Return the bare words of a text object, for names that are not seen."""
    return str(given.get("text", "")) if isinstance(given, dict) else str(given or "")


def anchor(parts: list[object]) -> str:
    """Return an id for the page made of the ids of a view, a block and an action."""
    joined = "\x1f".join(str(part) for part in parts)
    return "f" + hashlib.sha256(joined.encode()).hexdigest()[:12]


def initial(element: Json) -> str:
    """Return a short mark of what an element starts with: another start, another mark."""
    starts = {key: value for key, value in element.items() if key.startswith("initial_") or key == "type"}
    return hashlib.sha256(json.dumps(starts, sort_keys=True).encode()).hexdigest()[:8]


def image_url(url: object) -> str | None:
    """Return a picture's address; None when it is not on the web."""
    found = safe_url(url)
    return found if found and found.lower().startswith(("http://", "https://")) else None


def _seen(show: Callable[[Any, Viewer], Markup]) -> Callable[[Context, Any], Markup]:
    @pass_context
    def filtered(context: Context, given: Any) -> Markup:
        return show(given, context["v"])

    return filtered
