"""Every view and message, in both languages, is taken by Slack as it is."""

from __future__ import annotations

import datetime as dt
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.texts import load_catalogue
from bot.learning.holiday_books import countries
from bot.learning.language import Language
from bot.learning.redaction import Redaction, Removed, RemovedKind
from bot.slack.blocks import (
    answer,
    curation,
    digest,
    example,
    examples,
    highlight,
    kit,
    pages,
    prompt,
    schedule,
    schedule_cards,
)
from bot.slack.blocks.answer import Place
from bot.slack.blocks.example import Invitation
from bot.slack.blocks.examples import ExampleCard
from bot.slack.blocks.highlight import Item, Reason
from bot.slack.blocks.prompt import Told, Ways
from bot.slack.ids import Action
from bot.slack.lifting import MOST_SHOWN
from bot.slack.scheduling.wording import weekday_names
from bot.store.sealed.answers import LeaderAnswer
from bot.store.sealed.examples import Example
from bot.store.sealed.lifting import MOST_LIFTED, LiftedItem
from bot.store.sealed.mailbox import Line
from bot.store.sealed.receipts import Holder, Receipts
from bot.store.sealed.seal import Share
from bot.store.sealed.tables import ReviewState
from bot.store.sealed.texts import Published, ReviewItem
from bot.store.sealed.thanks import Thanked
from sandbox.blocks import validate_message, validate_view

CATALOGUE = load_catalogue()
LONGEST = "å" * 2000
HOLDER = Holder("T" * 11, "U" * 11, "r" * 36)
QUESTION = "Vad lärde du dig?"
EXAMPLE = Example("i" * 36, "r" * 36, "U1", LONGEST[:1000], True, "h")
LANDS = {code: f"{code} {'land' * 10}" for code in countries()}


@pytest.fixture(params=list(Language))
def t(request):
    return CATALOGUE[request.param]


def card(**more):
    later = (("hour", "Om en timme"), ("tomorrow", "I morgon bitti"))
    return prompt.PromptCard(
        "r" * 36, QUESTION, 5, "fredag 27 november 2026 14:30", **({"later": later} | more)
    )


def test_messages_to_members_are_valid(t):
    invitation = Invitation("r" * 36, "n" * 60, "C1", QUESTION, "fredag", "torsdag", [LONGEST[:200]] * 3)
    for blocks in (
        example.invite(t, invitation),
        example.written(t, "r" * 36, question=QUESTION, day="fredag"),
        example.post(t, "r" * 36, EXAMPLE, question=QUESTION, thanked=Thanked(3, 2)),
        prompt.prompt(t, card(example=EXAMPLE, ways=Ways.DO)),
        prompt.promised(t, card(example=EXAMPLE), LONGEST[:200]),
        prompt.welcome(t, owner="U1", channel="C1"),
        prompt.introduction(t, owner="U1", k=5),
        prompt.prompt(t, card()),
        prompt.prompt(t, card(later=())),
        prompt.prompt(t, card(previous_held=True, letters=[Told(QUESTION, "https://x.slack.com/p1")])),
        prompt.set_aside(t, card(letters=[Told(QUESTION, "")]), "…"),
        prompt.receipt(t, QUESTION, bytes(32), HOLDER, Receipts(bytes(32))),
        prompt.finished(t, QUESTION, "…"),
        *(
            curation.call(t, round_id="r", name="Fredag", waiting=3, publishes=when, why=why)
            for why in ("call", "reminder", "called", "changed")
            for when in ("…", "")
        ),
        *(curation.reported(t, round_id="r", name="Fredag", reason=reason) for reason in Reason),
        curation.masked_notice(t, name="Fredag", until="…"),
        curation.too_few(t, name="Fredag", k=5),
        pages.privacy(t, 5),
        pages.help_page(t, admin=True),
    ):
        assert validate_message(blocks) == []


