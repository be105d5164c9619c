"""A connection to the broker, opened anew whenever it is lost.

A client that repairs its own connection may come back without its consumers, and says nothing.
So a lost connection is closed for good here, and whoever needs one starts over from nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

import structlog
from aio_pika import RobustConnection
from aio_pika.abc import AbstractConnection
from aiormq import Channel
from aiormq.exceptions import AMQPError, ChannelInvalidStateError
from faststream.rabbit import RabbitBroker, RabbitQueue

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 5
# The client gives a silent broker up after three missed ones, which is 15 s; with 10 s it were 33.
HEARTBEAT_SECONDS = 4

# What a lost broker looks like from here; anything else is a fault of ours and is not hidden.
LOST = (
    *(AMQPError, OSError, TimeoutError, EOFError),
    # What the client says of a channel that has just been closed under its user.
    *(ChannelInvalidStateError, asyncio.InvalidStateError),
)


class LinkLost(ConnectionError):
    """The connection to the broker has ended."""


class Link:
    """One open connection; ``lost`` is set when it ends, and it never comes back."""

    def __init__(self, broker: RabbitBroker, connection: RobustConnection) -> None:
        self.broker = broker
        self.lost = asyncio.Event()
        self._connection = connection
        self._over: list[asyncio.Event] = []
        connection.close_callbacks.add(self._closed)

    def _closed(self, _: AbstractConnection | None, error: BaseException | None) -> None:
        log.info("broker.lost", error=repr(error))
        self.lost.set()
        for over in self._over:
            over.set()

    async def channel(self, *, prefetch: int | None = None) -> Channel:
        """A bare channel with publisher confirms, the fastest way in and out of the broker."""
        transport = self._connection.transport
        if transport is None or self.lost.is_set():
            raise LinkLost("the connection to the broker has ended")
        channel = await transport.connection.channel(publisher_confirms=True)
        if prefetch is not None:
            await channel.basic_qos(prefetch_count=prefetch)
        return cast("Channel", channel)

    async def handed_over(self, queue: RabbitQueue) -> asyncio.Event:
        """Is set when FastStream's consumer of a queue, once started, gets nothing more."""
        declared = await self.broker.declare_queue(queue)
        return self.over(cast("Channel", await declared.channel.get_underlay_channel()))

    def over(self, channel: Channel) -> asyncio.Event:
        """Is set when nothing more will be delivered on a channel.

        That the connection is open does not mean that it is consumed from: the broker may close
        the channel alone, or cancel its consumer, as it does when the queue is deleted.
        """
        over = asyncio.Event()
        channel.closing.add_done_callback(lambda _: over.set())
        channel.on_consumer_cancel_callbacks.add(lambda _: over.set())
        self._over.append(over)
        if self.lost.is_set():
            over.set()
        return over


@asynccontextmanager
async def open_link(url: str, *, name: str) -> AsyncIterator[Link]:
    """A fresh connection for the time of the block."""
    separator = "&" if "?" in url else "?"
    broker = RabbitBroker(
        f"{url}{separator}heartbeat={HEARTBEAT_SECONDS}&name={name}",
        timeout=CONNECT_SECONDS,
        fail_fast=True,
        reconnect_interval=3600,
        logger=None,
        log_level=logging.DEBUG,
    )
    try:
        # Not wait_for, which loses a cancellation that comes together with the connection.
        async with asyncio.timeout(CONNECT_SECONDS):
            connection = await broker.connect()
        yield Link(broker, connection)
    finally:
        await _close(broker)


async def _close(broker: RabbitBroker) -> None:
    try:
        await asyncio.wait_for(broker.stop(), CONNECT_SECONDS)
    except LOST as error:
        log.debug("broker.close", error=repr(error))


async def keep_linked(
    url: str, *, name: str, use: Callable[[Link], Awaitable[None]], pause: float = 0.5
) -> None:
    """Runs ``use`` on a fresh link, again and again, for as long as the task lives.

    ``use`` ends or raises when its link is lost; the next one is tried after ``pause`` seconds.
    """
    while True:
        try:
            async with open_link(url, name=name) as link:
                log.info("broker.linked", link=name)
                await use(link)
        except (*LOST, asyncio.CancelledError) as error:
            # Where a connection is lost, the client also cancels who waits for an answer over it.
            end_if_cancelled()
            log.warning("broker.away", link=name, error=repr(error))
        end_if_cancelled()
        await asyncio.sleep(pause)


def end_if_cancelled() -> None:
    """Ends this task if it was cancelled and what it waited for has said something else instead.

    A client whose answer is awaited may turn a cancellation into an error of its connection; a task
    that then tries again would never end, nor would its process.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
