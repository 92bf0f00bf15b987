"""The score catches each way in which a redactor can fail, or it would prove nothing."""

from __future__ import annotations

import pytest

from bot.content.words import load_words
from bot.learning.redaction import NameIndex, Redactor, WordLists, folded
from tests.redaction_set.replies import Reply, read_replies
from tests.redaction_set.scoring import Redact, Score, judge, score


@pytest.fixture(scope="module")
def words() -> WordLists:
    return load_words()


def scored(redact: Redact) -> Score:
    return score(judge(reply, redact(reply)) for reply in read_replies("test"))


def names_of(half: str) -> set[str]:
    people = [person for reply in read_replies(half) for person in reply.directory]
    return {
        folded(part)
        for person in people
        for part in f"{person.full} {person.display}".replace("-", " ").split()
    }


def test_what_was_expected_scores_full_marks() -> None:
    assert scored(lambda reply: reply.expected) == Score(1.0, 1.0, 1.0, 1.0, 0)


def test_a_redactor_that_does_nothing_leaks_everything_and_loses_nothing() -> None:
    figures = scored(lambda reply: reply.text)
    assert (figures.recall, figures.must_stay) == (0.0, 1.0)
    assert figures.clean < 0.1
    assert figures.digit_leaks > 0


def test_a_redactor_that_takes_everything_away_loses_all_that_must_stay() -> None:
    figures = scored(lambda _: "[namn]")
    assert (figures.recall, figures.must_stay, figures.perfect) == (1.0, 0.0, 0.0)


def test_a_redactor_that_takes_every_capital_letter_for_a_name_is_caught(words: WordLists) -> None:
    def too_eager(reply: Reply) -> str:
        terms = [word.strip(".,:;!?") for word in reply.text.split() if word[0].isupper()]
        return Redactor(NameIndex(reply.directory), terms, words).redact(reply.text, reply.language).text

    figures = scored(too_eager)
    assert figures.must_stay < 0.95
    assert figures.perfect < 0.5


def test_a_redactor_that_makes_up_words_is_caught() -> None:
    assert scored(lambda reply: f"{reply.expected} Bra!").recall == 0.0


def test_a_name_that_half_remains_counts_as_leaked() -> None:
    reply = next(one for one in read_replies("dev") if "Sten Hallberg" in one.text)
    verdict = judge(reply, reply.expected.replace("[namn]", "[namn] Hallberg", 1))
    assert verdict.leaked == ("Sten Hallberg",)


def test_a_single_digit_that_remains_counts_as_leaked() -> None:
    reply = next(one for one in read_replies("dev") if "640823-3234" in one.text)
    assert judge(reply, reply.expected.replace("[nummer]", "[nummer]4")).digits == 1


def test_the_halves_share_no_name_however_it_is_spelt() -> None:
    assert not names_of("dev") & names_of("test")


def test_a_larger_directory_takes_no_ordinary_words_away(words: WordLists) -> None:
    everybody = NameIndex(
        [person for half in ("dev", "test") for one in read_replies(half) for person in one.directory]
    )
    replies = [one for half in ("dev", "test") for one in read_replies(half)]
    figures = score(
        judge(reply, Redactor(everybody, reply.terms, words).redact(reply.text, reply.language).text)
        for reply in replies
    )
    assert figures.must_stay >= 0.95