@pytest.mark.parametrize("share", list(Share))
def test_the_modals_of_an_answer_are_valid_even_with_the_longest_text(t, share):
    removed = tuple(Removed(kind, 3) for kind in RemovedKind)
    redaction = Redaction(LONGEST, removed, ("Björn", "Hope"))
    place = Place("r" * 36, share.value)
    for view in (
        answer.write(t, place, question=QUESTION, k=5, text=LONGEST, share=share),
        answer.preview(t, place, redaction, again=True),
        answer.late(t, place, question=QUESTION, text=LONGEST, lead="…", can_carry=True),
        answer.late(t, place, question=QUESTION, text=LONGEST, lead="…", can_carry=False),
        answer.own_text(t, LONGEST, "…", "c" * 200),
        answer.edit_later(t, "{}", LONGEST, again=True),
        answer.withdraw_later(t, "{}"),
        pages.how_it_works(t, 5),
        pages.settings(t, language="slack", share=share, weekdays=weekday_names(t)),
        pages.pause_until(t, "r1", date(2026, 12, 1)),
        pages.settings(
            t, language="slack", share=share, weekdays=weekday_names(t), hours=("0,6", "22:00", "06:00")
        ),
        answer.own_text(t, LONGEST, "…", "c" * 200, waits="…"),
        pages.terms(t, ["Projekt Vättern", "Bergslagen"]),
        pages.terms(t, []),
        pages.leave(t),
    ):
        assert validate_view(view) == []


@pytest.mark.parametrize("rhythm", [*schedule.RHYTHMS, schedule.KEPT])
@pytest.mark.parametrize("audience", schedule.AUDIENCES)
def test_the_schedule_modal_is_valid_for_every_choice(t, rhythm, audience):
    draft = schedule.Draft(
        rhythm=rhythm,
        audience=audience,
        on_date=dt.date(2026, 12, 4),
        leaders=("U1",),
        kept="fredag var 6:e vecka 14:30",
        groups=(("S1", "montage"),),
        acts=("shadow", "input"),
        quiet_months=(7, 8),
        country="NO",
        days_off=("eves", "half_days", "bridge_days"),
        metadata="{}",
    )
    months = [f"{number}" for number in range(1, 13)]
    assert validate_view(schedule.form(t, draft, weekday_names(t), months, LANDS)) == []
    assert validate_view(schedule.form(t, schedule.Draft(), weekday_names(t), months, LANDS)) == []
    assert validate_view(schedule_cards.delete(t, schedule_id="s1", name="<Fredag>", is_open=True)) == []


def test_the_queue_holds_any_number_of_texts_and_names_no_author(t):
    items = [
        ReviewItem(f"{n:036d}", LONGEST, state, masked=n % 2 == 0, author=None, reported="person" * (n % 2))
        for n, state in enumerate([*ReviewState] * 20)
    ]
    view = curation.queue(t, round_id="r" * 36, question=QUESTION, items=items)
    assert validate_view(view) == []
    assert validate_view(curation.queue(t, round_id="r", question=QUESTION, items=[])) == []
    assert validate_view(curation.mask(t, round_id="r" * 36, item=items[0])) == []


