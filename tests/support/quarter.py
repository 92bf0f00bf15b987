"""Forty people in two languages and four zones, and what each of them does in a quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bot.demo.quarter import Answer, Thank
from bot.learning.acts import Act
from bot.learning.ballot import Statement
from bot.learning.plans import Tried
from bot.slack.ids import Action
from bot.store.sealed.seal import Share

TEAM = "T0QUARTER"
CHANNEL = "C0LARANDE"
PEOPLE = [f"U0M{number:02d}" for number in range(40)]
ADMIN, LEADER, STOPS = PEOPLE[0], PEOPLE[1], PEOPLE[35]
BY_NAME = LEADER
FOR_THEMSELVES = (PEOPLE[3], PEOPLE[13])
ON_LEAVE = PEOPLE[36:]
PLANNERS, USER_OF_LESSONS = (PEOPLE[2], PEOPLE[4]), PEOPLE[6]
EAGER, EAGER_IN = [PEOPLE[number] for number in (14, 16, 17, 19, 20)], 3
"""Five more who plan under one digest of April and tell what came of it two weeks later."""

MAY = range(8, 12)

SAYS_AFTER = (2, 8)
FOLLOWERS = PEOPLE[7:14]
"""Seven who follow each other: two pairs and a trio each time."""

ZONES = (("Europe/Stockholm", "sv-SE"), ("Europe/Helsinki", "sv-FI"), ("Europe/London", "en-GB"))
AMERICA = ("America/New_York", "en-US")
FIRST = ("Alba", "Boel", "Carin", "Disa", "Ebba", "Folke", "Gustav", "Hilma", "Ivar", "Jarl")
LAST = ("Almkvist", "Brodin", "Cedergren", "Dahlvik")


def zone_of(number: int) -> tuple[str, str]:
    """Return zone and locale: 24 in Stockholm, 4 in Helsinki, 8 in London, 4 in New York."""
    if number < 24:
        return ZONES[0]
    return ZONES[1] if number < 28 else ZONES[2] if number < 36 else AMERICA


def workspace(place: Path) -> Path:
    """Write the workspace's file and return its path."""
    members = []
    for number, user in enumerate(PEOPLE):
        zone, locale = zone_of(number)
        first, last = FIRST[number % 10], LAST[number // 10]
        members.append(
            {
                "id": user,
                "name": user.lower(),
                "first": first,
                "last": last,
                "tz": zone,
                "locale": locale,
                "owner": user == ADMIN,
            }
        )
    channel = {"id": CHANNEL, "name": "larande", "topic": "", "app": True, "members": "all", "messages": []}
    team = {"id": TEAM, "name": "Kvartalet", "domain": "kvartalet"}
    file = place / "workspace.yaml"
    content = {"team": team, "members": members, "channels": [channel]}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def lets_pass(number: int, user: str) -> bool:
    """Tell whether a member lets a round's question pass: every third time, in May every second.

    The leader never does.
    """
    return user != LEADER and (PEOPLE.index(user) + number) % (2 if number in MAY else 3) == 0


def share_of(user: str) -> Share:
    """Return how a member shares, always in the same way."""
    if user == BY_NAME:
        return Share.NAMED
    return Share.PRIVATE if user in FOR_THEMSELVES else Share.ANONYMOUS


class Forty:
    """Say what the forty do."""

    def answer(self, number: int, user: str, act: Act) -> Answer | None:
        """Answer in one's own language, two rounds of three."""
        if lets_pass(number, user):
            return None
        swedish = zone_of(PEOPLE.index(user))[1].startswith("sv")
        words = (
            "Vi mäter en gång till, sade någon i runda"
            if swedish
            else "Measure again, somebody said in round"
        )
        return Answer(f"{words} {number}: {PEOPLE.index(user) * 7 + number} millimeter.", share_of(user))

    def goes_first(self, number: int, leader: str, act: Act) -> str | None:
        """Open every second round."""
        return f"Jag mätte fel själv, före runda {number}." if number % 2 == 0 else None

    def thanks(self, number: int, highlights: int) -> Sequence[Thank]:
        """Make two plans and one use under every digest's first lesson, and five plans more under one."""
        planning = [*PLANNERS, *(EAGER if number == EAGER_IN else ())]
        plans = [Thank(user, 0, Action.TRY, ("jag mäter", "mäta en gång till")) for user in planning]
        return [*plans, Thank(USER_OF_LESSONS, 0, Action.USED)]

    def leader_says(self, number: int) -> tuple[str, str] | None:
        """Answer in public after two of the rounds."""
        return (LEADER, f"Vi köper nya måttband, runda {number}.") if number in SAYS_AFTER else None

    def leader_asks(self, number: int) -> tuple[str, str, str] | None:
        """Let nobody ask anything."""
        return None

    def pulse(self, user: str) -> Mapping[Statement, int]:
        """Let every second member say four of everything but the second statement, which they skip."""
        if PEOPLE.index(user) % 2:
            return {}
        return {one: 4 for one in Statement if one is not Statement.ASK}

    def followed(self, user: str) -> str:
        """Let all but one meet."""
        return "no" if user == FOLLOWERS[0] else "yes"

    def tried(self, user: str) -> tuple[Tried, str]:
        """Say that it was tried."""
        return Tried.TRIED, "Det gick bra."
