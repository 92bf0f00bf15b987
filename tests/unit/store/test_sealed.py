"""Sealing, tokens, receipts and keys."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealed.keys import (
    KeyGone,
    KeyProblem,
    PoolKeys,
    permission_problems,
    placement_problems,
    server_key,
)
from bot.store.sealed.receipts import ForeignReceipt, Holder, Receipts
from bot.store.sealed.seal import (
    SealBroken,
    Share,
    Submission,
    author_token,
    intake_id,
    open_private,
    open_submission,
    seal_private,
    seal_submission,
    token_hash,
)

KEY, OTHER = bytes(range(32)), bytes(32)
TEXTS = st.text(max_size=2000)


@given(text=TEXTS, member=st.text("UW0123456789ABC", min_size=3, max_size=20), share=st.sampled_from(Share))
def test_what_is_sealed_comes_back_and_its_size_says_nothing(text, member, share):
    sealed = seal_submission(KEY, "row", Submission(member, share, text))
    assert open_submission(KEY, "row", sealed) == Submission(member, share, text)
    assert len(sealed) == len(seal_submission(KEY, "row", Submission("U1", Share.NAMED, "")))


def test_a_sealed_text_opens_with_no_other_key_row_or_byte():
    sealed = seal_submission(KEY, "row", Submission("U1", Share.ANONYMOUS, "Ord"))
    for key, row, value in (
        (OTHER, "row", sealed),
        (KEY, "other", sealed),
        (KEY, "row", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, "row", b""),
    ):
        with pytest.raises(SealBroken):
            open_submission(key, row, value)


def test_a_text_over_the_limit_is_refused():
    with pytest.raises(ValueError):
        seal_submission(KEY, "row", Submission("U1", Share.ANONYMOUS, "x" * 2001))


@given(parts=st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)), unique=True))
def test_no_two_members_rounds_or_teams_share_an_id_or_a_token(parts):
    assert len({intake_id(KEY, *one) for one in parts}) == len(parts)
    assert len({author_token(KEY, *one) for one in parts}) == len(parts)


def test_id_token_and_hashes_never_coincide():
    token = author_token(KEY, "T", "U", "R")
    assert token.hex() != intake_id(KEY, "T", "U", "R")
    assert token_hash(token, "text") != token_hash(token, "mailbox")


@given(text=TEXTS)
def test_a_private_text_opens_with_its_own_token_only(text):
    sealed = seal_private(KEY, text)
    assert open_private(KEY, sealed) == text
    with pytest.raises(SealBroken):
        open_private(OTHER, sealed)


def test_a_receipt_opens_for_its_holder_and_action_alone():
    receipts, token = Receipts(KEY), bytes(range(32))
    value = receipts.wrap(token, Holder("T", "U", "R"), "see")
    assert receipts.unwrap(value, "T", "U", "see") == ("R", token)
    assert token.hex() not in value
    for attempt in (
        (value, "T", "V", "see"),
        (value, "S", "U", "see"),
        (value, "T", "U", "edit"),
        (value.replace("R.", "Q.", 1), "T", "U", "see"),
        (value[:-4] + "AAAA", "T", "U", "see"),
        ("", "T", "U", "see"),
        ("R.%%%", "T", "U", "see"),
        ("R.å", "T", "U", "see"),
    ):
        with pytest.raises(ForeignReceipt):
            receipts.unwrap(*attempt)
    with pytest.raises(ForeignReceipt):
        Receipts(OTHER).unwrap(value, "T", "U", "see")


def test_keys_are_for_this_user_only_and_gone_when_destroyed(tmp_path):
    keys = PoolKeys(tmp_path / "pool")
    keys.create("a-round")
    first = keys.read("a-round")
    keys.create("a-round")
    assert keys.read("a-round") == first, "a key that exists is kept"
    file = next((tmp_path / "pool").iterdir())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "pool").stat().st_mode) == 0o700
    keys.destroy("a-round")
    keys.destroy("a-round")
    with pytest.raises(KeyGone):
        keys.read("a-round")


@pytest.mark.parametrize("name", ["", "../escape", "a/b", "a b", "å/.."])
def test_a_pool_id_never_leads_out_of_its_directory(tmp_path, name):
    with pytest.raises(KeyProblem):
        PoolKeys(tmp_path / "pool").create(name)


def test_keys_inside_the_data_directory_are_refused_with_the_mend(tmp_path):
    assert placement_problems(tmp_path / "keys", tmp_path / "data", tmp_path / "backups") == []
    for keys in (tmp_path / "data", tmp_path / "data" / "keys"):
        (problem,) = placement_problems(keys, tmp_path / "data")
        assert "set LARDOM_KEYS to a directory beside it" in problem


def test_keys_and_backups_in_each_other_are_refused_also_behind_a_link(tmp_path):
    keys, data, backups = tmp_path / "keys", tmp_path / "data", tmp_path / "backups"
    backups.mkdir()
    link = tmp_path / "elsewhere"
    link.symlink_to(backups)
    for unsafe in ((link / "keys", data, backups), (keys, data, keys / "b"), (keys, data, data / "b")):
        assert len(placement_problems(*unsafe)) == 1, unsafe
    assert "move one of them away" in placement_problems(keys, keys / "data")[0]


def test_keys_that_others_can_read_are_refused_with_the_command_that_mends_it(tmp_path):
    PoolKeys(tmp_path / "pool").create("a")
    assert permission_problems(tmp_path) == []
    (tmp_path / "pool" / "a.key").chmod(0o640)
    (tmp_path / "pool").chmod(0o755)
    problems = permission_problems(tmp_path)
    assert "chmod 700" in problems[0] and "chmod 600" in problems[1]


def test_a_key_is_whole_or_missing_and_a_crash_leaves_nothing_that_looks_like_one(tmp_path, monkeypatch):
    keys = PoolKeys(tmp_path / "pool")

    def power_cut(*_):
        raise OSError("no more power")

    monkeypatch.setattr("bot.store.sealed.keys.os.link", power_cut)
    with pytest.raises(OSError):
        keys.create("a")
    monkeypatch.undo()
    assert keys.ids() == set()
    keys.create("a")
    first = keys.read("a")
    keys.create("a")
    assert keys.read("a") == first, "a key that exists is kept"
    assert {file.name for file in (tmp_path / "pool").iterdir()} == {"a.key"}


def test_the_server_key_stays_the_same_between_starts_and_is_never_remade_in_silence(tmp_path):
    key = server_key(tmp_path / "server")
    assert server_key(tmp_path / "server") == key and len(key) == 32
    (tmp_path / "server" / "receipts.key").write_bytes(b"short")
    with pytest.raises(KeyProblem):
        server_key(tmp_path / "server")
