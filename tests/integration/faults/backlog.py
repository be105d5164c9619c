"""Row: a backlog is drained by a hearer whose memory does not grow with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from civic_stack.processes import Process
from harness.fault_table import Dose, Finding, fault
from harness.publishing import publish
from harness.told import Telling, heard, tell

EVENTS_A_NOTE = 20
MOST_MEGABYTES = 50.0


@fault(
    "backlog of events, drained",
    short=5_000,
    full=1_000_000,
    passes="drained, memory growth ≤ 50 MB",
)
async def backlog(dose: Dose) -> Finding:
    """Up to 100,000 at a time, there before the hearer starts; after 2,000 for it to warm up."""
    world = await dose.worlds.example()
    database = world.databases["hearing"].plain
    for part in dose.parts(of=100_000):
        await world.begin()
        telling = Telling(part.chance)
        await tell(world, telling, (one.message() for one in telling.events(2_000, notes=100)))
        before = resident(world.hearing)
        await world.hearing.stop()
        events = telling.events(part.times, notes=max(1, part.times // EVENTS_A_NOTE))
        await publish(world.vhost.url("ideas"), (one.message() for one in events))
        await world.hearing.start()
        began = time.monotonic()
        async with watched(world.hearing) as sizes:
            await heard(database, len(telling.told), 60 + part.times / 500)
        took = time.monotonic() - began
        part.measure("an event", took / part.times * 1e6, unit="µs")
        growth = max(sizes) - before
        part.measure("memory growth", growth, unit="MB", at_most=MOST_MEGABYTES)
        part.check(await telling.compared(database))
    return dose.finding()


def resident(process: Process) -> float:
    """Megabytes of memory that a process has in use now; 0 while it is down."""
    if process.pid is None:
        return 0.0
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def watched(process: Process) -> AsyncIterator[list[float]]:
    """The process's megabytes, five times a second within the block."""
    sizes: list[float] = []

    async def watch() -> None:
        while True:
            sizes.append(resident(process))
            await asyncio.sleep(0.2)

    watching = asyncio.create_task(watch())
    try:
        yield sizes
    finally:
        watching.cancel()
