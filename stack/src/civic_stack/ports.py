"""Free loopback ports for private servers."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the ranges from which operating systems take ports for outgoing connections, so that a
# restarted server finds its own port free.
FIRST, LAST = 20_000, 32_000


class NoFreePorts(Exception):
    """No run of consecutive free ports was found."""


def free_block(size: int) -> int:
    """First of `size` consecutive ports that nobody listens on; raises NoFreePorts."""
    for _ in range(200):
        start = random.randrange(FIRST, LAST - size)  # noqa: S311  (not a secret)
        if all(is_free(port) for port in range(start, start + size)):
            return start
    raise NoFreePorts(f"no {size} consecutive free ports between {FIRST} and {LAST}")


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an ended server that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
