"""Whether events really get out and in: a confirmed canary, a live consumer, a short outbox.

That a connection is open proves nothing: it stays open while nothing can be published.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import structlog
from aiormq import Channel
from civic_contracts.topology import CANARY, canary_of
from pamqp.commands import Basic
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.database import is_temporary
from servicekit.messaging import measures
from servicekit.messaging.link import Link, LinkLost, keep_linked
from servicekit.messaging.origin import user_of

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
ANSWER_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.05
OUTBOX_SECONDS = 60.0
BATCH_SECONDS = 60.0

# The first that is unsent is the oldest but for the length of a transaction; to look for the oldest
# would be to read all that is unsent, which is very much where the broker has been away.
STATE = text("""
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM kit.outbox WHERE published_at IS NULL LIMIT 100000) o)
            AS unpublished,
        coalesce(extract(epoch FROM now() - (SELECT recorded_at FROM kit.outbox
            WHERE published_at IS NULL ORDER BY position LIMIT 1)), 0) AS age,
        (SELECT count(*) FROM kit.inbox_held) AS held,
        (SELECT count(*) FROM kit.inbox_held WHERE reason = 'poison') AS poison,
        (SELECT count(*) FROM kit.inbox_held WHERE reason = 'parked') AS parked,
        (SELECT count(*) FROM kit.dead_letters) AS dead,
        (SELECT count(*) FROM kit.jobs, kit.clock
            WHERE done_at IS NULL AND due_at <= now() + shift AND NOT poison) AS due,
        (SELECT count(*) FROM kit.jobs WHERE done_at IS NULL AND poison) AS poison_jobs
""")


@dataclass(frozen=True, slots=True)
class StreamHealth:
    """What ``/health/stream`` says; times in seconds.

    ``consuming`` is None in a process that does not play the subscriber's role, and the outbox's
    age is no fault of one that does not play the relay's. ``batch_age`` is how long what was heard
    last has been tried and could not be committed.
    """

    canary_age: float
    consuming: bool | None
    batch_age: float
    relays: bool
    outbox_unpublished: int
    outbox_age: float
    held: int
    poison: int
    dead: int
    parked: int

    @property
    def healthy(self) -> bool:
        """Events go out and come in, and nothing has waited long to be sent or to be taken in."""
        return (
            self.canary_age < EVERY_SECONDS + 2 * ANSWER_SECONDS
            and self.consuming is not False
            and self.batch_age < BATCH_SECONDS
            and (self.outbox_age < OUTBOX_SECONDS or not self.relays)
        )


class StreamWatch:
    """Sends a canary every few seconds, waits for it to come back, and counts what waits."""

    def __init__(
        self,
        engine: AsyncEngine,
        broker_url: str,
        consuming: asyncio.Event,
        batch_age: Callable[[], float],
        roles: frozenset[str],
    ) -> None:
        self.engine = engine
        self.roles = roles
        self.broker_url = broker_url
        self.user = user_of(broker_url)
        self.consuming = consuming
        self.batch_age = batch_age
        self._returned_at = float("-inf")
        self._state: dict[str, float] = {}

    def health(self) -> StreamHealth:
        """The newest findings."""
        state = self._state
        return StreamHealth(
            canary_age=min(time.monotonic() - self._returned_at, 1e9),
            consuming=self.consuming.is_set() if "subscriber" in self.roles else None,
            batch_age=self.batch_age(),
            relays="relay" in self.roles,
            outbox_unpublished=int(state.get("unpublished", 0)),
            outbox_age=float(state.get("age", 0.0)),
            held=int(state.get("held", 0)),
            poison=int(state.get("poison", 0)),
            dead=int(state.get("dead", 0)),
            parked=int(state.get("parked", 0)),
        )

    async def watch_broker(self) -> None:
        """Sends canaries for as long as its task lives."""
        await keep_linked(self.broker_url, name=f"{self.user}-canary", use=self._sing)

    async def watch_database(self) -> None:
        """Counts what waits, for the metrics and for :meth:`health`."""
        while True:
            try:
                async with self.engine.connect() as connection:
                    row = (await connection.execute(STATE)).one()
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("watch.database_away", error=repr(error))
            else:
                self._state = {name: float(value) for name, value in row._mapping.items()}
                self._measure()
            measures.BATCH_AGE.set(self.batch_age())
            await asyncio.sleep(EVERY_SECONDS)

    def _measure(self) -> None:
        measures.OUTBOX_DEPTH.set(self._state["unpublished"])
        measures.OUTBOX_AGE.set(self._state["age"])
        measures.HELD.set(self._state["held"])
        measures.POISON.set(self._state["poison"])
        measures.PARKED.set(self._state["parked"])
        measures.DEAD.set(self._state["dead"])
        measures.JOBS_DUE.set(self._state["due"])
        measures.JOBS_POISON.set(self._state["poison_jobs"])

    async def _sing(self, link: Link) -> None:
        channel = await link.channel()
        properties = Basic.Properties(delivery_mode=2, user_id=self.user)
        while not link.lost.is_set():
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await channel.basic_publish(
                    uuid4().hex.encode(),
                    exchange=CANARY,
                    routing_key=self.user,
                    properties=properties,
                    mandatory=True,
                )
                if not isinstance(answer, Basic.Ack):
                    raise LinkLost("the canary was not taken")
                await _one_back(channel, canary_of(self.user))
            self._returned_at = time.monotonic()
            await asyncio.sleep(EVERY_SECONDS)


async def _one_back(channel: Channel, queue: str) -> None:
    """Takes one canary out of the cage, whoever's it is.

    All processes of a service share the queue. Each puts one in and takes one out, so there is one
    for everybody; one that insisted on its own would take the others' for good.
    """
    while True:
        message = await channel.basic_get(queue, no_ack=True)
        if isinstance(message.delivery, Basic.GetOk):
            return
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
