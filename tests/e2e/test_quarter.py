"""A quarter with forty people ends with the figures that one can work out by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.demo.hands import Hands
from bot.demo.hands_together import HandsTogether
from bot.demo.people import elements, option_of
from bot.demo.quarter import Quarter
from bot.demo.travelling import Traveller
from bot.learning.disclosure import rounded_share
from bot.slack.ids import Action, Block, View
from bot.slack.reach import WAIT_FOR_THE_MOMENT
from bot.store.sealed.tables import (
    MemberPlan,
    NamedReflection,
    Participation,
    PollCount,
    PrivateNote,
    Reflection,
    Thanks,
)
from bot.store.shadow_tables import ShadowTurn
from bot.store.tables import Delivery, DeliveryKind, DeliveryState, Round, RoundState
from tests.support import quarter as forty
from tests.support.scenes import happen, until

HOME = ZoneInfo("Europe/Stockholm")
BEGINS = datetime(2027, 3, 2, 9, 0, tzinfo=HOME)
ENDS = datetime(2027, 6, 11, 12, 0, tzinfo=HOME)
FRIDAYS = [
    date(2027, month, day)
    for month, days in ((3, (5, 12, 19)), (4, (2, 9, 16, 23, 30)), (5, (7, 14, 21, 28)), (6, (4,)))
    for day in days
]
"""Thirteen weeks without the 26 of March, which is Good Friday; the clocks change on the 28th."""

STOPPED_BEFORE = 3
AWAY_IN = (4, 5)
PULSE_ON = date(2027, 5, 4)
LAST = 12
BY_THE_LEADER = 1
ACTS = (
    ("together", "Samarbete"),
    ("respect", "Bemötande"),
    ("followup", "Uppföljning"),
    ("customers", "Kunder"),
    ("shadow", "Följa en kollega"),
    ("workshop", "Gamla sanningar"),
    ("input", "Läsa och lyssna"),
)
FORGOTTEN = 0
"""The first round closed more than 90 days before the end: who took part in it is not kept any more."""


def expected(number: int, kind: str) -> int:
    """Work out by hand what a round comes to."""
    asked = [
        user
        for user in forty.PEOPLE
        if not (user == forty.STOPS and number >= STOPPED_BEFORE)
        and not (user in forty.ON_LEAVE and number in AWAY_IN)
    ]
    if kind == "asked":
        return len(asked)
    return sum(not forty.lets_pass(number, user) and forty.share_of(user) == kind for user in asked)


@pytest.mark.timeout(600)
async def test_thirteen_rounds_with_forty_people_come_to_what_one_works_out_by_hand(theatre, tmp_path):
    workspace = forty.workspace(tmp_path)
    async with theatre(tick=3600.0, start_at=BEGINS, workspace=workspace) as stage:
        played = await play(stage)
        services = stage.app.services
        async with services.database.read() as session:
            rounds = (
                (await session.execute(select(Round).where(col(Round.opens_at).is_not(None)))).scalars().all()
            )
            by_date = sorted(rounds, key=lambda one: one.occurrence)
            assert [one.occurrence for one in by_date] == FRIDAYS
            assert {one.state for one in by_date} == {RoundState.PUBLISHED}
            ids = [one.id for one in by_date]
            assert ids == played.rounds
            examples = [0] * len(by_date)
            for number, found in enumerate(by_date):
                sent = await services.outbox.counts(found.id, DeliveryKind.PROMPT)
                assert sent.get(DeliveryState.SENT) == expected(number, "asked"), number
                assert found.answered == expected(number, "anonymous"), number
                assert await count(session, Reflection, found.id) == expected(number, "anonymous")
                # The leader's own answer, and every second time the example with which they go first.
                goes_first = number % 2 == 0 and await was_invited(services, found)
                examples[number] = int(goes_first)
                assert await count(session, NamedReflection, found.id) == 1 + goes_first
                took_part = 0 if number == FORGOTTEN else expected(number, "anonymous")
                assert await count(session, Participation, found.id) == took_part
            private = (await session.execute(select(func.count()).select_from(PrivateNote))).scalar_one()
            assert private == sum(expected(number, "private") for number in range(13))
            thanks = Counter((await session.execute(select(col(Thanks.kind)))).scalars().all())
            assert thanks == {"try": 26 + 5, "used": 13}
            plans = (await session.execute(select(MemberPlan))).scalars().all()
            assert len(plans) == 26 + 5
            assert {one.user_id for one in plans} == {*forty.PLANNERS, *forty.EAGER}
            sent = (
                (await session.execute(select(Delivery).where(col(Delivery.state) == DeliveryState.SENT)))
                .scalars()
                .all()
            )
        assert max(Counter(one.key for one in sent).values()) == 1
        assert not [one for one in sent if one.kind is DeliveryKind.MISSED], "every round opened in time"
        nobody_is_pestered(sent)
        await digests_show_it(stage, by_date)
        await the_pulse_is_counted(stage)
        await nobody_follows_the_same_colleague_twice(stage)
        await the_report_says_it(stage, by_date, examples)


async def play(stage) -> Quarter:
    """Let the forty live through the quarter."""

    async def advance(seconds: float) -> None:
        stage.box.world.clock.advance(seconds)

    people = replace(stage.people, patience=3)
    hands = Hands(people, stage.bot)
    together = HandsTogether(people, forty.CHANNEL)
    quarter = Quarter(stage.app, hands, together, forty.Forty(), forty.LEADER, forty.CHANNEL)
    traveller = Traveller(stage.app, HOME, advance)
    await make_schedule(stage)
    await together.pulse_from(forty.ADMIN, PULSE_ON)
    await together.season(forty.ADMIN, weekday=1)
    for user in forty.FOLLOWERS:
        await together.sign_up(user, f"Hur {user} mäter", "Mitt måttband", "")
    for week in (datetime(2027, 3, 31, 9, tzinfo=HOME), datetime(2027, 4, 8, 9, tzinfo=HOME)):
        await traveller.until(week, quarter.look)
        if week.month == 3:
            await stage.people.command(forty.STOPS, forty.CHANNEL, "/lardom stop")
            continue
        for user in forty.ON_LEAVE:
            gone = {
                "status_text": "Parental leave",
                "status_expiration": int(datetime(2027, 4, 22, 9, tzinfo=HOME).timestamp()),
            }
            await happen(stage, type="user_change", user=user, profile=gone)
    await traveller.until(ENDS, quarter.look)
    return quarter


async def make_schedule(stage) -> None:
    """Ask every Friday at half past two, in everyone's own zone."""
    people = stage.people
    await people.command(forty.ADMIN, forty.CHANNEL, "/lardom schema ny")
    form = await people.modal(forty.ADMIN, View.SCHEDULE)
    chosen = {
        Block.NAME: {"value": "Fredagsfrågan"},
        Block.CHANNEL: {"selected_conversation": forty.CHANNEL},
        Block.LEADERS: {"selected_users": [forty.LEADER]},
        Block.WEEKDAY: option_of(form, Block.WEEKDAY, "4"),
        Block.AT: {"selected_time": "14:30"},
    }
    await people.submit(forty.ADMIN, form, chosen)
    await people.close(forty.ADMIN, await people.modal(forty.ADMIN, View.NOTE))


