"""Let each start of an installation be finished once, whichever replica it comes back to."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from bot.store.database import Database, put
from bot.store.tenancy import InstallState


class InstallStates:
    """Remember, until they expire, which states have come back."""

    def __init__(self, database: Database) -> None:
        """Use a database that every replica shares."""
        self._database = database

    async def use(self, state: str, expires_at: datetime, now: datetime) -> bool:
        """Use a state up; False when it was used before."""
        digest = hashlib.sha256(state.encode()).hexdigest()
        async with self._database.write() as session:
            await session.execute(delete(InstallState).where(col(InstallState.expires_at) <= now))
            return await put(session, InstallState(digest=digest, expires_at=expires_at))
