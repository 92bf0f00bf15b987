"""Thresholds and masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.disclosure import rounded_share
from bot.learning.masking import MASK, normalised_mask, only_removes
from bot.learning.plans import Plan


@pytest.mark.parametrize("sign", ["?", "!", "🙄", "→", "=", "👎🏽"])
def test_a_sign_that_says_something_is_not_added_by_masking(sign):
    assert not only_removes("Bra gjort av dem.", f"Bra gjort av dem{sign}")
    assert only_removes(f"Bra gjort av dem{sign}", f"Bra gjort{sign}")
    assert only_removes("Bra gjort, av dem.", "Bra gjort; dem")


@given(asked=st.integers(1, 500), answered=st.integers(0, 500), k=st.integers(3, 50))
def test_participation_is_rough_and_silent_below_k(asked, answered, k):
    shown = rounded_share(min(answered, asked), asked, k)
    if min(answered, asked) < k:
        assert shown is None
    else:
        assert shown % 10 == 0 and 10 <= shown <= 90


def test_everybody_and_almost_everybody_look_alike():
    assert rounded_share(20, 20, 5) == rounded_share(18, 20, 5) == 90
    assert rounded_share(None, 20, 5) is None and rounded_share(5, None, 5) is None


@given(
    words=st.lists(st.sampled_from(["vi", "borrade", "snett", "Anna", "bron"]), min_size=1), data=st.data()
)
def test_taking_words_out_is_masking_and_adding_any_is_not(words, data):
    kept = [word if data.draw(st.booleans()) else MASK for word in words]
    assert only_removes(" ".join(words), " ".join(kept))
    assert not only_removes(" ".join(words), " ".join([*kept, "bra"]))


def test_words_may_not_change_places():
    assert not only_removes("Anna hjälpte Olle", "Olle hjälpte Anna")


def test_every_way_to_write_a_mask_becomes_the_same():
    assert (
        normalised_mask("Vi [...] och ▇▇▇ och *** och [ ]") == f"Vi {MASK} och {MASK} och {MASK} och {MASK}"
    )


@pytest.mark.parametrize(
    ("when", "then", "kept"),
    [
        ("När mötet börjar", "ska jag fråga.", ("mötet börjar", "fråga.")),
        ("mötet börjar", "jag ska fråga.", ("mötet börjar", "fråga.")),
        ("When the meeting starts", "I'll ask.", ("the meeting starts", "ask.")),
        ("närmaste mötet", "skaka hand", ("närmaste mötet", "skaka hand")),
        ("När", "I will", ("När", "I will")),
    ],
)
def test_a_plan_does_not_say_its_first_words_twice(when, then, kept):
    plan = Plan.written(when, then)
    assert (plan.when, plan.then) == kept
