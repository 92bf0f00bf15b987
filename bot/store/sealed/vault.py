"""Seal the tokens of installations under the installation keys.

The newest key seals, every key opens: a key is exchanged by adding one, sealing everything anew, and taking
the old one away.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.store.sealed.keys import KEY_BYTES, KeyProblem, write_key

FIRST = 1


class TokensSealed(KeyProblem):
    """Say that no key here opens an installation's tokens."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Keep tokens unreadable without the installation keys; each sealed under its owner's name."""

    directory: Path

    def seal(self, owner: str, secrets: Mapping[str, str]) -> bytes:
        """Return an installation's secrets, sealed under the newest key; make the first key when missing."""
        if not self._files():
            self.add_key()
        return self._box().encrypt(json.dumps({"owner": owner, **secrets}).encode())

    def open(self, owner: str, sealed: bytes) -> dict[str, str]:
        """Return an installation's secrets; raise TokensSealed when no key here opens them."""
        if not self._files():
            raise TokensSealed(_lost(owner, self.directory))
        try:
            secrets: dict[str, str] = json.loads(self._box().decrypt(sealed))
        except InvalidToken:
            raise TokensSealed(_lost(owner, self.directory)) from None
        if secrets.pop("owner", None) != owner:
            raise TokensSealed(f"the tokens kept for {owner} are another installation's")
        return secrets

    def is_newest(self, sealed: bytes) -> bool:
        """Tell whether something is sealed under the newest key."""
        try:
            _fernet(self._files()[0]).decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def add_key(self) -> Path:
        """Make a key that seals from now on; those before it go on opening what they sealed."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory.chmod(0o700)
        files = self._files()
        number = int(files[0].stem.rpartition("-")[2]) + 1 if files else FIRST
        path = self.directory / f"tokens-{number:04d}.key"
        write_key(path)
        return path

    def older(self) -> list[Path]:
        """Return the keys that seal nothing any more."""
        return self._files()[1:]

    def _box(self) -> MultiFernet:
        # Read anew for every use: another replica may have added a key meanwhile, and uses are rare.
        return MultiFernet([_fernet(file) for file in self._files()])

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob("tokens-[0-9]*.key"), reverse=True)


def _fernet(file: Path) -> Fernet:
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{file.name} is cut short; restore it from its backup")
    return Fernet(base64.urlsafe_b64encode(key))


def _lost(owner: str, directory: Path) -> str:
    return f"no key in {directory} opens the tokens of {owner}; restore the installation keys"
