"""Rows: the example's processes end with SIGKILL, at every step and at any moment."""

from __future__ import annotations

import asyncio
import time

from civic_stack.processes import Process
from harness.driver import Driver
from harness.example_world import ExampleWorld, driven
from harness.fault_table import BACK, BACK_WITHIN, Dose, Finding, Part, Run, fault
from harness.torments import NEVER, crash, death, from_next_start

# Where a process may end, what that is, and who passes there.
STEPS = {
    "S1": ("request parsed", "writing"),
    "S2": ("in the transaction, before the outbox row", "writing"),
    "S3": ("after the outbox row, before COMMIT", "writing"),
    "S4": ("after COMMIT, before the answer", "writing"),
    "S5": ("relay has claimed a batch", "writing"),
    "S6": ("published, not yet confirmed", "writing"),
    "S7": ("confirmed, not yet marked", "writing"),
    "S8": ("consumer has received", "hearing"),
    "S9": ("effect written, cursor not yet", "hearing"),
    "S10": ("effect committed, not yet acknowledged", "hearing"),
}


async def comes_back(process: Process, part: Part) -> None:
    """Waits until a process that has just ended is ready again, and measures how long it took."""
    ended = time.monotonic()
    await process.wait_ready()
    part.measure("back", time.monotonic() - ended)


def _started(world: ExampleWorld, part: Part) -> None:
    """Notes how long this run's processes took to start while nothing failed."""
    part.measure("undisturbed start", world.start_seconds)


async def _dies_again_and_again(process: Process, driver: Driver, step: str, part: Part) -> None:
    """So many deaths at a step, each after a random number of passes, under steady load."""
    for left in reversed(range(part.times)):
        before = process.restarts
        from_next_start(process, CIVIC_CRASH=crash(step, part) if left else NEVER)
        await death(process, before)
        await comes_back(process, part)
    await driver.more(20)


def killed_at(step: str) -> Run:
    """The row of one step."""
    _, name = STEPS[step]

    async def row(dose: Dose) -> Finding:
        world = await dose.worlds.example()
        for part in dose.parts(of=5):
            first = {"CIVIC_CRASH": crash(step, part)}
            async with driven(world, part, **{name: first}) as driver:
                _started(world, part)
                process = world.writing if name == "writing" else world.hearing
                await _dies_again_and_again(process, driver, step, part)
        return dose.finding(BACK_WITHIN)

    row.__name__ = f"killed_at_{step.lower()}"
    return row


for _step, (_words, _name) in STEPS.items():
    fault(
        f"SIGKILL at {_step}: {_words}",
        short=1,
        full=50,
        passes=f"0 lost, 0 effects doubled, {BACK}",
    )(killed_at(_step))


@fault(
    "random SIGKILL under mixed load",
    short=4,
    full=1_000,
    passes=f"0 lost, 0 effects doubled, {BACK}",
)
async def killed_at_random(dose: Dose) -> Finding:
    """Either process, or both at once, at any moment, a hundred commands a kill."""
    world = await dose.worlds.example()
    for part in dose.parts(of=25):
        async with driven(world, part) as driver:
            _started(world, part)
            for _ in range(part.times):
                await driver.more(part.chance.randint(20, 180))
                await asyncio.sleep(part.chance.random() * 0.05)
                victims = part.chance.choice(
                    ([world.writing], [world.hearing], [world.writing, world.hearing])
                )
                for victim in victims:
                    victim.kill()
                await asyncio.gather(*(comes_back(victim, part) for victim in victims))
    return dose.finding(BACK_WITHIN)


@fault(
    "rolling SIGTERM restart behind the front door",
    short=2,
    full=100,
    passes="clients see only 503 with Retry-After; drained ≤ 10 s; 0 lost, 0 doubled",
)
async def restarted_in_order(dose: Dose) -> Finding:
    """Both processes in turn, each asked to stop while it is at work."""
    world = await dose.worlds.example()
    for part in dose.parts(of=5):
        async with world.front_door() as address, driven(world, part, address=address) as driver:
            for number in range(part.times):
                await driver.more(part.chance.randint(20, 80))
                process = (world.writing, world.hearing)[number % 2]
                asked = time.monotonic()
                await process.stop()
                part.measure("drained", time.monotonic() - asked, at_most=10)
                await process.start()
        for status in set(driver.answers) - {201, 503}:
            part.fail(f"{driver.answers[status]} answers {status or 'broken off'}")
    return dose.finding()
