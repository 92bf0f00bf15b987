"""Put the app together: the only place that knows every part."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields, replace

import structlog
from aiohttp import ClientSession, ClientTimeout, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, SystemClock
from bot.content.prompts import load_prompts
from bot.content.texts import load_catalogue
from bot.content.words import load_words
from bot.delivery.changing import Changing
from bot.delivery.clockwork import Clockwork
from bot.delivery.control import Control
from bot.delivery.escalation import Escalation
from bot.delivery.firing import Firing
from bot.delivery.going_first import GoingFirst
from bot.delivery.lifecycle import Lifecycle
from bot.delivery.looking_back import LookingBack
from bot.delivery.publishing import Publishing
from bot.delivery.pulsing import Pulsing
from bot.delivery.pump import Pump
from bot.delivery.reporting import Reporting
from bot.delivery.reviewing import Reviewing
from bot.delivery.shadowing import Shadowing
from bot.settings import Settings
from bot.slack import listeners, middleware
from bot.slack.clients import OneClient
from bot.slack.courier import SlackCourier
from bot.slack.directories import Directories
from bot.slack.disturbance import DoNotDisturb
from bot.slack.errors import register_error_handler
from bot.slack.http import web_app
from bot.slack.later import Later
from bot.slack.library.readers import Readers
from bot.slack.reach import Reach
from bot.slack.services import Resources, Services
from bot.store.database import Database
from bot.store.library.index import LibraryIndex
from bot.store.library.repository import LibraryRepository
from bot.store.lock import alone
from bot.store.members import MemberRepository
from bot.store.migrate import migrate
from bot.store.outbox import Outbox
from bot.store.prompts import PromptRepository
from bot.store.reports import Reports
from bot.store.rounds import RoundRepository
from bot.store.schedules import ScheduleRepository
from bot.store.sealed.answers import AnswerRepository
from bot.store.sealed.changes import ChangeRepository
from bot.store.sealed.cleaning import Cleaner
from bot.store.sealed.erasures import Erasures
from bot.store.sealed.examples import ExampleRepository
from bot.store.sealed.intake import IntakeRepository
from bot.store.sealed.keys import ERASURES, POOL, SERVER, PoolKeys, server_key
from bot.store.sealed.look_backs import LookBackRepository
from bot.store.sealed.mailbox import Mailbox
from bot.store.sealed.mix import Mixer
from bot.store.sealed.plans import PlanRepository
from bot.store.sealed.receipts import Receipts
from bot.store.sealed.retention import Retention
from bot.store.sealed.texts import TextRepository
from bot.store.sealed.thanks import ThanksRepository
from bot.store.terms import TermRepository
from bot.store.together import Together

SLACK_TIMEOUT = 20
SOCKET_CHECK = 2.0
"""Seconds between two looks at the socket; a press that meets a dead one has to be repeated."""

DRAIN_SECONDS = 8
log = structlog.get_logger("app")


@dataclass(frozen=True, slots=True)
class Running:
    """Hold a running app."""

    bolt: AsyncApp
    services: Services
    lifecycle: Lifecycle
    pump: Pump
    clockwork: Clockwork
    port: int | None


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """Start the app with its settings, and stop it in reverse order.

    Raises AlreadyRunning when another process has the SQLite database.
    """
    locations = settings.locations
    with alone(locations.file):
        await asyncio.to_thread(migrate, locations)
        database = Database(locations)
        try:
            async with ClientSession(timeout=ClientTimeout(total=SLACK_TIMEOUT)) as session:
                app = await _compose(settings, clock or SystemClock(), database, session)
                async with _working(app), _listening(settings, app, session) as port:
                    yield replace(app, port=port)
        finally:
            await database.close()


async def _compose(settings: Settings, clock: Clock, database: Database, session: ClientSession) -> Running:
    shuffler = random.SystemRandom()
    keys = PoolKeys(settings.lardom_keys / POOL)
    erasures = Erasures(settings.lardom_keys / ERASURES)
    client = AsyncWebClient(
        token=settings.slack_bot_token, base_url=settings.slack_api_url, session=session, retry_handlers=[]
    )
    identity = await client.auth_test()
    members, schedules = MemberRepository(database, erasures), ScheduleRepository(database)
    intake, outbox = IntakeRepository(database, keys), Outbox(database)
    rounds, prompts = RoundRepository(database, intake), PromptRepository(database, load_prompts())
    index = LibraryIndex()
    texts = TextRepository(database, shuffler, erasures, index)
    library = LibraryRepository(database, index)
    changes = ChangeRepository(database, keys, shuffler, erasures)
    mailbox, answers = Mailbox(database), AnswerRepository(database)
    examples = ExampleRepository(database, index, erasures)
    server = server_key(settings.lardom_keys / SERVER)
    plans, look_backs = PlanRepository(database, server), LookBackRepository(database)
    thanks, reports = ThanksRepository(database, server), Reports.kept_in(database, keys)
    together = Together.kept_in(database, server, intake, keys)
    clients = OneClient(client)
    directories = Directories(clients, clock)
    await members.remember_workspace(identity["team_id"], identity["team"], identity["user_id"])
    resources = Resources(
        clock=clock,
        catalogue=load_catalogue(),
        prompts=prompts,
        words=load_words(),
        terms=TermRepository(database),
        clients=clients,
        directories=directories,
        database=database,
        members=members,
        schedules=schedules,
        rounds=rounds,
        outbox=outbox,
        intake=intake,
        texts=texts,
        changes=changes,
        mailbox=mailbox,
        answers=answers,
        examples=examples,
        plans=plans,
        look_backs=look_backs,
        thanks=thanks,
        library=library,
        together=together,
        reports=reports,
        readers=Readers(clients, directories, clock),
        receipts=Receipts(server),
        home_zone=settings.lardom_zone,
        default_k=settings.lardom_default_k,
    )
    reach = Reach(resources, DoNotDisturb(clients, clock))
    courier = SlackCourier(resources, reach)
    firing = Firing(
        database=database,
        rounds=rounds,
        members=members,
        outbox=outbox,
        audience=directories,
        prompts=prompts,
        clock=clock,
        shuffler=shuffler,
        publish_delay=settings.lardom_publish_delay_seconds,
    )
    reviewing = Reviewing(
        database=database,
        schedules=schedules,
        rounds=rounds,
        outbox=outbox,
        texts=texts,
        escalation=Escalation(schedules, members, rounds, texts, directories, shuffler),
        clock=clock,
    )
    looking_back = LookingBack(database, schedules, rounds, plans, look_backs, outbox, clock)
    publishing = Publishing(database, schedules, rounds, outbox, texts, answers, examples, reviewing, clock)
    going_first = GoingFirst(
        database=database,
        schedules=schedules,
        rounds=rounds,
        members=members,
        outbox=outbox,
        examples=examples,
        changes=changes,
        audience=directories,
        firing=firing,
        publishing=publishing,
        clock=clock,
    )
    reporting = Reporting(
        schedules, reports.tallies, outbox, clock, settings.lardom_zone, settings.lardom_default_k
    )
    changing = Changing(
        database, outbox, texts, changes, mailbox, thanks, reviewing, publishing, looking_back, reporting
    )
    delay = settings.lardom_mix_delay_seconds
    shadowing = Shadowing(database, schedules, together, members, outbox, directories, clock, shuffler, delay)
    pulsing = Pulsing(database, schedules, together, firing, outbox, clock, shuffler, delay)
    lifecycle = Lifecycle(
        database=database,
        schedules=schedules,
        rounds=rounds,
        outbox=outbox,
        texts=texts,
        mailbox=mailbox,
        looking_back=looking_back,
        reviewing=reviewing,
        mixer=Mixer(database, keys, shuffler),
        firing=firing,
        going_first=going_first,
        clock=clock,
        shuffler=shuffler,
        mix_delay=delay,
    )
    await lifecycle.mixer.sweep()
    tell = (publishing.not_delivered, reporting.not_delivered)
    pump = Pump(outbox, courier, clock, tell, idle_seconds=min(1.0, settings.lardom_tick_seconds))
    known = {field.name: getattr(resources, field.name) for field in fields(resources)}
    services = Services(
        **known, control=Control(lifecycle, publishing, changing, pump), shadowing=shadowing, later=Later()
    )
    bolt = AsyncApp(
        client=client,
        signing_secret=settings.slack_signing_secret or None,
        process_before_response=True,
        request_verification_enabled=settings.uses_http,
    )
    middleware.register(bolt, services)
    listeners.register(bolt, services)
    register_error_handler(bolt, services.catalogue)
    clockwork = Clockwork(
        lifecycle=lifecycle,
        publishing=publishing,
        changing=changing,
        shadowing=shadowing,
        pulsing=pulsing,
        members=members,
        pump=pump,
        clock=clock,
        zone=settings.lardom_zone,
        tick_seconds=settings.lardom_tick_seconds,
        library=library,
        cleaner=Cleaner(database),
        retention=Retention(database, keys, erasures, settings.lardom_backup_days),
    )
    return Running(bolt, services, lifecycle, pump, clockwork, None)


@asynccontextmanager
async def _working(app: Running) -> AsyncIterator[None]:
    scheduler = app.clockwork.scheduler()
    pumping = asyncio.create_task(app.pump.run())
    scheduler.start()
    try:
        yield
    finally:
        await app.services.later.drained(DRAIN_SECONDS)
        scheduler.pause()
        await app.clockwork.settled()
        scheduler.shutdown(wait=False)
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping


@asynccontextmanager
async def _listening(settings: Settings, app: Running, session: ClientSession) -> AsyncIterator[int | None]:
    if settings.uses_http:
        runner = web.AppRunner(web_app(app.bolt, settings.slack_signing_secret), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.lardom_host, settings.lardom_port).start()
        port = int(runner.addresses[0][1])
        log.info("listening", transport="http", port=port)
        try:
            yield port
        finally:
            await runner.cleanup()
        return
    opener = AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[])
    # The socket's own client would try a refused token again for ever; this asks once and says why.
    await opener.apps_connections_open(app_token=settings.slack_app_token)
    handler = AsyncSocketModeHandler(
        app.bolt, settings.slack_app_token, web_client=opener, ping_interval=SOCKET_CHECK
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("listening", transport="socket")
    try:
        yield None
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
