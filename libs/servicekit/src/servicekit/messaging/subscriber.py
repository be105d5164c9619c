"""The subscriber: hands what a service's queue holds to its inbox, a batch at a time.

A batch is whatever has arrived while the last one was committed, up to the prefetch; so it is
one event when all is quiet and hundreds when there is a backlog, with no delay built in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiormq import Channel
from aiormq.abc import DeliveredMessage

from servicekit.crash_points import crash_point
from servicekit.database import is_locked_out, is_temporary
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.intake import Intake, delivered, nowhere
from servicekit.messaging.link import Link, LinkLost, keep_linked
from servicekit.messaging.measures import BATCH
from servicekit.messaging.reading import Delivery, first_digest_in

log = structlog.get_logger(__name__)

LARGEST_BATCH = 500
RETRY_SECONDS = 0.25

# So long a batch waits for what somebody else has locked. Then it is put off, and its events are
# tried one at a time: a lock that somebody forgot holds the subjects that need it, and no other.
LOCKED_OUT_SECONDS = 30.0

# To look for what is due reads all that is held: where that is very much, it is to take a fifth of
# the time at most. An attempt that took long is no reason to leave other subjects waiting.
RETRY_PAUSES = 4
LONGEST_PAUSE_SECONDS = 5.0

# A held event may be what ends the process whenever it is tried: what has arrived comes first.
FIRST_RETRY_SECONDS = 1.0

# Parked events are tried again by whoever starts, and may be a newer reader; and now and then after
# that, as an older process that has not ended yet may park one once more.
PARKED_SECONDS = 60.0


class Subscriber:
    """Consumes one queue for as long as its task runs; ``consuming`` says whether it does now.

    ``batch_since`` is when the batch in hand was taken (monotonic), None between two.
    """

    def __init__(self, inbox: Inbox, broker_url: str, queue: str, *, prefetch: int) -> None:
        self.inbox = inbox
        self.broker_url = broker_url
        self.queue = queue
        self.prefetch = prefetch
        self.consuming = asyncio.Event()
        self.batch_since: float | None = None

    @property
    def batch_age(self) -> float:
        """How long the batch in hand has been tried, in seconds; nought between two."""
        return 0.0 if self.batch_since is None else time.monotonic() - self.batch_since

    async def run(self) -> None:
        """Consumes; when the broker is lost, starts over from nothing."""
        await keep_linked(self.broker_url, name=f"{self.queue}-subscriber", use=self._consume)

    async def retry_held(self) -> None:
        """Tries held events again when they are due."""
        await asyncio.sleep(FIRST_RETRY_SECONDS)
        parked_from = time.monotonic()
        while True:
            began, applied = time.monotonic(), 0
            try:
                if began >= parked_from:
                    await self.inbox.take_up_parked()
                    parked_from = time.monotonic() + PARKED_SECONDS
                applied = await self.inbox.retry_due()
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("retry.database_away", error=repr(error))
            await asyncio.sleep(pause_after(time.monotonic() - began, applied=applied))

    async def _consume(self, link: Link) -> None:
        channel = await link.channel(prefetch=self.prefetch)
        intake = Intake(channel)
        over = link.over(channel)
        await channel.basic_consume(self.queue, nowhere, no_ack=False)
        self.consuming.set()
        ended = asyncio.create_task(over.wait())
        try:
            while True:
                batch = await _next_batch(intake.arrived, ended)
                await self._take(batch)
                crash_point("S10")
                await _acknowledge(channel, batch)
        finally:
            self.consuming.clear()
            ended.cancel()

    async def _take(self, batch: Sequence[DeliveredMessage]) -> None:
        """Gives a batch to the inbox until it is committed: the database may be away a while."""
        BATCH.observe(len(batch))
        crash_point("S8")
        self.batch_since = time.monotonic()
        try:
            await self._commit([_delivery(message) for message in batch])
        finally:
            self.batch_since = None

    async def _commit(self, deliveries: Sequence[Delivery]) -> None:
        take, pause = self.inbox.take, 0.1
        while True:
            try:
                await take(deliveries)
            except Exception as error:
                if not is_temporary(error):
                    raise
                if is_locked_out(error) and self.batch_age > LOCKED_OUT_SECONDS:
                    take = self.inbox.put_off
                log.warning("inbox.database_away", error=repr(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                return


def pause_after(seconds: float, *, applied: int) -> float:
    """How long to leave held events alone after a look that took so long, in seconds.

    One that applied something is followed by the next soon: more may have become due by it.
    """
    if applied:
        return RETRY_SECONDS
    return min(LONGEST_PAUSE_SECONDS, max(RETRY_SECONDS, RETRY_PAUSES * seconds))


async def _next_batch(
    arrived: asyncio.Queue[DeliveredMessage], ended: asyncio.Task[bool]
) -> list[DeliveredMessage]:
    first = asyncio.create_task(arrived.get())
    try:
        await asyncio.wait({first, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            raise LinkLost("the broker delivers no more on this channel")
    finally:
        first.cancel()
    batch = [first.result()]
    with suppress(asyncio.QueueEmpty):
        while len(batch) < LARGEST_BATCH:
            batch.append(arrived.get_nowait())
    return batch


async def _acknowledge(channel: Channel, batch: Sequence[DeliveredMessage]) -> None:
    """One acknowledgement for the batch: a bare channel hands messages over in tag order."""
    await channel.basic_ack(delivered(batch[-1]).delivery_tag or 0, multiple=True)


def _delivery(message: DeliveredMessage) -> Delivery:
    properties = message.header.properties
    headers = properties.headers or {}
    times_before = headers.get("x-delivery-count")
    return Delivery(
        body=message.body,
        routing_key=delivered(message).routing_key or "",
        message_id=properties.message_id,
        origin=properties.user_id,
        times_before=times_before if isinstance(times_before, int) else 0,
        first_digest=first_digest_in(headers),
    )
