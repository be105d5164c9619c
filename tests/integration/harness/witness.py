"""What the broker itself can tell: what reached it, how often, how it is kept and handed out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import aio_pika
import asyncpg
from aio_pika.abc import AbstractIncomingMessage
from civic_contracts.topology import EVENTS
from harness.example_world import ExampleWorld
from harness.fault_table import Breach

KEY = "ideas.note.#"
QUIET_SECONDS = 1.0
PERSISTENT = 2
LARGEST_PREFETCH = 10_000  # the largest that a service can be set to

# The broker looks who consumes every 5 s; before, its list may be that of an earlier process.
LISTED_SECONDS = 6.0

LAST = "SELECT coalesce(max(position), 0) FROM kit.outbox"
STORED = "SELECT event_id::text AS id, body FROM kit.outbox WHERE position > $1"


class Witness:
    """A queue of its own on the services' exchange: sees everything that they publish.

    ``after`` is the place in the outbox behind which it began to look.
    """

    def __init__(self, after: int) -> None:
        self.after = after
        self.seen: Counter[tuple[str, bytes]] = Counter()
        self.forgettable = 0

    def see(self, message: AbstractIncomingMessage) -> None:
        """Notes one message."""
        self.seen[message.message_id or "", message.body] += 1
        self.forgettable += message.delivery_mode != PERSISTENT

    async def _sees_no_more(self) -> None:
        before = -1
        while before != self.seen.total():
            before = self.seen.total()
            await asyncio.sleep(QUIET_SECONDS)

    async def breaches(self, world: ExampleWorld) -> list[Breach]:
        """What the broker got that was not stored, not at all, not once or not to be kept.

        To be asked while nobody sends commands, and only where nothing failed: a fault may have
        an event published twice.
        """
        await self._sees_no_more()
        stored = await _stored(world, self.after)
        found = []
        if missing := stored - self.seen.keys():
            found.append(Breach("published-as-stored", f"{len(missing)} never", lost=len(missing)))
        if invented := self.seen.keys() - stored:
            found.append(Breach("published-as-stored", f"{len(invented)} were never stored"))
        if twice := [one for one, times in self.seen.items() if times > 1]:
            found.append(Breach("published-once", f"{len(twice)} more than once"))
        if self.forgettable:
            found.append(Breach("persistent", f"{self.forgettable} may be forgotten"))
        return found + await _unbounded(world)


@asynccontextmanager
async def witnessed(world: ExampleWorld) -> AsyncIterator[Witness]:
    """Watches the exchange within the block; to be begun while nobody sends commands."""
    witness = Witness(await _last(world))
    connection = await aio_pika.connect(world.vhost.url())
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, KEY)
        await queue.consume(witness.see, no_ack=True)
        yield witness


async def _stored(world: ExampleWorld, after: int) -> set[tuple[str, bytes]]:
    connection = await asyncpg.connect(world.databases["writing"].plain)
    try:
        return {(row["id"], row["body"]) for row in await connection.fetch(STORED, after)}
    finally:
        await connection.close()


async def _last(world: ExampleWorld) -> int:
    connection = await asyncpg.connect(world.databases["writing"].plain)
    try:
        return int(await connection.fetchval(LAST))
    finally:
        await connection.close()


async def _unbounded(world: ExampleWorld) -> list[Breach]:
    """Consumers of the services' queues to which the broker hands over without bound."""
    await asyncio.sleep(LISTED_SECONDS)
    path = f"/consumers/{quote(world.vhost.name, safe='')}"
    listed = await world.broker.management.request("GET", path)
    consumers = [one for one in listed if one["queue"]["name"].endswith(".inbox")]
    if not consumers:
        return [Breach("prefetch-bounded", "the broker tells of no consumer")]
    return [
        Breach("prefetch-bounded", f"{one['queue']['name']}: {one['prefetch_count']}")
        for one in consumers
        if not 0 < one["prefetch_count"] <= LARGEST_PREFETCH
    ]
