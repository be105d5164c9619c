"""Rows: the network between the services and their servers fails in every way, for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal

from harness.driver import Driver, wait_until
from harness.example_world import APPS, ExampleWorld, driven
from harness.fault_table import Dose, Finding, Run, fault
from harness.proxy import Cut, Proxy

Server = Literal["broker", "database"]

# Seconds of the cuts of one part, in turn.
LENGTHS = (1.0, 5.0, 1.0, 5.0, 35.0)
NOTICED_SECONDS = 20.0
# From the healing on: a try of a connection that began just before may still fail, then one more.
BACK_SECONDS = 20.0
WAITING_TO_BACK = 90.0


@asynccontextmanager
async def proxied(world: ExampleWorld, server: Server) -> AsyncIterator[dict[str, Proxy]]:
    """A proxy before a server for each of the two services."""
    upstream = world.broker.port if server == "broker" else world.postgres.port
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(Proxy(upstream)) for name in APPS}


def through(
    world: ExampleWorld, server: Server, proxies: dict[str, Proxy]
) -> dict[str, dict[str, str]]:
    """The services' settings with which they reach a server through their proxies."""
    variable = "CIVIC_BROKER_URL" if server == "broker" else "CIVIC_DATABASE_URL"
    return {
        name: {variable: world.address_of(server, name, proxy.port)}
        for name, proxy in proxies.items()
    }


async def makes_progress(world: ExampleWorld, driver: Driver) -> None:
    """Waits until further commands are accepted and a further event has had its effect."""
    await driver.more(3, within=WAITING_TO_BACK)
    await world.next_effect(WAITING_TO_BACK)


async def _fails_for(seconds: float, cut: Cut, proxies: list[Proxy]) -> None:
    for proxy in proxies:
        await proxy.fail(cut)
    await asyncio.sleep(seconds)
    for proxy in proxies:
        await proxy.heal()


def cut_row(server: Server, cut: Cut) -> Run:
    """The row of one way to fail."""

    async def row(dose: Dose) -> Finding:
        world = await dose.worlds.example()
        for part in dose.parts(of=len(LENGTHS)):
            async with (
                proxied(world, server) as proxies,
                driven(world, part, steady=True, **through(world, server, proxies)) as driver,
            ):
                await makes_progress(world, driver)
                for seconds in LENGTHS[: part.times]:
                    cut_off = part.chance.choice((["writing"], ["hearing"], list(APPS)))
                    await _fails_for(seconds, cut, [proxies[name] for name in cut_off])
                    healed = time.monotonic()
                    await makes_progress(world, driver)
                    back = time.monotonic() - healed
                    part.measure("back after healing", back, at_most=BACK_SECONDS)
        return dose.finding()

    row.__name__ = f"{server}_{cut.name.lower()}"
    return row


for _server in ("broker", "database"):
    for _cut in Cut:
        fault(
            f"network to the {_server} {_cut.value}, 1, 5 and 35 s",
            short=1,
            full=20,
            passes=f"flowing again ≤ {BACK_SECONDS:g} s after it heals; 0 lost, 0 doubled",
        )(cut_row(_server, _cut))


def says(
    world: ExampleWorld, server: Server, name: str, status: int
) -> Callable[[], Awaitable[bool]]:
    """Asks a service how it stands with a server: 200, or 503 where it has lost it."""
    path = "/health/stream" if server == "broker" else "/ready"

    async def ask() -> bool:
        return await world.health(name, path) == status

    return ask


def noticing_row(server: Server) -> Run:
    """The row of a service's own word on a network that swallows everything."""

    async def row(dose: Dose) -> Finding:
        world = await dose.worlds.example()
        for part in dose.parts(of=5):
            async with (
                proxied(world, server) as proxies,
                driven(world, part, steady=True, **through(world, server, proxies)) as driver,
            ):
                for _ in range(part.times):
                    name = part.chance.choice(list(APPS))
                    await makes_progress(world, driver)
                    await wait_until(says(world, server, name, 200), 60)
                    async with proxies[name].failing(Cut.BLACKHOLE):
                        noticed = await wait_until(says(world, server, name, 503), 60)
                    part.measure("noticed", noticed, at_most=NOTICED_SECONDS)
        return dose.finding()

    row.__name__ = f"{server}_silence_noticed"
    return row


for _server in ("broker", "database"):
    fault(
        f"a silent {_server} is noticed by the service itself",
        short=1,
        full=20,
        passes=f"/health/stream or /ready says so ≤ {NOTICED_SECONDS:g} s",
    )(noticing_row(_server))


@fault(
    "connection cut after N bytes, between publish and confirm",
    short=5,
    full=200,
    passes="0 lost, 0 doubled",
)
async def cut_before_confirm(dose: Dose) -> Finding:
    """The broker has the bytes of a publish, its confirm never arrives; N is drawn each time."""
    world = await dose.worlds.example()
    for part in dose.parts(of=20):
        async with (
            proxied(world, "broker") as proxies,
            driven(world, part, steady=True, **through(world, "broker", proxies)) as driver,
        ):
            for _ in range(part.times):
                await makes_progress(world, driver)
                await _cut_in(proxies["writing"], part.chance.randint(1, 20_000))
            await makes_progress(world, driver)
    return dose.finding()


async def _cut_in(proxy: Proxy, count: int) -> None:
    """Cuts the connection after so many further bytes to the server, and waits until it is."""
    proxy.cut_after(count)
    async with asyncio.timeout(60):
        while proxy.is_about_to_cut:
            await asyncio.sleep(0.01)
