"""The few pages that people see in a browser: adding the app, done, and what went wrong."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from jinja2 import Environment
from markupsafe import Markup

from bot.content.texts import Texts
from bot.learning.language import Language

PLACE = resources.files("bot.content") / "pages"


@dataclass(frozen=True, slots=True)
class Link:
    """Hold where a page's one button leads."""

    address: str
    words: str


class Page(StrEnum):
    """Name each page by its texts."""

    INSTALL = "install"
    INSTALLED = "installed"
    DECLINED = "install_declined"
    REFUSED = "install_refused"
    STALE = "install_stale"
    LATER = "install_later"


class Pages:
    """Render pages from one template; everything that is filled in is escaped."""

    def __init__(self) -> None:
        """Read the template and its style."""
        environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._template = environment.from_string((PLACE / "page.html").read_text(encoding="utf-8"))
        self._style = (PLACE / "page.css").read_text(encoding="utf-8")

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that every answer carries: nothing may be loaded, framed, guessed or kept."""
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    def page(self, t: Texts, page: Page, link: Link, /, **values: object) -> str:
        """Return a page whose title and lines stand in the catalogue."""
        return self._template.render(
            language=t.language.value,
            title=t(f"{page}.title", **values),
            lines=t(f"{page}.lines", **values).split("\n"),
            link=link,
            # The style is ours; escaping would change the bytes that the policy's digest is of.
            style=Markup(self._style),
        )


def wanted_language(header: str) -> Language:
    """Return which of our languages a browser asks for first; English when it asks for neither."""
    wishes: list[tuple[float, Language]] = []
    for part in header.split(","):
        tag, _, weight = part.strip().lower().partition(";q=")
        known = next((one for one in Language if tag == one or tag.startswith(f"{one}-")), None)
        try:
            share = float(weight) if weight else 1.0
        except ValueError:
            continue
        if known is not None and share > 0:
            wishes.append((share, known))
    return max(wishes, key=lambda wish: wish[0], default=(0.0, Language.EN))[1]
