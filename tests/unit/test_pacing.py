"""Whoever sends as fast as a workspace allows is hardly ever refused, and one workspace tries for all."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import pytest

from bot.delivery.pacing import DOCUMENTED, TRUST, Pace, Paces

LATENCY = 0.15


@dataclass
class Bucket:
    """Allow so many messages a second, and a few at once, as Slack does."""

    rate: float
    burst: int
    left: float = 0.0
    seen: float = 0.0

    def refuses_for(self, now: float) -> int:
        self.left = min(self.burst, self.left + (now - self.seen) * self.rate)
        self.seen = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return math.ceil((1 - self.left) / self.rate)


@dataclass
class Storm:
    """Refuse three of ten messages, however slowly they come."""

    chance: random.Random

    def refuses_for(self, now: float) -> int:
        return int(self.chance.random() < 0.3)


@dataclass
class Sender:
    """Send messages one after the other, each as soon as its pace lets it."""

    server: Bucket | Storm
    pace: Pace
    chance: random.Random
    now: float = 1000.0
    late: float = 0.0
    """Seconds between the moment to send and when a message really begins, at most."""

    def send(self, messages: int) -> tuple[float, int]:
        """Return the rate at which so many messages went through, and the refusals on the way."""
        began, left, refused = self.now, messages, 0
        while left:
            self.now += self.pace.wait(self.now)
            self.now += self.chance.uniform(0, self.late)
            self.pace.begins(self.now)
            seconds = self.server.refuses_for(self.now + LATENCY)
            self.now += LATENCY + self.chance.uniform(0, 0.02)
            if seconds:
                refused += 1
                self.now += self.pace.refused(self.now, seconds)
            else:
                left -= 1
                self.pace.accepted()
        return messages / (self.now - began), refused


@pytest.mark.parametrize("rate", [0.5, 1, 2, 4, 5])
def test_nearly_all_that_is_allowed_goes_through_and_one_in_a_hundred_is_refused(rate):
    sender = Sender(Bucket(rate, burst=5), Pace(), random.Random(1))
    sender.send(100)
    reached, refused = sender.send(400)
    assert reached >= 0.95 * rate
    assert refused <= 4


@pytest.mark.parametrize("rate", [1, 5])
def test_what_is_lost_in_waking_up_and_storing_is_made_up_for(rate):
    sender = Sender(Bucket(rate, burst=5), Pace(), random.Random(1), late=0.04)
    sender.send(100)
    reached, refused = sender.send(400)
    assert reached >= 0.95 * rate
    assert refused <= 4


@pytest.mark.parametrize(("rate", "burst"), [(1, 5), (2, 5), (5, 5), (5, 10)])
def test_a_pause_between_two_rounds_does_not_count_as_slowness(rate, burst):
    sender = Sender(Bucket(rate, burst=burst), Pace(), random.Random(1), late=0.02)
    for _ in range(3):
        sender.send(100)
        sender.now += 600
    reached, refused = sender.send(600)
    assert reached >= 0.95 * rate
    assert refused <= 6


def test_learning_what_is_allowed_costs_a_handful_of_refusals():
    _, refused = Sender(Bucket(1, burst=3), Pace(), random.Random(2)).send(300)
    assert refused <= 6


def test_without_a_limit_nothing_waits():
    reached, refused = Sender(Bucket(1000, burst=1000), Pace(), random.Random(3)).send(100)
    assert refused == 0
    assert reached > 0.9 / (LATENCY + 0.02)


def test_refusals_that_have_nothing_to_do_with_speed_do_not_make_it_ever_slower():
    reached, _ = Sender(Storm(random.Random(4)), Pace(), random.Random(4)).send(200)
    assert reached > 0.4


def test_a_workspace_that_takes_nothing_is_asked_less_and_less_often():
    pace = Pace()
    rests = [pace.refused(float(number), 1) for number in range(8)]
    assert rests == sorted(rests) and rests[0] == 1 and rests[-1] == 60


def test_one_workspace_tries_what_is_possible_and_the_others_follow():
    paces = Paces()
    assert paces.wait("T1", 0.0) == 0
    paces.begins("T1", 0.0)
    paces.begins("T2", 0.0)
    assert paces.wait("T1", 0.1) == 0, "the first one tries"
    assert paces.wait("T2", 0.1) == pytest.approx(1 / DOCUMENTED - 0.1), "the second one waits and sees"
    for number in range(TRUST):
        paces.begins("T1", 0.2 + number)
        paces.accepted("T1")
    paces.begins("T2", 20.0)
    assert paces.wait("T2", 20.0) == 0, "what the first one found holds for all"


def test_a_workspace_that_is_always_refused_slows_no_other():
    paces = Paces()
    for number in range(5):
        paces.begins("T1", float(number))
        paces.refused("T1", float(number), 1)
    paces.begins("T2", 6.0)
    assert paces.wait("T2", 6.0) == 0, "another one tries instead"
