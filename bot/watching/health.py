"""Say whether the app lives, and whether it can take what people write."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass

from bot.delivery.pump import Pump
from bot.store.database import Database
from bot.store.trouble import IN_WORDS, Trouble, trouble_of
from bot.watching.figures import Figures

PATIENCE = 3.0
REMEMBERED = 60.0
"""For so many seconds a full disk is believed full, unless something could be written since."""

LEAST_FREE = 20 * 1024**2


@dataclass(frozen=True, slots=True)
class Health:
    """Look at the database and the parts that run."""

    database: Database
    pump: Pump
    figures: Figures

    def alive(self) -> str:
        """Return what has stopped that must run; nothing when all is well."""
        return "" if self.pump.is_running else "the part that sends messages has stopped"

    async def ready(self) -> str:
        """Return in words why answers cannot be saved now; nothing when they can."""
        reason, words = await self._trouble()
        self.figures.ready.set(0 if words else 1)
        self.figures.show(self.figures.trouble, {reason.value: 1} if reason else {})
        return words or self.alive()

    async def _trouble(self) -> tuple[Trouble | None, str]:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self.database.probe()
        except TimeoutError:
            return Trouble.UNREACHABLE, "the database does not answer in time"
        except Exception as problem:  # noqa: BLE001 - whatever ails the database is what was asked for
            reason = trouble_of(problem)
            return (
                reason,
                f"the database cannot be used: {IN_WORDS[reason] if reason else type(problem).__name__}",
            )
        self.figures.write_wait.observe(time.perf_counter() - began)
        if self._is_full():
            return Trouble.FULL, f"the database cannot be used: {IN_WORDS[Trouble.FULL]}"
        return None, ""

    def _is_full(self) -> bool:
        file = self.database.locations.file
        if file is not None and shutil.disk_usage(file.parent).free < LEAST_FREE:
            return True
        found = self.database.ailment
        return found is not None and found[0] is Trouble.FULL and time.monotonic() - found[1] < REMEMBERED
