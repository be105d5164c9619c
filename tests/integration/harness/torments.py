"""What is done to the example world to bring a planted defect to light."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import asyncpg
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.probes import http_ok
from civic_stack.processes import Process, Supervisor
from harness.driver import Driver, wait_until
from harness.example_world import ExampleWorld
from harness.fault_table import Part
from harness.proxy import Cut, Proxy
from harness.publishing import Message, publish
from harness.witness import witnessed

Torment = Callable[[ExampleWorld, Driver, Part], Awaitable[None]]
NEVER = "none"
# A process that dies at once under load never gets ready; what comes later is left to chance.
FEWEST, MOST = 25, 60

STORED = "SELECT event_id::text AS id, type, body FROM kit.outbox ORDER BY position"


def crash(step: str, part: Part) -> str:
    """A setting of ``CIVIC_CRASH``: after how many passes of a step a process dies there."""
    return f"{step}:{part.chance.randint(FEWEST, MOST)}"


def from_next_start(process: Process, **settings: str) -> None:
    """Gives a process further settings, for when it is started again."""
    environment = {**process.program.environment, **settings}
    process.program = replace(process.program, environment=environment)


async def death(process: Process, restarts: int, within: float = 60) -> None:
    """Waits until a process has ended that had been restarted so often."""

    async def has_died() -> bool:
        return process.restarts > restarts or process.pid is None

    await wait_until(has_died, within)


def killed(name: str, times: int = 3) -> Torment:
    """The process dies at the step that its settings name, and again."""

    async def torment(world: ExampleWorld, driver: Driver, part: Part) -> None:
        process = world.writing if name == "writing" else world.hearing
        for left in reversed(range(times)):
            before = process.restarts
            if not left:
                from_next_start(process, CIVIC_CRASH=NEVER)
            await death(process, before)
            await process.wait_ready()
        await driver.more(20)

    return torment


async def twins(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """Most commands are sent twice at the same moment."""
    driver.twins = 0.8
    await driver.more(300)


async def any_moment(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """The process that takes commands is killed at any moment."""
    for _ in range(3):
        await driver.more(part.chance.randint(20, 60))
        world.writing.kill()
        await death(world.writing, world.writing.restarts)
        await world.writing.wait_ready()
    await driver.more(20)


async def shuffled(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """Events arrive in any order before their relay publishes them as it should."""
    await world.writing.restart({"CIVIC_ONLY": "api,jobs"})
    await driver.more(200)
    connection = await asyncpg.connect(world.databases["writing"].plain)
    try:
        rows = await connection.fetch(STORED)
    finally:
        await connection.close()
    messages = [Message(row["body"], row["type"].removeprefix("civic."), row["id"]) for row in rows]
    part.chance.shuffle(messages)
    await publish(world.vhost.url("ideas"), messages)
    await world.writing.restart({"CIVIC_ONLY": "api,relay,jobs"})


def cut_off(name: str, cut: Cut, seconds: float) -> Torment:
    """The process has its broker behind a network that fails once."""

    async def torment(world: ExampleWorld, driver: Driver, part: Part) -> None:
        process = world.writing if name == "writing" else world.hearing
        async with Proxy(world.broker.port) as proxy:
            behind = world.address_of("broker", name, proxy.port)
            await process.restart({"CIVIC_BROKER_URL": behind})
            await driver.more(50)
            async with proxy.failing(cut):
                await driver.more(20)
                await asyncio.sleep(seconds)
            await driver.more(50)
            await world.settled(30)

    return torment


async def watched(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """Nothing fails, and the broker is asked afterwards."""
    async with AsyncExitStack() as stack:
        async with driver.resting():
            await world.settled(30)
            witness = await stack.enter_async_context(witnessed(world))
        await driver.more(200)
        async with driver.resting():
            await world.settled(30)
            part.check(await witness.breaches(world))


async def two_relays(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """Nothing fails, and two processes stand ready to relay."""
    port = str(free_block(1))
    program = replace(
        world.writing.program,
        name="second-relay",
        ready=http_ok(f"http://{LOOPBACK}:{port}/ready"),
        environment={
            **world.writing.program.environment,
            "CIVIC_ONLY": "relay",
            "CIVIC_PORT": port,
        },
    )
    async with Supervisor(world.folder) as supervisor:
        await supervisor.start(program)
        await watched(world, driver, part)
