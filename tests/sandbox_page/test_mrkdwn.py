"""Slack's mrkdwn and plain text."""

from __future__ import annotations

import pytest

from sandbox.page.mrkdwn import mrkdwn, plain_text
from tests.sandbox_page.fake import as_seen_by, one, tags, text

ANNA = as_seen_by()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*fet* _kursiv_ ~struken~", "<strong>fet</strong> <em>kursiv</em> <s>struken</s>"),
        ("*fet med _kursiv_ i*", "<strong>fet med <em>kursiv</em> i</strong>"),
        ("`kod *inte fet*`", "<code>kod *inte fet*</code>"),
        ("2 * 3 * 4 och ett_snake_namn", "2 * 3 * 4 och ett_snake_namn"),
        ("* inte fet *", "* inte fet *"),
        ("en rad\nen till", "en rad<br>en till"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
        ("&amp;lt;", "&amp;lt;"),
    ],
)
def test_a_line_looks_as_it_does_in_slack(written: str, shown: str) -> None:
    assert mrkdwn(written, ANNA) == f"<p>{shown}</p>"


def test_marks_that_cross_never_leave_crossing_tags() -> None:
    assert mrkdwn("*a _b* c_", ANNA) == "<p><strong>a _b</strong> c_</p>"


def test_quotes_lists_and_code_stand_on_their_own() -> None:
    shown = mrkdwn("> ett\n> två\n• tre\n• fyra\n3. fem\n```sex\nsju```", ANNA)
    assert shown == (
        "<blockquote>ett<br>två</blockquote><ul><li>tre</li><li>fyra</li></ul>"
        '<ol start="3"><li>fem</li></ol><pre><code>sex\nsju</code></pre>'
    )


def test_a_quote_that_was_escaped_by_the_workspace_is_a_quote() -> None:
    assert mrkdwn("&gt; ett", ANNA) == "<blockquote>ett</blockquote>"


def test_i_see_when_i_am_mentioned() -> None:
    assert one(mrkdwn("hej <@U0ANNA>", ANNA), data_user="U0ANNA").attributes["class"] == "mention is-me"
    assert one(mrkdwn("hej <@U0TOM>", ANNA), data_user="U0TOM").attributes["class"] == "mention"
    assert text(mrkdwn("hej <@U0TOM>", ANNA)) == "hej @Tom Whitlock"


def test_a_person_who_is_gone_keeps_the_name_that_was_written() -> None:
    assert text(mrkdwn("<@U0GONE|karin> och <@U0OLD>", ANNA)) == "@karin och @någon"


def test_a_channel_i_can_see_is_a_link_and_another_is_not() -> None:
    assert one(mrkdwn("<#C0ONE|larande>", ANNA), href="/as/U0ANNA/C0ONE").name == "a"
    hidden = mrkdwn("<#C0SECRET|hemlig>", ANNA)
    assert text(hidden) == "#hemlig"
    assert all(tag.name != "a" for tag in tags(hidden))


@pytest.mark.parametrize(("written", "shown"), [("<!here>", "@here"), ("<!subteam^S1|@montage>", "@montage")])
def test_groups_are_mentioned_by_name(written: str, shown: str) -> None:
    assert text(mrkdwn(written, ANNA)) == shown


def test_links_open_beside_the_page_and_show_their_words() -> None:
    link = mrkdwn("<https://example.org/a?b=1&amp;c=2|så här>", ANNA)
    found = one(link, target="_blank")
    assert found.attributes["href"] == "https://example.org/a?b=1&c=2"
    assert "noopener" in found.attributes["rel"]
    assert text(link) == "så här"


def test_a_bare_address_is_a_link_unless_the_text_is_verbatim() -> None:
    shown = mrkdwn("se https://example.org/x.", ANNA)
    assert one(shown, href="https://example.org/x").name == "a"
    assert text(shown) == "se https://example.org/x."
    assert all(tag.name != "a" for tag in tags(mrkdwn("se https://example.org/x.", ANNA, verbatim=True)))


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "java\tscript:x"]
)
def test_an_address_that_could_do_harm_is_only_text(target: str) -> None:
    shown = mrkdwn(f"<{target}|klicka>", ANNA)
    assert all(tag.name != "a" for tag in tags(shown))
    assert target in text(shown)


def test_emoji_are_shown_and_named_and_unknown_ones_stay_words() -> None:
    shown = mrkdwn(":tada: :wave::skin-tone-4: :ingen_sådan: kl 12:30:45", ANNA)
    assert text(shown) == "🎉 👋🏽 :ingen_sådan: kl 12:30:45"
    assert one(shown, aria_label="tada").attributes["role"] == "img"


def test_plain_text_is_never_interpreted_apart_from_emoji_and_lines() -> None:
    assert plain_text("*a* <@U0ANNA> :tada:\nb", ANNA, emoji=False) == "*a* &lt;@U0ANNA&gt; :tada:<br>b"
    assert text(plain_text("*a* :tada:", ANNA)) == "*a* 🎉"
    assert text(plain_text("a &lt;b&gt;", ANNA)) == "a &lt;b&gt;"


def test_a_mention_keeps_its_place_inside_bold_words() -> None:
    assert text(mrkdwn("*hej <@U0TOM>!*", ANNA)) == "hej @Tom Whitlock!"
    assert "<strong>hej <span" in mrkdwn("*hej <@U0TOM>!*", ANNA)


def test_code_holds_a_mention_and_nothing_else() -> None:
    assert text(mrkdwn("`<@U0TOM> *a* &lt;b&gt;`", ANNA)) == "@Tom Whitlock *a* <b>"
