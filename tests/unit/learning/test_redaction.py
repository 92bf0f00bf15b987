"""What points to a person is taken out; ordinary words stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.words import load_words
from bot.learning.language import Language
from bot.learning.redaction import NameIndex, PersonName, Redactor, RemovedKind

PEOPLE = [
    PersonName(full="Karin Sjövall"),
    PersonName(full="Björn Åkerhielm"),
    PersonName(full="Tom Whitlock"),
    PersonName(full="Grace Delaney"),
    PersonName(full="Anna-Lena Berg", display="Nallis"),
    PersonName(full="William Obi"),
]


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(NameIndex(PEOPLE), ["Nordkabel", "Projekt Ugglan"], load_words())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jag frågade Karin.", "Jag frågade [namn]."),
        ("jag frågade karin sjövall igår", "jag frågade [namn] igår"),
        ("Det var Karins idé.", "Det var [namn] idé."),
        ("Sjovall visade mig.", "[namn] visade mig."),
        ("Anna-Lena och Nallis sa samma sak.", "[namn] och [namn] sa samma sak."),
        ("Jag såg Björn laga den.", "Jag såg [namn] laga den."),
        ("Vi mötte en björn.", "Vi mötte en björn."),
        ("Burken var tom när jag kom.", "Burken var tom när jag kom."),
        ("Jag bad Tom om råd.", "Jag bad [namn] om råd."),
        ("Ett högt berg.", "Ett högt berg."),
        ("Mejla mig på karin.s@norrbro.example idag.", "Mejla mig på [e-post] idag."),
        ("Ring 070-174 06 35 eller +46 8 505 123 45.", "Ring [telefon] eller [telefon]."),
        ("Hans nummer är 850709-9800.", "Hans nummer är [nummer]."),
        ("Betala till SE45 5000 0000 0583 9825 7466.", "Betala till [nummer]."),
        ("Läs https://intern.norrbro.se/sida?x=1 först.", "Läs [länk] först."),
        ("<@U123|karin> skrev i <#C1|drift>.", "[omnämnande] skrev i [omnämnande]."),
        ("Nordkabels offert och projekt ugglan.", "[skyddat] offert och [skyddat]."),
        ("K\u200barin sa det.", "[namn] sa det."),
        ("Det tog 14 dagar och 2 500 kr, klart 2026-11-24 kl 14.30.",) * 2,
        ("Version 3.11.7 av mallen, rum 4012, sida 7-12.",) * 2,
    ],
)
def test_swedish(redactor, text, expected):
    assert redactor.redact(text, Language.SV).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I asked Grace about it.", "I asked [name] about it."),
        ("We failed with grace.", "We failed with grace."),
        ("Grace helped me twice.", "[name] helped me twice."),
        ("Tom's drawing was right.", "[name] drawing was right."),
        ("Bill said no.", "[name] said no."),
        ("The bill was too high.", "The bill was too high."),
        ("Will we ever learn?", "Will we ever learn?"),
        ("Call me on +44 20 7946 0018.", "Call me on [phone]."),
    ],
)
def test_english(redactor, text, expected):
    assert redactor.redact(text, Language.EN).text == expected


def test_a_name_that_may_be_a_word_is_left_to_the_author_to_judge(redactor):
    found = redactor.redact("Björn eller varg, det vet vi inte.", Language.SV)
    assert found.doubtful == ("Björn",) and found.removed == ()


def test_what_was_removed_is_counted_by_kind(redactor):
    found = redactor.redact("Karin och Tom Whitlock, ring 070-174 06 35.", Language.SV)
    assert {one.kind: one.count for one in found.removed} == {RemovedKind.PERSON: 2, RemovedKind.PHONE: 1}


PIECES = (
    *("Karin", "karins", "Björn", "björn", "tom", "Tom", "Grace", "och", "sa", "070-174 06 35", "."),
    *("a@b.se", "[namn]", "<@U1>", "850709-9800", "Nordkabel", "Will", "\n", "Anna-Lena", "1234"),
)


@settings(max_examples=150)
@given(
    words=st.lists(
        st.sampled_from(PIECES) | st.text(max_size=6),
        max_size=12,
    ),
    language=st.sampled_from(list(Language)),
)
def test_redacting_again_changes_nothing(redactor, words, language):
    once = redactor.redact(" ".join(words), language).text
    assert redactor.redact(once, language).text == once
