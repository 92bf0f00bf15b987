"""Keep keys outside the database, by class.

Pool keys live as long as a pool is unmixed and are in no backup. The server key wraps receipts.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

KEY_BYTES = 32


class KeyProblem(Exception):
    """Say that a key is missing or lies where it must not."""


class KeyGone(KeyProblem):
    """Say that a pool's key has been destroyed, as it should be after the mix."""


def check_placement(keys: Path, data: Path | None) -> None:
    """Refuse keys inside the data directory, where a copy of the data would carry them along.

    Raises KeyProblem with the mend.
    """
    if data is None:
        return
    inner, outer = keys.resolve(), data.resolve()
    if inner == outer or outer in inner.parents:
        raise KeyProblem(
            f"LARDOM_KEYS ({keys}) lies inside the data directory ({data}); "
            "set LARDOM_KEYS to a directory beside it, on a volume that no backup takes."
        )


class PoolKeys:
    """Create, read and destroy one key per pool, each a file of its own."""

    def __init__(self, directory: Path) -> None:
        """Use a directory that only this user may enter; it is made when missing."""
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)

    def create(self, pool_id: str) -> None:
        """Write a fresh key and sync it before anything is sealed with it; keep one that exists."""
        try:
            handle = os.open(self._path(pool_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        try:
            os.write(handle, secrets.token_bytes(KEY_BYTES))
            os.fsync(handle)
        finally:
            os.close(handle)
        self._sync_directory()

    def read(self, pool_id: str) -> bytes:
        """Return a pool's key; raise KeyGone when it has been destroyed."""
        try:
            key = self._path(pool_id).read_bytes()
        except FileNotFoundError:
            raise KeyGone(pool_id) from None
        if len(key) != KEY_BYTES:
            raise KeyProblem(f"the key of pool {pool_id} is cut short")
        return key

    def destroy(self, pool_id: str) -> None:
        """Unlink a pool's key for good; a missing one is fine."""
        self._path(pool_id).unlink(missing_ok=True)
        self._sync_directory()

    def ids(self) -> set[str]:
        """Return the pools whose keys exist."""
        return {path.stem for path in self._directory.glob("*.key")}

    def older_than(self, seconds: float) -> set[str]:
        """Return the pools whose keys were made at least so many seconds ago, by the file system's clock."""
        limit = time.time() - seconds
        return {path.stem for path in self._directory.glob("*.key") if _made(path) <= limit}

    def _path(self, pool_id: str) -> Path:
        if not pool_id or not all(letter.isalnum() or letter in "-_" for letter in pool_id):
            raise KeyProblem("a pool id has letters, digits and hyphens only")
        return self._directory / f"{pool_id}.key"

    def _sync_directory(self) -> None:
        handle = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _made(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def server_key(directory: Path) -> bytes:
    """Return the key that wraps receipts; make it at the first start."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    path = directory / "receipts.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise KeyProblem(f"{path.name} is cut short; restore it from its backup") from None
        return key
    try:
        key = secrets.token_bytes(KEY_BYTES)
        os.write(handle, key)
        os.fsync(handle)
    finally:
        os.close(handle)
    return key
