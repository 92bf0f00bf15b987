"""Draw plans at random."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from tests.support.theatre import TUESDAY
from tests.support.years.plan import HOME, DaysOff, Edit, Hours, Line, Member, Plan, Span, within

USERS = ("U0KARIN", "U0TOM", "U0MAJA", "U0ELIN", "U0JUSSI")
ZONES = (
    "Europe/Stockholm",
    "Europe/Stockholm",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
HOURS = (
    None,
    None,
    None,
    Hours(time(10), time(15), frozenset({0, 2, 4})),
    Hours(time(8), time(12), frozenset({1, 3})),
    Hours(time(22), time(6), frozenset({3, 4, 5, 6})),
    Hours(time(13), time(21)),
)
DAYS_OFF = (
    DaysOff(),
    DaysOff(),
    DaysOff(bridges=True, halves=True),
    DaysOff(eves=False, quiet=frozenset({7})),
    DaysOff(country="NO"),
    DaysOff(country="US", bridges=True),
    DaysOff(country="IL"),
    DaysOff(country=None, quiet=frozenset({1, 8})),
)


@st.composite
def spans(draw: st.DrawFn, days: int, most: int, longest_hours: int) -> tuple[Span, ...]:
    """Draw stretches of time, apart from each other and in order."""
    found: list[Span] = []
    for _ in range(draw(st.integers(0, most))):
        start = _begin() + timedelta(minutes=draw(st.integers(60, days * 24 * 60)))
        found.append((start, start + timedelta(minutes=draw(st.integers(30, longest_hours * 60)))))
    apart: list[Span] = []
    for span in sorted(found):
        if not apart or span[0] > apart[-1][1] + timedelta(hours=2):
            apart.append(span)
    return tuple(apart)


@st.composite
def members(draw: st.DrawFn, days: int) -> tuple[Member, ...]:
    """Draw everybody; one at most does not answer, and one at most leaves."""
    silent, leaver = draw(st.sampled_from((None, *USERS))), draw(st.sampled_from((None, None, *USERS)))
    many = max(1, days // 90)
    found = []
    for user in USERS:
        moves = [move[0] for move in draw(spans(days, many, 24))]
        zones = [(_begin() - timedelta(days=400), draw(st.sampled_from(ZONES)))]
        zones += [(since, draw(st.sampled_from(ZONES))) for since in moves]
        leaves = None
        if user == leaver:
            leaves = _begin() + timedelta(hours=draw(st.integers(24, days * 24)))
        found.append(
            Member(
                user,
                tuple(zones),
                draw(st.sampled_from(HOURS)),
                away=draw(spans(days, 2 * many, 24 * 21)),
                open_ended=draw(st.booleans()),
                disturbed=draw(spans(days, 4 * many, 30)),
                paused=() if user == silent else draw(spans(days, many, 24 * 10)),
                leaves=leaves,
                answers=user != silent,
            )
        )
    return tuple(found)


@st.composite
def lines(draw: st.DrawFn, days: int) -> tuple[Line, ...]:
    """Draw one or two schedules."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        rhythm = draw(st.sampled_from(("weekly", "weekly", "weekly", "nth", "last_workday", "once")))
        found.append(
            Line(
                rhythm,
                time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 15, 30)))),
                every=1 if rhythm == "once" else draw(st.sampled_from((1, 1, 2, 3))),
                weekday=draw(st.sampled_from((0, 1, 2, 3, 3, 4, 4, 5, 6))),
                nth=draw(st.sampled_from((1, 2, 3, 4, -1))),
                on=(_begin() + timedelta(days=draw(st.integers(1, days)))).date()
                if rhythm == "once"
                else None,
                zone=draw(st.sampled_from((None, None, HOME.key))),
                off=draw(st.sampled_from(DAYS_OFF)),
                window=draw(st.integers(2, 5)),
            )
        )
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn, days: int) -> Plan:
    """Draw a whole plan."""
    scheduled = draw(lines(days))
    outages = draw(spans(days, max(2, days // 40), 24 * 9))
    edits = []
    for number, line in enumerate(scheduled):
        for start, _ in draw(spans(days, max(1, days // 120), 24)):
            # While nobody runs the app, nobody changes anything.
            if line.rhythm != "once" and not within(outages, start):
                edits.append(Edit(start, number, time(draw(st.integers(7, 18)), 0)))
    return Plan(
        scheduled,
        draw(members(days)),
        _begin(),
        days,
        outages=outages,
        edits=tuple(edits),
    )


def _begin() -> datetime:
    return TUESDAY.astimezone(UTC) + timedelta(minutes=5)
