"""Look at an installation as somebody would who is called when it does not work."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.content.texts import Texts
from bot.doctor_many import installations, page
from bot.settings import Settings
from bot.slack.status import why
from bot.store.database import Database
from bot.store.lock import AlreadyRunning, alone
from bot.store.members import MemberRepository
from bot.store.migrate import configuration
from bot.store.outbox import Outbox
from bot.store.server_log import logs_values
from bot.store.tables import Delivery, DeliveryState, Round, RoundState
from bot.store.trouble import IN_WORDS, trouble_of

LOOKED_BACK = timedelta(days=7)
OVERDUE = timedelta(minutes=15)
LEAST_FREE = 500 * 1024**2
LATE = {
    RoundState.OPENING: (Round.opens_at, "is still opening"),
    RoundState.OPEN: (Round.closes_at, "has not closed"),
    RoundState.CLOSED: (Round.mix_at, "is not mixed"),
    RoundState.MIXED: (Round.publish_at, "has not been published or given to another curator"),
}
AILS = IN_WORDS


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one thing that was looked at: well, or what is wrong and how to mend it."""

    well: bool
    said: str


async def examine(settings: Settings, session: ClientSession, t: Texts, now: datetime) -> list[Finding]:
    """Look at disk, database, work and Slack; an ailing database hides the work behind it."""
    found = [*_mode(settings), *_disk(settings), await asyncio.to_thread(_schema, settings)]
    if all(one.well for one in found):
        database = Database(settings.locations)
        try:
            found += [*await _server_log(database), *await _work(database, settings, t, now)]
            if settings.serves_many:
                told = [one async for one in installations(settings, database, session, now)]
                found += [Finding(one.well, one.sentence) for one in told]
        finally:
            await database.close()
    if settings.serves_many:
        reached = await page(settings, session)
        return [*found, Finding(reached.well, reached.sentence)]
    return [*found, await _slack(settings, session)]


def _mode(settings: Settings) -> Iterator[Finding]:
    if settings.serves_many:
        yield Finding(True, "Lärdom serves every workspace that installs it, over signed HTTP.")
        return
    how = "signed HTTP" if settings.uses_http else "Socket Mode"
    ignored = " SLACK_CLIENT_ID is not used beside SLACK_BOT_TOKEN." if settings.slack_client_id else ""
    yield Finding(True, f"Lärdom serves the one workspace of SLACK_BOT_TOKEN, over {how}.{ignored}")


def _disk(settings: Settings) -> Iterator[Finding]:
    places = [settings.lardom_keys]
    if settings.locations.file is not None:
        places.insert(0, settings.locations.file.parent)
    for place in places:
        free = shutil.disk_usage(_existing(place)).free
        if free < LEAST_FREE:
            yield Finding(
                False,
                f"{place} has {free // 1024**2} MB left. Make room: nothing can be saved when it is full.",
            )
        else:
            yield Finding(True, f"{place} has room ({free // 1024**3} GB).")


def _existing(place: Path) -> Path:
    place = place.absolute()
    return next(one for one in (place, *place.parents) if one.exists())


def _schema(settings: Settings) -> Finding:
    if settings.locations.file is not None and not settings.locations.file.exists():
        return Finding(False, "There is no database yet. `lardom run` makes it at its first start.")
    newest = ScriptDirectory.from_config(configuration(settings.locations)).get_current_head()
    engine = create_engine(settings.locations.sync_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        ails = trouble_of(problem)
        return Finding(
            False, f"The database cannot be read: {AILS[ails] if ails else type(problem).__name__}."
        )
    finally:
        engine.dispose()
    if current != newest:
        return Finding(
            False,
            "The database has an older form. `lardom migrate`, or the next start, brings it up to date.",
        )
    return Finding(True, "The database answers and has the newest form.")


async def _server_log(database: Database) -> list[Finding]:
    if not await logs_values(database):
        return []
    return [
        Finding(
            False,
            "The database server writes what statements are given into its own log, and with it what people "
            "wrote. Set log_parameter_max_length and log_parameter_max_length_on_error to 0 on the server.",
        )
    ]


async def _work(database: Database, settings: Settings, t: Texts, now: datetime) -> list[Finding]:
    found: list[Finding] = []
    outbox = Outbox(database)
    for workspace in await MemberRepository(database).workspaces():
        dead = await outbox.dead(workspace.team_id, now - LOOKED_BACK)
        found += [
            Finding(
                False, f"{workspace.name}: {t.count(f'kind.{kind}', number)} not delivered: {why(t, reason)}."
            )
            for (kind, reason), number in sorted(dead.items())
        ]
    async with database.read() as session:
        overdue = (
            await session.execute(
                select(func.count())
                .select_from(Delivery)
                .where(col(Delivery.state) == DeliveryState.WAITING, col(Delivery.due_at) < now - OVERDUE)
            )
        ).scalar_one()
        late: list[str] = []
        for state, (moment, words) in LATE.items():
            rows = await session.execute(
                select(func.count())
                .select_from(Round)
                .where(col(Round.state) == state, col(moment) < now - OVERDUE)
            )
            if number := rows.scalar_one():
                late.append(f"{number} {'round' if number == 1 else 'rounds'} whose time has passed {words}")
    runs = _runs(settings)
    if runs is not None:
        found.append(
            Finding(runs, "Lärdom runs." if runs else "Lärdom does not run. Start it with `lardom run`.")
        )
    waiting = [f"{overdue} messages wait that should have gone out"] if overdue else []
    found += [Finding(False, f"{line}. Look at the log for what holds it up.") for line in [*waiting, *late]]
    if all(one.well for one in found):
        found.append(
            Finding(True, "Nothing waits that should have gone out, and nothing failed in seven days.")
        )
    return found


def _runs(settings: Settings) -> bool | None:
    """Tell whether a process works on the SQLite file; None where several may share a server."""
    if settings.locations.file is None:
        return None
    try:
        with alone(settings.locations.file):
            return False
    except AlreadyRunning:
        return True


async def _slack(settings: Settings, session: ClientSession) -> Finding:
    client = AsyncWebClient(
        settings.slack_bot_token, settings.slack_api_url, session=session, retry_handlers=[]
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as problem:
        word = problem.response.get("error")
        return Finding(
            False, f"Slack refuses the bot token ({word}). Copy it again, or install the app again."
        )
    except OSError as problem:
        return Finding(False, f"Slack cannot be reached ({type(problem).__name__}).")
    return Finding(True, f"Slack knows the bot of {answer['team']}.")
