"""How many requests somebody may make: by address while nobody has signed in, else by person.

Each has a bucket that holds one minute's requests and fills up evenly. The buckets are this
process's own: a service that runs as several processes allows each of them as many.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from servicekit.identity import Actor
from servicekit.web.forwarded import Sender
from servicekit.web.problems import Problem

MOST_KNOWN = 50_000
"""So many senders are kept in mind; who was quiet longest is forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rate:
    """One limit, in requests a minute for each sender; 0 is no limit."""

    def __init__(self, a_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.a_minute = a_minute
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, sender: str) -> float:
        """Takes one request from a sender's bucket.

        Returns 0 where it was there, else the seconds until it will be.
        """
        if not self.a_minute:
            return 0.0
        now = self._monotonic()
        bucket = self._buckets.setdefault(sender, _Bucket(float(self.a_minute), now))
        self._buckets.move_to_end(sender)
        if len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        each = self.a_minute / 60
        bucket.left = min(float(self.a_minute), bucket.left + (now - bucket.at) * each)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / each


class RateLimits:
    """The limits of one process. A caller that came around the front door has none."""

    def __init__(
        self, anonymous: int, person: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.anonymous = Rate(anonymous, monotonic)
        self.person = Rate(person, monotonic)
        # The issuer tells of everybody who signs out, and tells it once.
        self.issuer = Rate(person, monotonic)

    def admit(self, sender: Sender, actor: Actor | None = None) -> None:
        """Counts a request of an actor, or of an address. Raises ``Problem`` 429."""
        if actor is not None and actor.is_signed_in:
            self._count(self.person, sender, actor.identifier)
        else:
            self._count(self.anonymous, sender, sender.household)

    def admit_issuer(self, sender: Sender) -> None:
        """Counts what an issuer tells over the back channel. Raises ``Problem`` 429."""
        self._count(self.issuer, sender, sender.household)

    def _count(self, rate: Rate, sender: Sender, who: str) -> None:
        if sender.around:
            return
        wait = rate.take(who)
        if wait:
            raise Problem(
                429,
                "too-many-requests",
                f"At most {rate.a_minute:,} requests a minute. Wait a moment, then go on.",
                headers={"Retry-After": str(math.ceil(wait))},
            )
