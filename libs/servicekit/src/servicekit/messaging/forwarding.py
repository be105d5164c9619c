"""Copying the archive of events to subscribers outside, each in a virtual host of its own.

The archive is a stream: reading takes nothing away, and a reader begins wherever it left off.
Every subscriber has a reader of its own; one that is slow, full or gone holds up nobody else, and
nothing here is ever in the way of the services' own events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from aiormq import Channel
from aiormq.abc import DeliveredMessage
from civic_contracts.topology import ARCHIVE, EVENTS, may_leave
from pamqp.commands import Basic

from servicekit.messaging.intake import delivered
from servicekit.messaging.link import LOST, Link, LinkLost, keep_linked, open_link

log = structlog.get_logger(__name__)

PREFETCH = 200
CONFIRM_SECONDS = 10
AWAY_SECONDS = 5.0

# The newest of what an archive holds comes at once; only one that was made anew is waited for. If
# it were given up too soon, a slow broker would have a subscriber told everything again.
REACH_SECONDS = 10.0


class Offsets(Protocol):
    """Where each subscriber's last forwarded event stands in the archive."""

    async def load(self, subscriber: str) -> int | None:
        """The offset of the last one, or None where nothing was forwarded yet."""
        ...

    async def store(self, subscriber: str, offset: int) -> None:
        """Remembers the offset of the last one that the subscriber's broker has confirmed."""
        ...


class Forwarder:
    """Forwards to ``subscribers`` (name to address) for as long as its task runs.

    ``archive_url`` is where the archive is read, as a user that may read it.
    """

    def __init__(self, archive_url: str, subscribers: Mapping[str, str], offsets: Offsets) -> None:
        self.archive_url = archive_url
        self.subscribers = dict(subscribers)
        self.offsets = offsets

    async def run(self) -> None:
        """Serves every subscriber, each at its own pace."""
        async with asyncio.TaskGroup() as group:
            for name, url in self.subscribers.items():
                group.create_task(self._serve(name, url), name=f"forward-{name}")

    async def _serve(self, name: str, url: str) -> None:
        async def use(outside: Link) -> None:
            async with open_link(self.archive_url, name=f"forwarder-{name}") as inside:
                await self._copy(name, inside, outside)

        await keep_linked(url, name=f"forwarder-to-{name}", use=use, pause=AWAY_SECONDS)

    async def _copy(self, name: str, inside: Link, outside: Link) -> None:
        last = await self.offsets.load(name)
        if last is not None and not await _reaches(inside, last):
            log.warning("forwarder.archive_made_anew", subscriber=name, after=last)
            last = None
        arrived: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
        source = await inside.channel(prefetch=PREFETCH)
        over = inside.over(source)
        target = await outside.channel()
        await source.basic_consume(
            ARCHIVE,
            arrived.put,
            no_ack=False,
            arguments={"x-stream-offset": "first" if last is None else last + 1},
        )
        log.info("forwarder.copying", subscriber=name, after=last)
        while True:
            batch = await _next_batch(arrived, over, outside.lost)
            await _publish(target, batch)
            # After the confirms: what is not remembered is told again, and never left out.
            await self.offsets.store(name, _offset(batch[-1]))
            await source.basic_ack(delivered(batch[-1]).delivery_tag or 0, multiple=True)


async def _reaches(inside: Link, offset: int) -> bool:
    """Whether the archive goes as far as an offset: one that was made anew counts from nought.

    The broker would say nothing, and hand nothing over until the new one has grown as long.
    """
    channel = await inside.channel(prefetch=PREFETCH)
    arrived: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
    try:
        await channel.basic_consume(
            ARCHIVE, arrived.put, no_ack=False, arguments={"x-stream-offset": "last"}
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(REACH_SECONDS):
                while _offset(message := await arrived.get()) < offset:
                    await channel.basic_ack(delivered(message).delivery_tag or 0)
                return True
        return False
    finally:
        await channel.close()


async def _next_batch(
    arrived: asyncio.Queue[DeliveredMessage], *ends: asyncio.Event
) -> list[DeliveredMessage]:
    """What has arrived, at least one message; :class:`LinkLost` where an end comes first."""
    first = asyncio.create_task(arrived.get())
    lost = [asyncio.create_task(end.wait()) for end in ends]
    try:
        await asyncio.wait({first, *lost}, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            raise LinkLost("the connection to a broker has ended")
    finally:
        for task in (first, *lost):
            task.cancel()
    batch = [first.result()]
    with suppress(asyncio.QueueEmpty):
        while len(batch) < PREFETCH:
            batch.append(arrived.get_nowait())
    return batch


async def _publish(target: Channel, batch: Sequence[DeliveredMessage]) -> None:
    """Publishes what may leave, in order, all confirms in flight."""
    leaving = [message for message in batch if may_leave(_key(message))]
    answers = await asyncio.gather(
        *(_send(target, message) for message in leaving), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, LOST):
            raise answer
        if not isinstance(answer, Basic.Ack):
            raise LinkLost(f"a subscriber's broker did not confirm: {answer!r}")


async def _send(target: Channel, message: DeliveredMessage) -> object:
    told = message.header.properties
    return await target.basic_publish(
        message.body,
        exchange=EVENTS,
        routing_key=_key(message),
        # Not mandatory: what no queue of the subscriber wants is dropped, as it wishes. The
        # sender's name cannot be kept: a broker takes it only from the sender itself.
        properties=Basic.Properties(
            content_type=told.content_type,
            delivery_mode=2,
            message_id=told.message_id,
            message_type=told.message_type,
            app_id=told.app_id,
        ),
        timeout=CONFIRM_SECONDS,
        wait=False,
    )


def _key(message: DeliveredMessage) -> str:
    return delivered(message).routing_key or ""


def _offset(message: DeliveredMessage) -> int:
    """Where a message stands in the archive."""
    found = (message.header.properties.headers or {}).get("x-stream-offset")
    if not isinstance(found, int):
        raise LinkLost("the archive did not say where a message stands")
    return found
