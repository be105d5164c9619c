"""Rows: the servers die, broker and database, with SIGKILL, under load."""

from __future__ import annotations

from harness.driver import wait_until
from harness.example_world import ExampleWorld, driven
from harness.fault_table import Dose, Finding, fault


async def heard_more(world: ExampleWorld, within: float = 60) -> float:
    """Seconds until an event is applied that had not been before; TimeoutError otherwise."""
    before = await world.effects()

    async def more() -> bool:
        return await world.effects() > before

    return await wait_until(more, within)


@fault(
    "broker SIGKILL",
    short=3,
    full=100,
    passes="commands still accepted; consumers back ≤ 15 s after the broker; 0 lost, 0 doubled",
)
async def broker_killed(dose: Dose) -> Finding:
    """Kills the broker under load, again and again."""
    world = await dose.worlds.example()
    for part in dose.parts(of=5):
        async with driven(world, part) as driver:
            await world.survive_kill_of_broker()
            for _ in range(part.times):
                await driver.more(part.chance.randint(5, 60))
                world.supervisor["rabbitmq"].kill()
                await driver.more(20)
                await world.supervisor["rabbitmq"].wait_ready()
                part.measure("consumer back", await heard_more(world), at_most=15)
    return dose.finding()
