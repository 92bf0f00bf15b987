"""Decide with which tokens the app speaks: one from the settings, or one for each workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.content.texts import Catalogue
from bot.settings import Settings
from bot.slack.clients import Clients, OneClient
from bot.slack.installing.clients import InstalledClients
from bot.slack.installing.exchange import Exchange
from bot.slack.installing.pages import Pages
from bot.slack.installing.renewal import Renewal
from bot.slack.installing.routes import CALLBACK, InstallRoutes
from bot.slack.installing.states import States
from bot.slack.scopes import SCOPES
from bot.store.database import Database
from bot.store.install_states import InstallStates
from bot.store.installations import InstallationRepository
from bot.store.members import MemberRepository
from bot.store.sealed.keys import INSTALLATION
from bot.store.sealed.vault import Vault


@dataclass(frozen=True, slots=True)
class Speaking:
    """Hold how the app speaks, and what browsers find beside it."""

    clients: Clients
    bare: AsyncWebClient
    """A client without a token, for Bolt to make each request's own from."""

    chores: Sequence[Callable[[], Awaitable[None]]] = ()
    pages: Sequence[web.RouteDef] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


async def speaking(
    settings: Settings,
    clock: Clock,
    database: Database,
    session: ClientSession,
    server_key: bytes,
    catalogue: Catalogue,
) -> Speaking:
    """Return how the app speaks with these settings.

    Raises SlackApiError when Slack refuses the one token, TokensSealed when a workspace's cannot be opened.
    """

    def client(token: str | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token, base_url=settings.slack_api_url, session=session, retry_handlers=[]
        )

    if not settings.serves_many:
        one = await OneClient.introduced(client(settings.slack_bot_token))
        identity = one.identity
        await MemberRepository(database).remember_workspace(
            str(identity.team_id), str(identity.team), str(identity.bot_user_id)
        )
        return Speaking(one, client())
    installations = InstallationRepository(database, Vault(settings.lardom_keys / INSTALLATION))
    await installations.seal_anew()
    renewal = Renewal(installations, client(), settings.slack_client_id, settings.slack_client_secret, clock)
    clients = InstalledClients(installations, renewal, clock, session, settings.slack_api_url)
    exchange = Exchange(
        client(),
        settings.slack_client_id,
        settings.slack_client_secret,
        settings.lardom_public_url + CALLBACK,
        SCOPES,
        clock,
    )
    pages = Pages()
    routes = InstallRoutes(
        exchange,
        States(server_key, InstallStates(database), clock),
        installations,
        clients,
        pages,
        catalogue,
        settings.lardom_public_url,
    )
    return Speaking(clients, client(), [renewal.renew_all], routes.routes(), pages.headers)
