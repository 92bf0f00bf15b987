"""Buy an installation from Slack with the code that a browser brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.store.installations import Installed, Tokens


class NotBought(Exception):
    """Say that what Slack answered is no installation of a bot."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Know the app's credentials and where Slack sends browsers back to."""

    client: AsyncWebClient
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: Sequence[str]
    clock: Clock

    def authorize_url(self, state: str) -> str:
        """Return where a browser is sent to let Slack ask its owner."""
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(self.scopes),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return f"{urljoin(self.client.base_url, '/oauth/v2/authorize')}?{urlencode(asked)}"

    async def buy(self, code: str) -> Installed:
        """Return the installation that a code stands for; raise SlackApiError, NotBought."""
        answer = await self.client.oauth_v2_access(
            client_id=self.client_id,
            client_secret=self.client_secret,
            code=code,
            redirect_uri=self.redirect_uri,
        )
        given: dict[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        team, organisation = _id(given.get("team")), _id(given.get("enterprise"))
        org_wide = bool(given.get("is_enterprise_install"))
        owner = organisation if org_wide else team
        token = given.get("access_token")
        if given.get("token_type") != "bot" or not token or not owner:
            raise NotBought
        identity = await self.client.auth_test(token=str(token))
        named = given.get("enterprise" if org_wide else "team")
        return Installed(
            id=owner,
            team=None if org_wide else team,
            enterprise=organisation,
            name=str((named or {}).get("name") or owner),
            bot_user=str(given.get("bot_user_id") or identity["user_id"]),
            tokens=self._tokens(given),
            app_id=str(given.get("app_id") or ""),
            bot_id=str(identity.get("bot_id") or ""),
            scopes=str(given.get("scope") or ""),
            installed_by=_id(given.get("authed_user")) or "",
        )

    def _tokens(self, given: dict[str, Any]) -> Tokens:
        seconds = given.get("expires_in")
        ends = self.clock.now() + timedelta(seconds=int(seconds)) if seconds else None
        return Tokens(str(given["access_token"]), str(given.get("refresh_token") or ""), ends)


def _id(named: Any) -> str | None:
    return str(named["id"]) if isinstance(named, dict) and named.get("id") else None
