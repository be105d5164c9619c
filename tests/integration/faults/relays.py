"""Rows: the active relay is frozen and woken; transactions stay open beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import asyncpg
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.probes import http_ok
from civic_stack.processes import Process, Program, Supervisor
from harness.asking import ask
from harness.driver import wait_until
from harness.example_world import ExampleWorld, driven
from harness.fault_table import Dose, Finding, fault
from harness.latency import publishing_takes

TAKEN_OVER_WITHIN = 20.0
SHORT_FREEZE, FULL_FREEZE = 20.0, 60.0
SHORT_OPEN, FULL_OPEN = 10.0, 60.0
COMPARED_SECONDS = 10.0

SENT = "SELECT count(*) FROM kit.outbox WHERE published_at IS NOT NULL"


@fault(
    "two relays, the active one frozen (20 s in a short dose, else 60 s) and woken",
    short=1,
    full=100,
    passes="the other takes over ≤ 20 s; order per subject kept, effects once",
)
async def relay_frozen(dose: Dose) -> Finding:
    """Freezes whichever relay is active while commands go on (20 s where it is done once)."""
    world = await dose.worlds.example()
    freeze = SHORT_FREEZE if dose.times == 1 else FULL_FREEZE
    for part in dose.parts(of=5):
        async with (
            _two_relays(world) as relays,
            driven(world, part, clients=4, writing={"CIVIC_ONLY": "api,jobs"}) as driver,
        ):
            driver.pause = 0.05
            for _ in range(part.times):
                await driver.more(20)
                async with _frozen(_active(relays), freeze):
                    taken_over = await _sends_again(world, freeze)
                    part.measure("taken over", taken_over, at_most=TAKEN_OVER_WITHIN)
                await driver.more(20)
    return dose.finding()


@asynccontextmanager
async def _two_relays(world: ExampleWorld) -> AsyncIterator[Sequence[Process]]:
    """Two processes of ``writing`` that do nothing but relay, within the block."""
    async with Supervisor(world.folder) as supervisor:
        await supervisor.start(*(_relay(world, f"relay-{number}") for number in (1, 2)))
        yield list(supervisor.processes.values())


def _relay(world: ExampleWorld, name: str) -> Program:
    port = free_block(1)
    program = world.program("writing", {"CIVIC_ONLY": "relay", "CIVIC_PORT": str(port)})
    return replace(program, name=name, ready=http_ok(f"http://{LOOPBACK}:{port}/ready"))


def _active(relays: Sequence[Process]) -> Process:
    """The relay that was the last to say that it is active."""
    return max(relays, key=_active_since)


def _active_since(relay: Process) -> str:
    lines = relay.log_file.read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if '"relay.active"' in line]
    return said[-1].partition('"timestamp": "')[2] if said else ""


@asynccontextmanager
async def _frozen(process: Process, seconds: float) -> AsyncIterator[None]:
    """Stops a process for so long, as if its machine had been put to sleep, and wakes it."""
    pid, began = process.pid or 0, time.monotonic()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
        await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    finally:
        os.kill(pid, signal.SIGCONT)


async def _sends_again(world: ExampleWorld, within: float) -> float:
    """Seconds until events go out although the active relay is frozen."""
    database = world.databases["writing"].plain
    before = await ask(database, SENT)

    async def more() -> bool:
        return bool(await ask(database, SENT) > before)

    return await wait_until(more, within)


@fault(
    "a write transaction open in each database (10 s in a short dose, else 60 s)",
    short=1,
    full=10,
    passes="relays unaffected: p50 of publishing ≤ 2 × that before, + 20 ms",
)
async def transaction_open(dose: Dose) -> Finding:
    """Somebody's transaction stays open beside the services (10 s where it is done once)."""
    world = await dose.worlds.example()
    database = world.databases["writing"].plain
    seconds = SHORT_OPEN if dose.times == 1 else FULL_OPEN
    for part in dose.parts(of=2):
        async with driven(world, part, clients=4) as driver:
            driver.pause = 0.02
            await driver.more(50)
            for _ in range(part.times):
                before = await publishing_takes(database, COMPARED_SECONDS)
                async with _open_transactions(world):
                    during = await publishing_takes(database, seconds)
                part.measure("publishing before", before, unit="ms")
                part.measure("publishing meanwhile", during, unit="ms", at_most=2 * before + 20)
    return dose.finding()


@asynccontextmanager
async def _open_transactions(world: ExampleWorld) -> AsyncIterator[None]:
    """A transaction with an id of its own, and nothing more, in each database."""
    async with AsyncExitStack() as stack:
        for database in world.databases.values():
            connection = await asyncpg.connect(database.plain)
            stack.push_async_callback(connection.close)
            await stack.enter_async_context(connection.transaction())
            await connection.execute("SELECT pg_current_xact_id()")
        yield
