"""The references on the broker: what a careful program does with aio-pika and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage
from civic_contracts.envelope import CONTENT_TYPE

from benchmarks.events import SERVICE, Said

IN_FLIGHT = 500
PREFETCH = 500


@asynccontextmanager
async def channel(url: str) -> AsyncIterator[AbstractChannel]:
    """A channel with publisher confirms on a connection of its own."""
    connection = await aio_pika.connect(url)
    async with connection:
        yield await connection.channel(publisher_confirms=True)


def message_of(said: Said) -> aio_pika.Message:
    """The message that the relay would send: persistent, and with the same properties."""
    return aio_pika.Message(
        said.body,
        content_type=CONTENT_TYPE,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(said.event_id),
        type=said.type,
        app_id=SERVICE,
        user_id=SERVICE,
    )


async def publish_all(
    exchange: AbstractExchange, events: Iterable[Said], *, prefix: str = ""
) -> None:
    """Publishes events, always 500 of them in flight; returns when all are confirmed."""
    waiting = iter(events)

    async def some() -> None:
        for said in waiting:
            key = prefix + said.routing_key
            await exchange.publish(message_of(said), key, mandatory=False)

    await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))


async def consume_all(url: str, queue: str, events: int) -> float:
    """Takes so many messages, acknowledging one by one; returns the seconds that took."""
    done = asyncio.Event()
    taken = 0

    async def take(message: AbstractIncomingMessage) -> None:
        nonlocal taken
        await message.ack()
        taken += 1
        if taken == events:
            done.set()

    async with channel(url) as opened:
        await opened.set_qos(prefetch_count=PREFETCH)
        found = await opened.get_queue(queue, ensure=False)
        began = time.perf_counter()
        await found.consume(take)
        await done.wait()
        return time.perf_counter() - began
