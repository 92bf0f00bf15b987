"""Put the app together: the only place that knows every part."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import partial

from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp

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
from bot.listening import listening
from bot.settings import Settings
from bot.slack import listeners, middleware
from bot.slack.authorizing import Authorize, doorkeeper
from bot.slack.clients import towards_slack
from bot.slack.courier import SlackCourier
from bot.slack.directories import Directories
from bot.slack.disturbance import DoNotDisturb
from bot.slack.errors import register_error_handler
from bot.slack.hearing import changed
from bot.slack.installing.farewell import Farewell
from bot.slack.later import Later, counted
from bot.slack.library.readers import Readers
from bot.slack.pace import Pace
from bot.slack.reach import Reach
from bot.slack.refusals import WaryCourier
from bot.slack.services import Resources, Services
from bot.speaking import Speaking, speaking
from bot.store.database import Database
from bot.store.departures import Departures
from bot.store.library.index import LibraryIndex
from bot.store.library.repository import LibraryRepository
from bot.store.lock import alone
from bot.store.members import MemberRepository
from bot.store.migrate import migrate
from bot.store.news import News
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
from bot.store.sealed.lifting import LiftRepository
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
from bot.watching.acks import timed
from bot.watching.figures import Figures
from bot.watching.health import Health
from bot.watching.site import Watching, watched

DRAIN_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Running:
    """Hold a running app."""

    bolt: AsyncApp
    services: Services
    lifecycle: Lifecycle
    pump: Pump
    clockwork: Clockwork
    speaking: Speaking
    watching: Watching
    port: int | None = None
    metrics_port: int | None = None


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
            async with towards_slack() as session:
                app = await _compose(settings, clock or SystemClock(), database, session)
                async with (
                    _working(app),
                    watched(app.watching, settings.lardom_metrics_host, settings.lardom_metrics_port) as seen,
                    listening(settings, app.bolt, app.speaking, session) as port,
                ):
                    yield replace(app, port=port, metrics_port=seen)
        finally:
            await database.close()


async def _compose(settings: Settings, clock: Clock, database: Database, session: ClientSession) -> Running:
    shuffler = random.SystemRandom()
    keys = PoolKeys(settings.lardom_keys / POOL)
    erasures = Erasures(settings.lardom_keys / ERASURES)
    members, schedules = MemberRepository(database, erasures), ScheduleRepository(database)
    intake, outbox = IntakeRepository(database, keys), Outbox(database)
    rounds, prompts = RoundRepository(database, intake), PromptRepository(database, load_prompts())
    index = LibraryIndex()
    texts = TextRepository(database, shuffler, erasures, index)
    library = LibraryRepository(database, index)
    changes = ChangeRepository(database, keys, shuffler, erasures)
    mailbox, answers = Mailbox(database), AnswerRepository(database)
    examples, lifting = ExampleRepository(database, index, erasures), LiftRepository(database)
    server = server_key(settings.lardom_keys / SERVER)
    plans, look_backs = PlanRepository(database, server), LookBackRepository(database)
    thanks, reports = ThanksRepository(database, server), Reports.kept_in(database, keys)
    together = Together.kept_in(database, server, intake, keys)
    catalogue = load_catalogue()
    spoken = await speaking(settings, clock, database, session, server, catalogue)
    clients = spoken.clients
    directories = Directories(clients, clock)
    departures = Departures(database, keys, erasures)
    farewell = Farewell(departures, clients, directories, clock, timedelta(days=settings.lardom_keep_days))
    resources = Resources(
        clock=clock,
        catalogue=catalogue,
        prompts=prompts,
        words=load_words(),
        terms=TermRepository(database),
        clients=clients,
        directories=directories,
        news=News(database),
        farewell=farewell,
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
        lifting=lifting,
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
    courier = WaryCourier(SlackCourier(resources, reach), farewell)
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
    looking_back = LookingBack(database, schedules, rounds, plans, look_backs, thanks, outbox, clock)
    publishing = Publishing(
        database, schedules, rounds, outbox, texts, answers, examples, lifting, reviewing, clock
    )
    reporting = Reporting(
        schedules, reports.tallies, outbox, clock, settings.lardom_zone, settings.lardom_default_k
    )
    going_first = GoingFirst(schedules, examples, changes, firing, publishing)
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
    tell = (publishing.not_delivered, reporting.not_delivered, pulsing.not_delivered)
    pump = Pump(outbox, courier, clock, tell, idle_seconds=min(1.0, settings.lardom_tick_seconds))
    known = {field.name: getattr(resources, field.name) for field in fields(resources)}
    services = Services(
        **known, control=Control(lifecycle, publishing, changing, pump), shadowing=shadowing, later=Later()
    )
    bolt = AsyncApp(
        client=spoken.bare,
        user_facing_authorize_error_message=catalogue.both("install.not_here"),
        before_authorize=doorkeeper(clients, members),
        authorize=Authorize(clients),  # type: ignore[arg-type] # Bolt takes an AsyncAuthorize as well
        signing_secret=settings.slack_signing_secret or None,
        process_before_response=True,
        request_verification_enabled=settings.uses_http,
    )
    middleware.register(bolt, services, Pace(settings.lardom_member_rate, clock))
    listeners.register(bolt, services)
    register_error_handler(bolt, services)
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
        away=departures.gone,
        chores=[farewell.forget_the_gone, *spoken.chores],
    )
    figures = Figures()
    timed(bolt, figures)
    counted(bolt, services.later)
    watching = Watching(figures, Health(database, pump, figures), clock)
    return Running(bolt, services, lifecycle, pump, clockwork, spoken, watching)


@asynccontextmanager
async def _working(app: Running) -> AsyncIterator[None]:
    scheduler = app.clockwork.scheduler()
    pumping = asyncio.create_task(app.pump.run())
    services = app.services
    hearing = asyncio.create_task(services.news.hear(partial(changed, services), services.directories.doubt))
    scheduler.start()
    try:
        yield
    finally:
        await app.services.later.drained(DRAIN_SECONDS)
        scheduler.pause()
        await app.clockwork.settled()
        scheduler.shutdown(wait=False)
        for task in (pumping, hearing):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