async def count(session, table, round_id: str) -> int:
    """Count a round's rows."""
    counted = select(func.count()).select_from(table).where(col(table.round_id) == round_id)
    return (await session.execute(counted)).scalar_one()


async def digests_show_it(stage, rounds) -> None:
    """Look at every digest as a member sees it in the channel."""
    messages = await stage.people.messages(forty.PEOPLE[5], forty.CHANNEL)
    digests = [one for one in messages if "Det här har vi lärt oss" in str(one.get("blocks", [])[:1])]
    assert len(digests) == len(rounds) == 13
    for number, (found, digest) in enumerate(zip(rounds, digests, strict=True)):
        shown = str(digest["blocks"])
        anonymous = expected(number, "anonymous")
        share = rounded_share(anonymous, found.asked, found.k)
        assert f"Ungefär {share} % av de tillfrågade" in shown
        assert sum(one.get("action_id") == Action.TRY for one in elements(digest["blocks"])) == 8
        assert f"Läs alla {anonymous + 1}" in shown
        # What was pressed today counts from four o'clock on.
        planned = 7 if number == forty.EAGER_IN else 2
        assert (f"{planned} vill prova · 1 har använt" in shown) is (number < LAST)
        assert ("Vi köper nya måttband" in shown) is (
            number in forty.SAYS_AFTER or number - 1 in forty.SAYS_AFTER
        )


async def was_invited(services, found: Round) -> bool:
    """Tell whether the leader's week had room for the invitation to go first."""
    asked = await services.outbox.of_round(found.id, DeliveryKind.GO_FIRST)
    return any(one.state is DeliveryState.SENT for one in asked)


