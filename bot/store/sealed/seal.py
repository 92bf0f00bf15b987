"""Seal texts: fixed-size intake rows, tokens, and what hangs on a token."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TEXT_LIMIT = 2000
NONCE_BYTES = 12
PLAIN_BYTES = 8192 + 256
"""2,000 characters of at most four bytes each, and room for the member's id and the frame."""

LIST_BLOCK = 8192


class Share(StrEnum):
    """Name how an author shares a text."""

    ANONYMOUS = "anonymous"
    NAMED = "named"
    PRIVATE = "private"


class SealBroken(Exception):
    """Say that a sealed value was altered or does not belong here."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Hold what one sealed row says."""

    member: str
    share: Share
    text: str

    @classmethod
    def skipping(cls, member: str) -> Submission:
        """Return the row of somebody who skips a round: as sealed as an answer, and no text in it."""
        return cls(member, Share.PRIVATE, "")

    @classmethod
    def promising(cls, member: str) -> Submission:
        """Return the row of somebody who will do what a round invites to: as sealed, and as empty."""
        return cls(member, Share.NAMED, "")

    @property
    def is_answer(self) -> bool:
        """Tell whether there is a text in it; no answer is empty."""
        return bool(self.text)

    @property
    def is_promise(self) -> bool:
        """Tell whether this says only that its member will do it and tell afterwards."""
        return not self.text and self.share is Share.NAMED


def labelled(key: bytes, label: str, *parts: str) -> bytes:
    """Return HMAC-SHA256 over a label and parts, each with its length, so that none can shift."""
    message = b"".join(
        len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in (label, *parts))
    )
    return hmac.new(key, message, hashlib.sha256).digest()


def intake_id(pool_key: bytes, team: str, member: str, pool: str) -> str:
    """Return the one id that a member's submission has in a pool."""
    return labelled(pool_key, "id", team, member, pool).hex()


def author_token(pool_key: bytes, team: str, member: str, pool: str) -> bytes:
    """Return the author's capability for a pool: 32 bytes, never stored."""
    return labelled(pool_key, "token", team, member, pool)


def token_hash(token: bytes, purpose: str) -> str:
    """Return the hash under which the database keeps what a token opens."""
    return labelled(token, "hash", purpose).hex()


def derive(key: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def seal_submission(pool_key: bytes, row_id: str, submission: Submission) -> bytes:
    """Encrypt a submission to a size that says nothing about its text.

    Raises ValueError for a text over TEXT_LIMIT characters.
    """
    if len(submission.text) > TEXT_LIMIT:
        raise ValueError(f"a text has at most {TEXT_LIMIT} characters")
    fields = [part.encode() for part in (submission.member, submission.share.value, submission.text)]
    frame = b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    return _encrypt(derive(pool_key, "intake"), frame.ljust(PLAIN_BYTES, b"\0"), row_id.encode())


def open_submission(pool_key: bytes, row_id: str, sealed: bytes) -> Submission:
    """Decrypt a submission; raise SealBroken when row and ciphertext do not belong together."""
    return Opener(pool_key).submission(row_id, sealed)


class Opener:
    """Open many submissions of one pool."""

    def __init__(self, pool_key: bytes) -> None:
        """Derive what opens them; it goes when this does."""
        self._key = derive(pool_key, "intake")

    def submission(self, row_id: str, sealed: bytes) -> Submission:
        """Decrypt a submission; raise SealBroken when row and ciphertext do not belong together."""
        frame = _decrypt(self._key, sealed, row_id.encode())
        fields: list[str] = []
        offset = 0
        for _ in range(3):
            size = int.from_bytes(frame[offset : offset + 2], "big")
            fields.append(frame[offset + 2 : offset + 2 + size].decode())
            offset += 2 + size
        return Submission(member=fields[0], share=Share(fields[1]), text=fields[2])


def seal_private(token: bytes, text: str) -> bytes:
    """Encrypt a text that its author keeps, padded like every other."""
    raw = text.encode()
    frame = (len(raw).to_bytes(2, "big") + raw).ljust(PLAIN_BYTES, b"\0")
    return _encrypt(derive(token, "private"), frame, b"private")


def open_private(token: bytes, sealed: bytes) -> str:
    """Decrypt a kept text; raise SealBroken for another token."""
    frame = _decrypt(derive(token, "private"), sealed, b"private")
    return frame[2 : 2 + int.from_bytes(frame[:2], "big")].decode()


def seal_list(pool_key: bytes, owner: str, text: str) -> bytes:
    """Encrypt a list of any length, padded to whole blocks so that its size says little."""
    raw = text.encode()
    frame = len(raw).to_bytes(4, "big") + raw
    blocks = -(-len(frame) // LIST_BLOCK)
    return _encrypt(derive(pool_key, "list"), frame.ljust(blocks * LIST_BLOCK, b"\0"), owner.encode())


def open_list(pool_key: bytes, owner: str, sealed: bytes) -> str:
    """Decrypt a list; raise SealBroken when it belongs to another owner or key."""
    frame = _decrypt(derive(pool_key, "list"), sealed, owner.encode())
    return frame[4 : 4 + int.from_bytes(frame[:4], "big")].decode()


def _encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as problem:
        raise SealBroken("altered, or sealed for something else") from problem
