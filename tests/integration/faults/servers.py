"""Rows: the servers die, broker and database, with SIGKILL, under load."""

from __future__ import annotations

import time

from harness.example_world import driven
from harness.fault_table import Dose, Finding, fault

BESIDE_A_START = 0.1  # seconds


@fault(
    "broker SIGKILL",
    short=2,
    full=100,
    passes="commands still accepted; consumers back ≤ 15 s after the broker; 0 lost, 0 doubled",
)
async def broker_killed(dose: Dose) -> Finding:
    """Kills the broker under load, again and again."""
    world = await dose.worlds.example()
    for part in dose.parts(of=5):
        async with driven(world, part, steady=True) as driver:
            driver.pause = BESIDE_A_START  # a broker that starts wants the machine to itself
            await world.survive_kill_of_broker()
            for _ in range(part.times):
                await driver.more(part.chance.randint(5, 60))
                world.supervisor["rabbitmq"].kill()
                await driver.more(20)
                await world.supervisor["rabbitmq"].wait_ready()
                part.measure("consumer back", await world.next_effect(), at_most=15)
        for status in set(driver.answers) - {201, 409}:
            part.fail(f"{driver.answers[status]} answers {status or 'broken off'}")
    return dose.finding()


@fault(
    "PostgreSQL SIGKILL",
    short=2,
    full=100,
    passes="answered 2xx = the row is there; 503 while it is down; 0 lost, 0 doubled",
)
async def database_killed(dose: Dose) -> Finding:
    """Kills the server of both databases under load, again and again."""
    world = await dose.worlds.example()
    for part in dose.parts(of=10):
        async with driven(world, part, steady=True) as driver:
            for _ in range(part.times):
                await driver.more(part.chance.randint(5, 60))
                world.supervisor["postgres"].kill()
                killed = time.monotonic()
                await world.supervisor["postgres"].wait_ready()
                part.measure("database back", time.monotonic() - killed)
                ready = time.monotonic()
                await driver.more(1)
                part.measure("commands back after it", time.monotonic() - ready, at_most=5)
                part.measure("effects back after it", await world.next_effect(), at_most=15)
        for status in set(driver.answers) - {201, 409, 503}:
            part.fail(f"{driver.answers[status]} answers {status or 'broken off'}")
        part.count("answers 503", driver.answers[503])
    return dose.finding()