def nobody_is_pestered(sent) -> None:
    """Find nothing at night or at weekends, and no more than two a day and four a week of what can wait."""
    days, weeks = Counter(), Counter()
    for one in sent:
        if one.kind not in WAIT_FOR_THE_MOMENT or one.target not in forty.PEOPLE:
            continue
        zone = ZoneInfo(forty.zone_of(forty.PEOPLE.index(one.target))[0])
        local = one.due_at.astimezone(zone)
        assert 7 <= local.hour < 19 and local.weekday() < 5, (one.kind, local)
        days[one.target, local.date()] += 1
        weeks[one.target, local.date().isocalendar()[:2]] += 1
    assert max(days.values()) <= 2 and max(weeks.values()) <= 4


async def the_pulse_is_counted(stage) -> None:
    """Find every second member's fours, and nothing of the statement that they skipped."""
    even = len(forty.PEOPLE) // 2
    async with stage.app.services.database.read() as session:
        rows = (await session.execute(select(PollCount).where(col(PollCount.choice) == "4"))).scalars().all()
    assert {one.question: one.number for one in rows} == dict.fromkeys(
        ("err", "disagree", "try", "help"), even
    )
    posted = [str(one) for one in await stage.people.messages(forty.PEOPLE[5], forty.CHANNEL)]
    assert sum("Pulsen i maj 2027" in one for one in posted) == 1


async def nobody_follows_the_same_colleague_twice(stage) -> None:
    """Find two pairs and a trio at each turn, and no pair again before every pair has met."""
    async with stage.app.services.database.read() as session:
        turns = (await session.execute(select(ShadowTurn).order_by(col(ShadowTurn.named_on)))).scalars().all()
    met: list[frozenset[str]] = []
    for turn in turns:
        groups = [group.members for group in await stage.app.services.together.groups.of_turn(turn.id)]
        assert sorted(len(group) for group in groups) == [2, 2, 3]
        met += [frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)]
    assert len(turns) >= 4
    first = met[: 3 * 5]
    assert len(set(first)) == len(first)


async def the_report_says_it(stage, rounds, examples: list[int]) -> None:
    """Compare what the leader is shown with what one works out with pencil and paper."""
    await stage.people.command(forty.LEADER, forty.CHANNEL, "/lardom rapport")
    shown: list[dict] = []

    async def there() -> bool:
        own = await stage.people.messages(forty.LEADER, forty.CHANNEL)
        shown[:] = [
            one["chart"]
            for message in own
            if message.get("ephemeral")
            for one in message["blocks"]
            if one["type"] == "data_visualization"
        ]
        return len(shown) == 4

    await until(there)
    rates, acts, deeds, library = ([values(one) for one in chart["series"]] for chart in shown)
    lessons = [expected(number, "anonymous") + BY_THE_LEADER + examples[number] for number in range(13)]
    by_month = [[n for n in range(13) if FRIDAYS[n].month == month] for month in (3, 4, 5, 6)]
    assert shown[0]["axis_config"]["categories"] == ["mars 2027", "apr. 2027", "maj 2027", "juni 2027"]
    assert rates == [
        [
            tens(sum(expected(n, "anonymous") for n in month), sum(expected(n, "asked") for n in month))
            for month in by_month
        ]
    ]
    assert rates == [[60, 60, 50, 60]], "two answer of three, in May one of two"
    sums = [sum(lessons[n] for n in month) for month in by_month]
    assert library == [[sum(sums[: number + 1]) for number in range(4)]]
    # Three months are shown: from the fourth round on, April to June.
    about = [str(one.prompt_id).partition(".")[0] for one in rounds]
    assert len(set(about[:7])) == 7 and about[7:] == about[: len(about) - 7], "each act in its turn"
    assert set(about) == {act for act, _ in ACTS}
    assert shown[1]["axis_config"]["categories"] == [name for _, name in ACTS]
    later = range(by_month[1][0], 13)
    assert acts == [
        [sum(about[n] == act for n in later) for act, _ in ACTS],
        [sum(lessons[n] for n in later if about[n] == act) for act, _ in ACTS],
    ]
    # Two plan under every digest and a third uses something: too few to be shown, until in April five
    # more plan, and tell two weeks later. Seven, seven and eight people are "at least five".
    assert shown[2]["axis_config"]["categories"] == ["apr. 2027"]
    assert [one["name"] for one in shown[2]["series"]] == ["planerat", "provat", "tackat"]
    assert deeds == [[5], [5], [5]]
    assert not [user for user in forty.PEOPLE if user in str(shown)]


def values(series: dict) -> list[float]:
    """Return the numbers of a chart's row."""
    return [one["value"] for one in series["data"]]


def tens(part: int, whole: int) -> int:
    """Round a share to tens of a per cent, halves upwards."""
    return 10 * ((20 * part + whole) // (2 * whole))
