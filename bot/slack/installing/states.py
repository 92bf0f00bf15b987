"""Bind an installation to the browser in which it was begun, without keeping anything of it."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from bot.clock import Clock
from bot.store.install_states import InstallStates
from bot.store.sealed.seal import derive

LIFE = timedelta(minutes=10)
BROWSER = re.compile(r"[\w-]{43}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Begun:
    """Hold what goes to Slack and back, and what stays in the browser's cookie."""

    state: str
    browser: str


class States:
    """Issue states that any replica can check, and let each be used once."""

    def __init__(self, server_key: bytes, used: InstallStates, clock: Clock) -> None:
        """Use a key that all replicas share, and the database that remembers what was used."""
        self._box = Fernet(base64.urlsafe_b64encode(derive(server_key, "install")))
        self._used = used
        self._clock = clock

    def begin(self, browser: str) -> Begun:
        """Return a fresh state for a browser; one without a cookie of ours gets one."""
        known = browser if BROWSER.match(browser) else secrets.token_urlsafe(32)
        sealed = self._box.encrypt_at_time(known.encode(), int(self._clock.now().timestamp()))
        return Begun(sealed.decode(), known)

    async def finish(self, state: str, browser: str) -> bool:
        """Use a state up; False when it is forged, too old, used before, or another browser's."""
        now = self._clock.now()
        try:
            begun = self._box.decrypt_at_time(
                state.encode(), int(LIFE.total_seconds()), int(now.timestamp())
            ).decode()
        except (InvalidToken, UnicodeError):
            return False
        if not hmac.compare_digest(begun.encode(), browser.encode()):
            return False
        return await self._used.use(state, now + LIFE, now)
