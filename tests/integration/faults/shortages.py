"""Rows: a server has no disk or no memory left, for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

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


@dataclass(frozen=True, slots=True)
class Shortage:
    """How a server is left without something, seen from outside as lacking it, and helped."""

    take: Callable[[], Awaitable[None]]
    give_back: Callable[[], Awaitable[None]]


async def _lacks(world: ExampleWorld, driver: Driver, part: Part, shortage: Shortage) -> None:
    """Under load, a server lacks something for some seconds; then all is to flow again."""
    await driver.more(20, within=HEALED_SECONDS)
    await shortage.take()
    await asyncio.sleep(part.chance.uniform(0.5, SHORT_OF_IT_SECONDS))
    await shortage.give_back()
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
            driven(world, part, clients=4, steady=True) as driver,
        ):
            fill = partial(_fill_until_refused, disk, driver, part)
            for _ in range(part.times):
                await _lacks(world, driver, part, Shortage(fill, disk.empty))
            for status in set(driver.answers) - {201, 409, 503}:
                part.fail(f"{driver.answers[status]} answers {status or 'broken off'}")
    return dose.finding()


async def _fill_until_refused(disk: SmallDisk, driver: Driver, part: Part) -> None:
    refused = driver.answers[503]
    await disk.fill()

    async def is_noticed() -> bool:
        return driver.answers[503] > refused

    part.measure("refused after", await wait_until(is_noticed, 60))


async def _broker_lacks(
    world: ExampleWorld, driver: Driver, part: Part, shortage: Shortage
) -> None:
    """The broker blocks who publishes until it has enough again; commands are still accepted."""

    async def take() -> None:
        await shortage.take()
        await wait_until(lambda: has_alarm(world), 30)
        await driver.more(20, within=HEALED_SECONDS)

    await _lacks(world, driver, part, Shortage(take, shortage.give_back))


@fault(
    "the broker's disk is full",
    short=1,
    full=10,
    passes="commands still accepted, heals by itself; 0 lost, 0 doubled",
)
async def broker_disk_full(dose: Dose) -> Finding:
    """Fills the disk under load, below the broker's own limit of 50 MB; the last byte too."""
    for part in dose.parts(of=5):
        async with (
            on_small_disk(dose, "rabbitmq", BROKER_MEGABYTES) as (world, disk),
            driven(world, part, clients=4, steady=True) as driver,
        ):
            for number in range(part.times):
                fill = partial(disk.fill, but=0 if number % 2 else 20_000_000)
                await _broker_lacks(world, driver, part, Shortage(fill, disk.empty))
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

    async def limit(share: str) -> None:
        await world.broker.control("set_vm_memory_high_watermark", share)

    shortage = Shortage(partial(limit, "0.00001"), partial(limit, "0.4"))
    for part in dose.parts(of=5):
        async with driven(world, part, clients=4, steady=True) as driver:
            for _ in range(part.times):
                await _broker_lacks(world, driver, part, shortage)
    return dose.finding()


async def has_alarm(world: ExampleWorld) -> bool:
    """Whether the broker says that it is short of memory or disk."""
    nodes = await world.broker.management.request("GET", "/nodes")
    return any(node.get("mem_alarm") or node.get("disk_free_alarm") for node in nodes)
