"""Looking for marks everywhere: in every row of every database, on the broker, in every log."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import aio_pika
import asyncpg
from civic_contracts.topology import SERVICES
from harness.fault_table import Breach

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""
LAST_ONES_SECONDS = 2.0


def as_bytes(mark: str) -> str:
    """How the database writes a mark that stands in bytes."""
    return mark.encode().hex()


async def in_database(database: str, marks: Iterable[str]) -> Counter[str]:
    """In how many rows of which tables any of the marks stands, as text or as bytes."""
    pattern = "|".join(one for mark in marks for one in (mark, as_bytes(mark)))
    found: Counter[str] = Counter()
    connection = await asyncpg.connect(database)
    try:
        for row in await connection.fetch(TABLES):
            table = row["name"]
            query = f"SELECT count(*) FROM {table} AS t WHERE t::text ~ $1"
            found[table] = await connection.fetchval(query, pattern)
    finally:
        await connection.close()
    return +found


async def on_the_broker(url: str, marks: Iterable[str]) -> Counter[str]:
    """How many messages with any of the marks the archive and the queues of leftovers hold."""
    wanted = [mark.encode() for mark in marks]
    found: Counter[str] = Counter()
    async with await aio_pika.connect(url) as connection:
        found["civic.archive"] = sum(
            any(mark in body for mark in wanted) for body in await _archived(connection)
        )
        channel = await connection.channel()
        for name in ("civic.unrouted", *(f"{service}.dead" for service in SERVICES)):
            queue = await channel.get_queue(name)
            while (message := await queue.get(fail=False)) is not None:
                found[name] += any(mark in message.body for mark in wanted)
    return +found


async def _archived(connection: aio_pika.abc.AbstractConnection) -> list[bytes]:
    """Every message of the archive, read until no more comes."""
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=500)
    bodies: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        await bodies.put(message.body)
        await message.ack()

    queue = await channel.get_queue("civic.archive", ensure=False)
    await queue.consume(take, arguments={"x-stream-offset": "first"})
    found: list[bytes] = []
    while True:
        try:
            found.append(await asyncio.wait_for(bodies.get(), LAST_ONES_SECONDS))
        except TimeoutError:
            return found


def in_logs(folder: Path, marks: Iterable[str]) -> Counter[str]:
    """In how many lines of which log any of the marks stands."""
    wanted = list(marks)
    found: Counter[str] = Counter()
    for path in folder.glob("*.log"):
        with path.open(encoding="utf-8", errors="replace") as lines:
            found[path.name] = sum(any(mark in line for mark in wanted) for line in lines)
    return +found


def leaks(where: str, found: Counter[str], allowed: Iterable[str] = ()) -> list[Breach]:
    """A breach for each place where a mark stands and may not."""
    may = set(allowed)
    return [
        Breach("no-personal-data", f"{where}: {count} in {place}")
        for place, count in found.items()
        if place not in may
    ]
