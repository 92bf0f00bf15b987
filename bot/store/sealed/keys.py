"""Keep keys outside the database, by class.

Pool keys live as long as a pool is unmixed and are in no backup. The server key wraps receipts, the
installation keys seal tokens (`vault`).
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from pathlib import Path

KEY_BYTES = 32
OTHERS = 0o077


class KeyProblem(Exception):
    """Say that a key is missing or lies where it must not."""


class KeyGone(KeyProblem):
    """Say that a pool's key has been destroyed, as it should be after the mix."""


POOL, SERVER, INSTALLATION, ERASURES = "pool", "server", "installation", "erasures"
KEPT_CLASSES = (SERVER, INSTALLATION)
"""Classes that are backed up, apart from the database; the pools' keys never are."""


def inside(inner: Path, outer: Path) -> bool:
    """Tell whether a place is another one or lies below it, links followed."""
    one, other = inner.resolve(), outer.resolve()
    return one == other or other in one.parents


def placement_problems(keys: Path, data: Path | None, backups: Path | None = None) -> list[str]:
    """Return a sentence for each unsafe placement, with the mend."""
    pools = keys / POOL
    problems = []
    if data is not None and inside(pools, data):
        problems.append(
            f"LARDOM_KEYS ({keys}) lies inside the data directory ({data}); "
            "set LARDOM_KEYS to a directory beside it, on a volume that no backup takes."
        )
    elif data is not None and inside(data, keys):
        problems.append(
            f"The data directory ({data}) lies inside LARDOM_KEYS ({keys}); move one of them away, "
            "so that neither is copied with the other."
        )
    if backups is not None and inside(pools, backups):
        problems.append(
            f"The pools' keys ({pools}) lie inside LARDOM_BACKUPS ({backups}), and must be in no backup; "
            "set LARDOM_BACKUPS to another directory."
        )
    elif backups is not None and (inside(backups, keys) or (data is not None and inside(backups, data))):
        problems.append(
            f"LARDOM_BACKUPS ({backups}) lies inside the data or the keys; set it to a directory of its own."
        )
    return problems


def permission_problems(keys: Path) -> list[str]:
    """Return a sentence for each key or key directory that others than its owner may read."""
    problems = []
    for place in [keys / name for name in (POOL, SERVER, INSTALLATION, ERASURES)]:
        if not place.is_dir():
            continue
        if stat.S_IMODE(place.stat().st_mode) & OTHERS:
            problems.append(f"{place} can be read by others; run: chmod 700 {place}")
        open_files = [one for one in place.iterdir() if _open_to_others(one)]
        if open_files:
            problems.append(f"{len(open_files)} key files can be read by others; run: chmod 600 {place}/*")
    return problems


class PoolKeys:
    """Create, read and destroy one key per pool, each a file of its own."""

    def __init__(self, directory: Path) -> None:
        """Use a directory that only this user may enter; it is made when missing."""
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)

    def create(self, pool_id: str) -> None:
        """Write a fresh key and sync it before anything is sealed with it; keep one that exists.

        A power cut leaves the whole key or none.
        """
        write_key(self._path(pool_id))

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
        _sync_directory(self._directory)

    def ids(self) -> set[str]:
        """Return the pools whose keys exist."""
        return {path.stem for path in self._directory.glob("*.key")}

    def sweep_partial(self, seconds: float) -> None:
        """Remove what a crash left of keys that were never finished."""
        for path in self._directory.glob("*.new"):
            if _made(path) <= time.time() - seconds:
                path.unlink(missing_ok=True)

    def older_than(self, seconds: float) -> set[str]:
        """Return the pools whose keys were made at least so many seconds ago, by the file system's clock."""
        limit = time.time() - seconds
        return {path.stem for path in self._directory.glob("*.key") if _made(path) <= limit}

    def _path(self, pool_id: str) -> Path:
        if not pool_id or not all(letter.isalnum() or letter in "-_" for letter in pool_id):
            raise KeyProblem("a pool id has letters, digits and hyphens only")
        return self._directory / f"{pool_id}.key"


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
    write_key(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{path.name} is cut short; restore it from its backup")
    return key


def write_key(path: Path) -> None:
    """Write a fresh key, whole or not at all; keep one that exists."""
    if path.exists():
        return
    partial = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.new")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        # A link is made whole or not at all, and never over a key that another process made meanwhile.
        os.link(partial, path)
    except FileExistsError:
        return
    finally:
        partial.unlink(missing_ok=True)
        _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_to_others(file: Path) -> bool:
    try:
        return bool(stat.S_IMODE(file.stat().st_mode) & OTHERS)
    except FileNotFoundError:
        return False
