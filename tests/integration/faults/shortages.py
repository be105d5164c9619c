"""Rows: a server has no disk or no memory left, for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from harness.driver import Driver, wait_until
from harness.example_world import ExampleWorld, driven
from harness.fault_table import Dose, Finding, Part, fault
from harness.small_disk import SmallDisk, small_disk

# PostgreSQL needs some 40 MB to begin with and writes ahead in files of 16 MB.
DATABASE_MEGABYTES = 160
BROKER_MEGABYTES = 400
HEALED_SECONDS = 60.0
SHORT_OF_IT_SECONDS = 6.0


@asynccontextmanager
async def on_small_disk(
    dose: Dose, server: str, megabytes: int
) -> AsyncIterator[tuple[ExampleWorld, SmallDisk]]:
    """A world of its own in which a server's folder is a small file system."""
    folder = dose.folder / f"small-{server}"
    async with (
        small_disk(folder / server, megabytes) as disk,
        ExampleWorld(folder) as world,
    ):
        yield world, disk


async def _heals(world: ExampleWorld, driver: Driver, part: Part) -> None:
    """Measures how long commands and effects take to flow again."""
    healed = time.monotonic()
    await driver.more(10, within=HEALED_SECONDS)
    await world.next_effect(HEALED_SECONDS)
    part.measure("flowing again", time.monotonic() - healed, at_most=HEALED_SECONDS)


@fault(
    "PostgreSQL's disk is full",
    short=1,
    full=10,
    passes="503 or 201 and nothing else, no half state, heals by itself; 0 lost, 0 doubled",
)
async def database_disk_full(dose: Dose) -> Finding:
    """Fills the disk under load until commands are refused, then gives the space back."""
    for part in dose.parts(of=5):
        async with (
            on_small_disk(dose, "postgres", DATABASE_MEGABYTES) as (world, disk),
            driven(world, part, clients=4) as driver,
        ):
            for _ in range(part.times):
                await driver.more(20, within=HEALED_SECONDS)
                refused = driver.answers[503]
                await disk.fill()

                async def is_noticed(before: int = refused) -> bool:
                    return driver.answers[503] > before

                part.measure("refused after", await wait_until(is_noticed, 60))
                await asyncio.sleep(part.chance.uniform(0.5, SHORT_OF_IT_SECONDS))
                disk.empty()
                await _heals(world, driver, part)
            for status in set(driver.answers) - {201, 409, 503}:
                part.fail(f"{driver.answers[status]} answers {status or 'broken off'}")
    return dose.finding()


@fault(
    "the broker's disk is full",
    short=1,
    full=10,
    passes="commands still accepted, heals by itself; 0 lost, 0 doubled",
)
async def broker_disk_full(dose: Dose) -> Finding:
    """Fills the disk under load: the broker blocks who publishes, until there is space again."""
    for part in dose.parts(of=5):
        async with (
            on_small_disk(dose, "rabbitmq", BROKER_MEGABYTES) as (world, disk),
            driven(world, part, clients=4) as driver,
        ):
            for number in range(part.times):
                await driver.more(20, within=HEALED_SECONDS)
                # Below its own limit of 50 MB the broker stops taking messages; the last byte too.
                await disk.fill(but=0 if number % 2 else 20_000_000)
                await wait_until(lambda w=world: has_alarm(w), 30)
                await driver.more(20, within=HEALED_SECONDS)
                await asyncio.sleep(part.chance.uniform(0.5, SHORT_OF_IT_SECONDS))
                disk.empty()
                await _heals(world, driver, part)
    return dose.finding()


@fault(
    "the broker's memory alarm",
    short=1,
    full=10,
    passes="commands still accepted, heals by itself; 0 lost, 0 doubled",
)
async def broker_memory_alarm(dose: Dose) -> Finding:
    """Sets the broker's memory limit to nothing and back, as an operator could."""
    world = await dose.worlds.example()
    for part in dose.parts(of=5):
        async with driven(world, part, clients=4) as driver:
            for _ in range(part.times):
                await driver.more(20)
                await world.broker.control("set_vm_memory_high_watermark", "0.00001")
                await wait_until(lambda: has_alarm(world), 30)
                await driver.more(20)
                await asyncio.sleep(part.chance.uniform(0.5, SHORT_OF_IT_SECONDS))
                await world.broker.control("set_vm_memory_high_watermark", "0.4")
                await _heals(world, driver, part)
    return dose.finding()


async def has_alarm(world: ExampleWorld) -> bool:
    """Whether the broker says that it is short of memory or disk."""
    nodes = await world.broker.management.request("GET", "/nodes")
    return any(node.get("mem_alarm") or node.get("disk_free_alarm") for node in nodes)
