"""Find ports for servers of tests."""

from __future__ import annotations

import random
import socket

PORTS = range(15_000, 32_000)
"""Below those that systems give to outgoing connections: another test's would take one at any moment."""


def free_port() -> int:
    """Return a port at which nobody listens."""
    chance = random.SystemRandom()
    while True:
        port = chance.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
