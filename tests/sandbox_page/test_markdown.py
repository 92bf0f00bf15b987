"""The markdown block."""

from __future__ import annotations

import pytest

from sandbox.page.markdown import markdown
from tests.sandbox_page.fake import as_seen_by, one, tags, text

ANNA = as_seen_by()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Rubrik", "<h3>Rubrik</h3>"),
        ("##### Liten", "<h6>Liten</h6>"),
        ("**fet** *kursiv* ~~struken~~", "<p><strong>fet</strong> <em>kursiv</em> <s>struken</s></p>"),
        ("__fet__ _kursiv_ snake_case_namn", "<p><strong>fet</strong> <em>kursiv</em> snake_case_namn</p>"),
        ("ett\ntvå\n\ntre", "<p>ett<br>två</p><p>tre</p>"),
        ("---", "<hr>"),
        ("> citat", "<blockquote>citat</blockquote>"),
        ("2. två\n3. tre", '<ol start="2"><li class="indent-0">två</li><li class="indent-0">tre</li></ol>'),
        ("- a\n  - b", '<ul><li class="indent-0">a</li><li class="indent-1">b</li></ul>'),
        ("```py\nx **y**\n```", "<pre><code>x **y**</code></pre>"),
        ("`**a**`", "<p><code>**a**</code></p>"),
    ],
)
def test_markdown_looks_as_expected(written: str, shown: str) -> None:
    assert markdown(written, ANNA) == shown


def test_links_and_mentions_work() -> None:
    shown = markdown("[här](https://example.org) <@U0TOM>", ANNA)
    assert one(shown, href="https://example.org").name == "a"
    assert text(shown) == "här @Tom Whitlock"


def test_a_link_that_could_do_harm_is_only_its_words() -> None:
    assert markdown("[x](javascript:alert(1))", ANNA).startswith("<p>")
    assert all(tag.name != "a" for tag in tags(markdown("[x](javascript:a)", ANNA)))


def test_a_table_is_a_table() -> None:
    assert text(markdown("| a | b |\n|---|---|\n| 1 | 2 |", ANNA)) == "ab12"
    assert [tag.name for tag in tags(markdown("| a |\n|--|\n| 1 |", ANNA))][-4:] == ["tr", "th", "tr", "td"]
