"""Look at the installations of many workspaces, one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.clients import error_of
from bot.store.database import Database
from bot.store.installations import InstallationRepository
from bot.store.members import MemberRepository
from bot.store.sealed.keys import INSTALLATION
from bot.store.sealed.vault import TokensSealed, Vault

INSTALL_PAGE = "/slack/install"


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a sentence and whether it is good news."""

    well: bool
    sentence: str


async def installations(
    settings: Settings, database: Database, session: ClientSession, now: datetime
) -> AsyncIterator[Said]:
    """Say whether tokens open, whether Slack takes them, who has left, and whether the page is reached."""
    kept = InstallationRepository(database, Vault(settings.lardom_keys / INSTALLATION))
    works = 0
    for one in await kept.ids():
        try:
            found = await kept.get(one)
        except TokensSealed as problem:
            yield Said(False, f"{str(problem)[0].upper()}{str(problem)[1:]}.")
            continue
        if found is None:
            continue
        client = AsyncWebClient(
            found.tokens.bot, settings.slack_api_url, session=session, team_id=found.team, retry_handlers=[]
        )
        try:
            await client.auth_test()
            works += 1
        except SlackApiError as problem:
            word = error_of(problem)
            yield Said(
                False,
                f"{found.name} ({one}): Slack refuses its token ({word}). Where the app was removed it is "
                "noted at the next message; else ask them to open the installation page again.",
            )
        except (OSError, TimeoutError) as problem:
            yield Said(False, f"Slack cannot be reached ({type(problem).__name__}).")
            return
    noun = "installation works" if works == 1 else "installations work"
    yield Said(True, f"{works} {noun}. Others are added at {settings.lardom_public_url}{INSTALL_PAGE}.")
    keep = timedelta(days=settings.lardom_keep_days)
    for workspace in await MemberRepository(database).workspaces():
        if workspace.gone_at is None:
            continue
        until = (workspace.gone_at + keep).date()
        left = f"{workspace.name} ({workspace.team_id}) has removed the app."
        if workspace.gone_at + keep + timedelta(days=1) < now:
            yield Said(False, f"{left} It should have been forgotten on {until}: see whether Lärdom runs.")
        else:
            at_once = f"`lardom workspaces forget {workspace.team_id}`"
            yield Said(True, f"{left} It is forgotten on {until}, or now with {at_once}.")


async def page(settings: Settings, session: ClientSession) -> Said:
    """Say whether a browser reaches the installation's page at the public address."""
    address = settings.lardom_public_url + INSTALL_PAGE
    try:
        async with session.get(address, allow_redirects=False) as answer:
            if answer.status == 200:
                return Said(True, f"{address} is reached.")
            why = f"it answers {answer.status}"
    except (OSError, TimeoutError) as problem:
        why = type(problem).__name__
    return Said(
        False,
        f"{address} is not reached from here ({why}). Let your proxy pass it on to LARDOM_PORT, or ignore "
        "this where machines inside cannot reach their own public address.",
    )
