"""Many workspaces send at once: one tries what is possible, and the others are not refused for it."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.delivery.pacing import Paces
from tests.unit.test_pacing import LATENCY, Bucket

BEGIN, ARRIVE = "begin", "arrive"


@dataclass
class Fleet:
    """Send from workspaces that share their paces, each message as soon as its workspace's pace lets it."""

    workspaces: int
    rate: float
    burst: int
    now: float = 1000.0
    paces: Paces = field(default_factory=Paces)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def send(self, messages: int) -> tuple[float, float]:
        """Return the share of the allowed rate that the slowest workspace used, and the share refused."""
        began, left, refused = self.now, Counter[str](), 0
        moments: list[tuple[float, str, str]] = []
        for number in range(self.workspaces):
            team = f"T{number}"
            left[team] = messages
            self.buckets.setdefault(team, Bucket(self.rate, self.burst, self.burst, began))
            self._goes_on(moments, team, began + self.chance.uniform(0, 0.2))
        while moments:
            self.now, team, what = heapq.heappop(moments)
            if what == BEGIN:
                self.paces.begins(team, self.now)
                heapq.heappush(moments, (self.now + LATENCY, team, ARRIVE))
                continue
            if seconds := self.buckets[team].refuses_for(self.now):
                refused += 1
                self._goes_on(moments, team, self.now + self.paces.refused(team, self.now, seconds))
                continue
            left[team] -= 1
            self.paces.accepted(team)
            if left[team]:
                self._goes_on(moments, team, self.now)
            else:
                self.paces.leaves(team)
        ideal = (messages - 1) / self.rate
        return ideal / (self.now - began), refused / (refused + self.workspaces * messages)

    def _goes_on(self, moments: list[tuple[float, str, str]], team: str, at: float) -> None:
        wait = self.paces.wait(team, at)
        heapq.heappush(moments, (at + wait + self.chance.uniform(0, 0.03), team, BEGIN))


@pytest.mark.parametrize(("rate", "burst"), [(1, 3), (1, 5), (5, 5)])
def test_of_many_workspaces_one_tries_and_one_in_a_hundred_messages_is_refused(rate, burst):
    fleet = Fleet(60, rate, burst)
    for _ in range(3):
        share, refused = fleet.send(240)
        assert share >= 0.9
        assert refused <= 0.01
        fleet.now += 600


def test_without_a_limit_all_follow_whoever_finds_that_there_is_none():
    share, refused = Fleet(60, 1000, 1000).send(100)
    assert refused == 0
    assert share * 1000 > 0.7 / LATENCY
