"""The markdown block: ordinary Markdown, as much of it as a message needs."""

from __future__ import annotations

import re

from markupsafe import Markup

from sandbox.page.inline import BREAK, Stash, clean, link, stash_emoji, styled, unescaped
from sandbox.page.mrkdwn import token
from sandbox.page.viewer import Viewer

FENCE = re.compile(r"^```[^\n]*\n(.*?)(?:\n```[ ]*$|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
RULE = re.compile(r"\s*(?:-\s*){3,}|\s*(?:\*\s*){3,}|\s*(?:_\s*){3,}")
BULLET = re.compile(r"(\s*)[-*+]\s+(.*)")
NUMBER = re.compile(r"(\s*)(\d{1,9})[.)]\s+(.*)")
QUOTE = re.compile(r"\s*> ?(.*)")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
PIECE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|!?\[(?P<label>[^\]\n]*)\]\((?P<url>[^()\s]+)(?:\s+\"[^\"\n]*\")?\)"
    r"|<(?P<token>[^<>\n]+)>"
)
MARKS = re.compile(
    r"\*\*(?=\S)([^*\n]*[^*\s])\*\*|(?<!\w)__(?=\S)([^_\n]*[^_\s])__(?!\w)"
    r"|~~(?=\S)([^~\n]*[^~\s])~~"
    r"|(?<!\*)\*(?=[^\s*])([^*\n]*[^*\s])\*(?!\*)|(?<!\w)_(?=[^\s_])([^_\n]*[^_\s])_(?!\w)"
)
TAGS = {"**": "strong", "__": "strong", "~~": "s"}


def markdown(text: object, viewer: Viewer) -> Markup:
    """Show Markdown."""
    pieces: list[Markup] = []
    for number, part in enumerate(FENCE.split(clean(text))):
        if number % 2:
            pieces.append(Markup("<pre><code>{}</code></pre>").format(part))
        else:
            pieces += [_paragraph(lines, viewer) for lines in _paragraphs(part)]
    return Markup("").join(pieces)


def _paragraphs(text: str) -> list[list[str]]:
    found: list[list[str]] = []
    last = ""
    for line in text.split("\n"):
        kind = _kind(line)
        if kind == "empty":
            last = kind
            continue
        if kind != last or kind in ("heading", "rule"):
            found.append([])
        found[-1].append(line)
        last = kind
    return found


def _kind(line: str) -> str:
    if not line.strip():
        return "empty"
    if HEADING.fullmatch(line):
        return "heading"
    if RULE.fullmatch(line):
        return "rule"
    for kind, pattern in (("bullet", BULLET), ("number", NUMBER), ("quote", QUOTE)):
        if pattern.fullmatch(line):
            return kind
    return "table" if line.lstrip().startswith("|") else "text"


def _paragraph(lines: list[str], viewer: Viewer) -> Markup:
    kind = _kind(lines[0])
    if kind == "rule":
        return Markup("<hr>")
    if kind == "heading" and (hit := HEADING.fullmatch(lines[0])):
        level = min(len(hit[1]) + 2, 6)
        return Markup("<h{0}>{1}</h{0}>").format(level, _inline(hit[2], viewer))
    if kind in ("bullet", "number"):
        pattern, tag = (BULLET, "ul") if kind == "bullet" else (NUMBER, "ol")
        hits = [hit for hit in map(pattern.fullmatch, lines) if hit]
        items = [
            Markup('<li class="indent-{}">{}</li>').format(
                min(len(hit[1]) // 2, 8), _inline(hit[hit.re.groups], viewer)
            )
            for hit in hits
        ]
        start = Markup(' start="{}"').format(hits[0][2]) if kind == "number" and hits[0][2] != "1" else ""
        return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), start, Markup("").join(items))
    if kind == "quote":
        inner = "\n".join(hit[1] for hit in map(QUOTE.fullmatch, lines) if hit)
        return Markup("<blockquote>{}</blockquote>").format(
            markdown(inner, viewer) if "\n" in inner else _inline(inner, viewer)
        )
    if kind == "table" and len(lines) > 1 and TABLE_RULE.fullmatch(lines[1]):
        return _table(lines, viewer)
    return Markup("<p>{}</p>").format(_inline("\n".join(lines), viewer))


def _table(lines: list[str], viewer: Viewer) -> Markup:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in [lines[0], *lines[2:]]]
    shown = [
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<{0}>{1}</{0}>").format(Markup("td" if number else "th"), _inline(cell, viewer))
                for cell in row
            )
        )
        for number, row in enumerate(rows)
    ]
    return Markup('<div class="wide"><table>{}</table></div>').format(Markup("").join(shown))


def _inline(text: str, viewer: Viewer) -> Markup:
    stash = Stash()

    def piece(hit: re.Match[str]) -> str:
        if hit["code"]:
            return stash.keep(Markup("<code>{}</code>").format(hit["code"]))
        if hit["url"]:
            return stash.keep(link(unescaped(hit["url"]), hit["label"] or hit["url"], viewer))
        return stash.keep(token(hit["token"], viewer))

    found = PIECE.sub(piece, text)
    found = stash_emoji(found, stash, viewer)
    shown = styled(unescaped(found), MARKS, lambda hit: TAGS.get(hit[0][:2], "em"), stash)
    return shown.replace("\n", BREAK)
