"""Row: reporting is rebuilt from its log while everything goes on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from civic_demo.cases import CASES
from civic_demo.play import Play
from civic_demo.year import year_case
from civic_stack.environments import base_environment
from civic_stack.one_shot import CommandFailed, run_to_end
from civic_stack.stack import Stack
from harness.asking import ask, ask_row
from harness.fault_table import Dose, Finding, Part, fault
from harness.personas import client_of

IDEAS_SHORT, IDEAS_FULL = 150, 2_000
LOG_AT_LEAST = 200

LOG_END = "SELECT coalesce(max(position), 0) FROM event_log"
# What a rebuild could do besides: say something, put something off, hold something.
SIDE_EFFECTS = """
    SELECT (SELECT count(*) FROM kit.outbox) AS said, (SELECT count(*) FROM kit.jobs) AS put_off,
        (SELECT count(*) FROM kit.dead_letters) AS dead
"""


@fault(
    "rebuild of reporting under live traffic",
    short=2,
    full=100,
    passes="equal to live, no side effect",
)
async def rebuilt(dose: Dose) -> Finding:
    """The cases and a busy year are played; meanwhile the figures are folded anew, and compared."""
    stack = await dose.worlds.whole()
    database = stack.database("reporting").plain
    ideas = IDEAS_SHORT if dose.times <= 2 else IDEAS_FULL
    async with _played(stack, ideas):
        while await ask(database, LOG_END) < LOG_AT_LEAST:
            await asyncio.sleep(0.2)
        for part in dose.parts(of=5):
            for _ in range(part.times):
                await _rebuild(stack, part)
    return dose.finding()


async def _rebuild(stack: Stack, part: Part) -> None:
    """One rebuild by the operators' command; it ends with 1 where anything differs."""
    database = stack.database("reporting")
    before = await ask(database.plain, LOG_END)
    effects = await ask_row(database.plain, SIDE_EFFECTS)
    command = (str(Path(sys.executable).with_name("civic-reporting")), "rebuild", "--check")
    environment = base_environment() | {"CIVIC_DATABASE_URL": database}
    try:
        await run_to_end(command, environment, part.folder / "rebuild.log")
    except CommandFailed as failed:
        part.fail(str(failed)[-500:])
    if await ask_row(database.plain, SIDE_EFFECTS) != effects:
        part.fail(f"side effects: {dict(effects)} before, others after")
    part.count("events folded", before)
    part.count("events that came meanwhile", await ask(database.plain, LOG_END) - before)


@asynccontextmanager
async def _played(stack: Stack, ideas: int) -> AsyncIterator[None]:
    """The four cases and the busy year, played within the block for as long as it lasts."""
    client = client_of(stack)
    play = Play(client)
    playing = asyncio.create_task(play.run([*CASES, year_case(ideas)]))
    try:
        yield
    finally:
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing
        await play.set_clock(datetime.now(UTC))
        await client.aclose()