@given(
    texts=st.lists(st.text(min_size=1, max_size=2000), max_size=60),
    share=st.sampled_from([None, 10, 90]),
    language=st.sampled_from(list(Language)),
    answered=st.booleans(),
)
def test_a_digest_is_one_valid_post_whatever_people_wrote(texts, share, language, answered):
    highlights = [
        Published(f"{n:036d}", n, text, masked=False, author="U1" if n % 3 else None)
        for n, text in enumerate(texts)
    ]
    middle = len(highlights) // 2
    split = [(Language.SV, highlights[:middle]), (Language.EN, highlights[middle:])]
    answers = [LeaderAnswer(one.id, one.text, f"U{n}", "x" * 1000) for one in highlights for n in range(4)]
    shown = digest.DigestCard(
        "r" * 36,
        QUESTION,
        highlights,
        share,
        split if answered else [(None, highlights)],
        answers if answered else (),
        answers if answered else (),
        {one.id: Thanked(3, 2) for one in highlights},
        [LiftedItem("r" * 36, one, "U2") for one in highlights[:MOST_LIFTED] if answered],
    )
    t = CATALOGUE[language]
    blocks = digest.digest(t, shown)
    assert validate_message(blocks) == []
    assert len(str(blocks)) < 40_000
    assert validate_view(digest.read_all(t, shown)) == []
    quotes = [block for block in blocks if block["type"] == "rich_text" and _is_quote(block)]
    lessons = len(quotes) - (min(3, len(answers)) + len(shown.lifted) if answered else 0)
    assert min(5, len(texts)) <= lessons <= min(8, len(texts))
    assert answered or lessons == min(8, len(texts)), "answers take room, nothing else does"
    assert len(texts) == lessons or Action.READ_ALL in str(blocks), "the rest is behind a button"
    for block in quotes:
        assert len(block["elements"][0]["elements"][0]["text"]) <= 400


@given(text=st.text(max_size=300))
def test_nothing_that_people_write_becomes_a_mention_or_a_link(text):
    escaped = kit.escape(text)
    assert "<" not in escaped and ">" not in escaped
    shown = digest.digest(
        CATALOGUE[Language.SV],
        _one_highlight(text or "x"),
    )
    texts = [block for block in shown if block["type"] == "rich_text"]
    kinds = [leaf["type"] for block in texts for part in block["elements"] for leaf in part["elements"]]
    assert kinds.count("user") == 1, "the leader, whom we name ourselves"
    assert set(kinds) == {"text", "user"}


def _one_highlight(text):
    one = Published("i", 0, text, masked=False, author=None)
    said = [LeaderAnswer("i", text, "U1", text)]
    return digest.DigestCard("r", QUESTION, [one], None, [(None, [one])], said)


def _is_quote(block):
    return block["elements"][0]["type"] == "rich_text_quote"


def test_a_list_of_good_examples_is_valid_however_long_the_texts_and_names(t):
    schedules = [(f"{n:036d}", "n" * 60) for n in range(3)]
    cards = [
        ExampleCard(f"{n:036d}", "U1", LONGEST, QUESTION, n % 2 == 0, schedules[: n % 4], schedules[n % 4 :])
        for n in range(MOST_SHOWN)
    ]
    assert validate_view(examples.listing(t, cards, several=True)) == []
    assert validate_view(examples.listing(t, [], several=False)) == []
    place = {"round_id": "r" * 36, "channel": "C1", "ts": "1.2"}
    assert validate_view(example.write(t, place, question=QUESTION, text=LONGEST[:1000])) == []
    redaction = Redaction(LONGEST[:1000], [Removed(RemovedKind.PERSON, 2)], ["Berg"])
    assert validate_view(example.preview(t, "{}", redaction, again=True)) == []


@pytest.mark.parametrize("text", [LONGEST, "<!channel> *x*"])
def test_the_modals_of_a_highlight_and_a_mailbox_are_valid(t, text):
    item = Item("r" * 36, "i" * 36)
    letters = [Line("U1", text[:1000], released=False), Line(None, text[:1000], released=True)]
    asked = [*letters, Line("U1", text[:1000], released=True)]
    for view in (
        highlight.report(t, item, text),
        highlight.leader_answer(t, item, text, written=text[:1000], again=True),
        highlight.leader_ask(t, item, text, letters, written=text[:1000], again=True),
        highlight.leader_ask(t, item, text, letters, problem="…"),
        highlight.mailbox(t, []),
        highlight.mailbox(t, letters),
        highlight.mailbox(t, asked, metadata="{}", written=text[:1000], again=True),
        highlight.mailbox(t, asked, waiting=text[:1000]),
    ):
        assert validate_view(view) == []
    assert Item.unpacked(item.packed()) == item
