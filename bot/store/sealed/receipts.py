"""Wrap an author's token into the buttons of the author's own message."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.sealed.seal import NONCE_BYTES, derive

TOKEN_BYTES = 32


class ForeignReceipt(Exception):
    """Say that a button belongs to another member, round or action, or was altered."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Name whom a receipt belongs to, and for which pool."""

    team: str
    member: str
    pool: str


class Receipts:
    """Wrap and unwrap tokens with the server's key."""

    def __init__(self, server_key: bytes) -> None:
        """Derive the wrapping key once."""
        self._box = AESGCM(derive(server_key, "receipts"))

    def wrap(self, token: bytes, holder: Holder, action: str) -> str:
        """Return a button value that opens for this holder and this action only."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._box.encrypt(nonce, token, _bound(holder, action))
        return f"{holder.pool}.{base64.urlsafe_b64encode(sealed).decode()}"

    def unwrap(self, value: str, team: str, member: str, action: str) -> tuple[str, bytes]:
        """Return (pool, token); raise ForeignReceipt for anyone else's button or an altered one."""
        pool, _, wrapped = value.partition(".")
        try:
            sealed = base64.urlsafe_b64decode(wrapped.encode())
            token = self._box.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(Holder(team, member, pool), action)
            )
        except (InvalidTag, ValueError, binascii.Error):
            raise ForeignReceipt from None
        if len(token) != TOKEN_BYTES:
            raise ForeignReceipt
        return pool, token


def _bound(holder: Holder, action: str) -> bytes:
    parts = (holder.team, holder.member, holder.pool, action)
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
