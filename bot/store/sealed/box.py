"""Seal small things under a key made from the server's: as large as the others, and bound to their place."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.sealed.seal import NONCE_BYTES, SealBroken, derive

LENGTH_BYTES = 2


class Box:
    """Keep texts of one purpose unreadable without the server's key."""

    def __init__(self, server_key: bytes, purpose: str, size: int) -> None:
        """Make the key for a purpose; every text is padded to `size` bytes."""
        self._box = AESGCM(derive(server_key, purpose))
        self._size = size

    def seal(self, text: str, *place: str) -> bytes:
        """Encrypt a text for a place; raise ValueError for one that is too long."""
        raw = text.encode()
        if len(raw) + LENGTH_BYTES > self._size:
            raise ValueError(f"at most {self._size - LENGTH_BYTES} bytes fit here")
        frame = (len(raw).to_bytes(LENGTH_BYTES, "big") + raw).ljust(self._size, b"\0")
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, frame, _bound(*place))

    def open(self, sealed: bytes, *place: str) -> str:
        """Decrypt a text; raise SealBroken for one that was altered or sealed for another place."""
        try:
            frame = self._box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(*place))
        except (InvalidTag, ValueError) as problem:
            raise SealBroken("altered, or sealed for another place") from problem
        return frame[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(frame[:LENGTH_BYTES], "big")].decode()


def _bound(*parts: str) -> bytes:
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
