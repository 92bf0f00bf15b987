"""The addresses at which a browser adds the app to a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.content.texts import Catalogue, Texts
from bot.slack.clients import Clients, error_of
from bot.slack.installing.exchange import Exchange, NotBought
from bot.slack.installing.pages import Link, Page, Pages, wanted_language
from bot.slack.installing.states import LIFE, States
from bot.store.installations import InstallationRepository, Installed

INSTALL, BEGIN, CALLBACK = "/slack/install", "/slack/install/begin", "/slack/oauth_redirect"
OPENED = "https://slack.com/app_redirect"
log = structlog.get_logger("installing")


@dataclass(frozen=True, slots=True)
class InstallRoutes:
    """Answer the browser of somebody who adds the app."""

    exchange: Exchange
    states: States
    installations: InstallationRepository
    clients: Clients
    pages: Pages
    catalogue: Catalogue
    public_url: str

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get(INSTALL, self.install),
            web.get(BEGIN, self.begin, allow_head=False),
            web.get(CALLBACK, self.callback, allow_head=False),
        ]

    async def install(self, request: web.Request) -> web.Response:
        """Say what is about to be added, with a button."""
        t = self._texts(request)
        return self._page(t, Page.INSTALL, Link(self.public_url + BEGIN, t("install.button")))

    async def begin(self, request: web.Request) -> web.Response:
        """Send the browser to Slack, with a state that only it can bring back."""
        begun = self.states.begin(request.cookies.get(self._cookie, ""))
        sent = web.Response(status=302, headers={"Location": self.exchange.authorize_url(begun.state)})
        sent.set_cookie(
            self._cookie,
            begun.browser,
            max_age=int(LIFE.total_seconds()),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )
        return sent

    async def callback(self, request: web.Request) -> web.Response:
        """Finish what was begun in this browser; each failure has its own sentence."""
        t, query = self._texts(request), request.query
        if "error" in query:
            return self._failed(t, Page.DECLINED if query["error"] == "access_denied" else Page.REFUSED)
        try:
            if not await self.states.finish(query.get("state", ""), request.cookies.get(self._cookie, "")):
                return self._failed(t, Page.STALE, 400)
            installed = await self.exchange.buy(query.get("code", ""))
            await self.installations.save(installed, self.exchange.clock.now())
        except SlackApiError as problem:
            log.warning("not_installed", reason=error_of(problem))
            return self._failed(t, Page.REFUSED, 400)
        except NotBought:
            log.warning("not_installed", reason="no_bot_token")
            return self._failed(t, Page.REFUSED, 400)
        except (OSError, TimeoutError, DBAPIError, PoolTimeout) as problem:
            log.error("not_installed", error=type(problem).__name__)
            return self._failed(t, Page.LATER, 503)
        self.clients.forget()
        log.info(
            "installed", team=installed.id, kind="organisation" if installed.is_org_wide else "workspace"
        )
        opened = Link(f"{OPENED}?{urlencode(_place(installed))}", t("installed.button"))
        done = self._page(t, Page.INSTALLED, opened, name=installed.name)
        done.del_cookie(self._cookie, path="/", secure=self._is_secure, httponly=True, samesite="Lax")
        return done

    def _failed(self, t: Texts, why: Page, status: int = 200) -> web.Response:
        again = Link(self.public_url + INSTALL, t("install.again"))
        return self._page(t, why, again, status)

    def _page(self, t: Texts, page: Page, link: Link, status: int = 200, /, **values: object) -> web.Response:
        text = self.pages.page(t, page, link, **values)
        return web.Response(status=status, text=text, content_type="text/html", headers=self.pages.headers)

    def _texts(self, request: web.Request) -> Texts:
        return self.catalogue[wanted_language(request.headers.get("Accept-Language", ""))]

    @property
    def _is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def _cookie(self) -> str:
        # Browsers take a cookie of this name only from the host itself, over https.
        return "__Host-lardom-install" if self._is_secure else "lardom-install"


def _place(installed: Installed) -> dict[str, str]:
    return {"app": installed.app_id} | ({"team": installed.team} if installed.team else {})
