"""Hold the figures that `/metrics` shows.

They are samples: the clock decides when they are taken, never what somebody does. The one that moves with
requests moves with those that have nothing to do with an answer. Nothing here has a name, a workspace or a
text.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

from bot.store.tables import DeliveryState, RoundState
from bot.store.trouble import Trouble

SIZES = ((10, "under 10"), (20, "10 to 19"), (50, "20 to 49"), (100, "50 to 99"))
LARGEST = "100 or more"
"""How many answered, roughly: like the rate that a digest shows, and only of rounds that reached their k."""

COARSE = (0.1, 0.25, 0.5, 1.0, 3.0)
"""Seconds. The shortest is longer than anything that one person's answer could cause."""


class Figures:
    """Hold one registry of our own; the usual ones would add how busy the process was at every moment."""

    def __init__(self) -> None:
        """Prepare every figure, so that each is there from the start."""
        self._registry = CollectorRegistry()

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"lardom_{name}", about, labels, registry=self._registry)

        def histogram(name: str, about: str, *labels: str) -> Histogram:
            return Histogram(f"lardom_{name}", about, labels, buckets=COARSE, registry=self._registry)

        self.rounds = gauge("rounds", "Rounds by state", "state")
        self.deliveries = gauge("deliveries", "Messages by state, of the last seven days", "state")
        self.failed = gauge(
            "failed_deliveries", "Messages that could not be delivered in the last seven days", "reason"
        )
        self.lanes_waiting = gauge("lanes_waiting", "Workspaces with a question or digest that is due")
        self.lanes_resting = gauge("lanes_resting", "Workspaces that Slack has asked to wait")
        self.longest_wait = gauge("longest_wait_seconds", "How long the oldest question or digest is due")
        self.mixes = gauge("mixes", "Mixes of the last ninety days, by how many answered, roughly", "size")
        self.ready = gauge("ready", "1 while the database takes what people write")
        self.trouble = gauge("database_trouble", "1 for what ails the database now", "reason")
        self.lag = histogram("loop_lag_seconds", "How late the process came to its turn, once a second")
        self.write_wait = histogram("write_wait_seconds", "How long a probe waited for the database to write")
        self.acks = histogram(
            "ack_seconds",
            "How long Slack waited, for requests that are not about an answer",
            "what",
        )
        self.sampled_at = gauge("sampled_at_seconds", "When the figures were last taken, in Unix time")
        for state in RoundState:
            self.rounds.labels(state.value)
        for waits in DeliveryState:
            self.deliveries.labels(waits.value)
        for size in (*(name for _, name in SIZES), LARGEST):
            self.mixes.labels(size)
        for reason in Trouble:
            self.trouble.labels(reason.value)

    def text(self) -> bytes:
        """Return everything in Prometheus's own format."""
        return generate_latest(self._registry)

    def show(self, gauge: Gauge, values: Mapping[str, float]) -> None:
        """Set a gauge for some labels, and all its others to nothing."""
        for metric in list(gauge._metrics):
            if metric[0] not in values:
                gauge.labels(*metric).set(0)
        for label, value in values.items():
            gauge.labels(label).set(value)


def size_of(answered: int) -> str:
    """Return roughly how many answered."""
    return next((name for limit, name in SIZES if answered < limit), LARGEST)
