"""Give the Web API client that speaks for the app in a workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

ENDED = frozenset(
    {"token_revoked", "account_inactive", "invalid_auth", "not_authed", "org_login_required", "team_disabled"}
)
"""With these words Slack says that a token will never work again."""

EXPIRED = frozenset({"token_expired"})
TOKEN_REFUSED = ENDED | EXPIRED | {"team_access_not_granted"}
"""With these words Slack refuses a token, for good or not."""

TIMEOUT = 20
"""Seconds that Slack has for an answer."""


def towards_slack() -> ClientSession:
    """Return the session for all calls to Slack; how many run at once is for the lanes to say."""
    return ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=TIMEOUT))


class NotInstalled(Exception):
    """Say that nothing speaks for the app in a workspace."""


class Clients(Protocol):
    """Know with which token the app speaks where."""

    @property
    def rest_after_refusal(self) -> float:
        """Return for how many seconds nothing is sent after a refusal that is not the end."""
        ...

    async def of(self, team: str) -> AsyncWebClient:
        """Return the client for a workspace; to be asked anew for every use, since tokens change.

        Raises NotInstalled.
        """
        ...

    async def authorized(self, team: str) -> AuthorizeResult | None:
        """Return what Bolt needs to answer a workspace; None when the app is not installed there."""
        ...

    async def admits(self, team: str, enterprise: str | None, name: str) -> bool:
        """Take in a workspace that was not seen before, if its organisation has installed the app."""
        ...

    async def refused(self, team: str, error: str) -> str | None:
        """Look into a refused token; return the installation that is over, None when there is hope."""
        ...

    async def still_works(self, installation: str, *, in_doubt: bool = True) -> bool:
        """Ask Slack whether an installation's token still works; a doubtful answer counts as `in_doubt`."""
        ...

    def forget(self) -> None:
        """Look everything up anew from now on."""
        ...


@dataclass(frozen=True, slots=True)
class OneClient:
    """Speak for the app where it is installed in one workspace, with the token from the settings."""

    client: AsyncWebClient
    identity: AuthorizeResult

    @classmethod
    async def introduced(cls, client: AsyncWebClient) -> OneClient:
        """Ask Slack who the token stands for; raise SlackApiError when it refuses it."""
        answer = await client.auth_test()
        identity = AuthorizeResult.from_auth_test_response(auth_test_response=answer, bot_token=client.token)
        return cls(client, identity)

    @property
    def rest_after_refusal(self) -> float:
        """Return five minutes: only the operator can mend this."""
        return 300.0

    @property
    def team(self) -> str:
        """Return the one workspace."""
        return str(self.identity.team_id)

    async def of(self, team: str) -> AsyncWebClient:
        """Return the one client there is."""
        return self.client

    async def authorized(self, team: str) -> AuthorizeResult | None:
        """Return what Bolt needs to know."""
        return self.identity

    async def admits(self, team: str, enterprise: str | None, name: str) -> bool:
        """Take in no other workspace."""
        return False

    async def refused(self, team: str, error: str) -> str | None:
        """Keep hoping: the operator may set another token."""
        return None

    async def still_works(self, installation: str, *, in_doubt: bool = True) -> bool:
        """Ask Slack whether the token still works."""
        return await works(self.client, in_doubt=in_doubt)

    def forget(self) -> None:
        """Do nothing: there is one token as long as the process lives."""


async def works(client: AsyncWebClient, *, in_doubt: bool = True, over: Collection[str] = ENDED) -> bool:
    """Ask Slack whether a client's token works; anything but a clear answer counts as `in_doubt`.

    `over` are the words that mean no.
    """
    try:
        await client.auth_test()
    except SlackApiError as problem:
        return in_doubt and error_of(problem) not in over
    except (OSError, TimeoutError):
        return in_doubt
    return True


def error_of(problem: SlackApiError) -> str:
    """Return Slack's word for what was wrong; a proxy's error page is no JSON and has none."""
    data: Any = getattr(problem.response, "data", problem.response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""
