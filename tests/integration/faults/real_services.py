"""Row: the four real services die at every step while real cases are played.

Each service in turn gets the steps at which it has died least often. The rows that a play leaves
behind are then those of a play without trouble.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import Counter
from dataclasses import replace
from random import Random

from civic_contracts.topology import SERVICES
from civic_demo.cases import CASES
from civic_demo.play import Play
from civic_stack.processes import Process
from civic_stack.stack import Stack
from harness.driver import wait_until
from harness.example_servers import ROOT
from harness.fault_table import BACK, BACK_WITHIN, Dose, Finding, Part, fault
from harness.left_behind import settled
from harness.personas import client_of
from harness.rows import Rows, difference, rows_of
from harness.torments import NEVER, death, from_next_start

STEPS = tuple(f"S{number}" for number in range(1, 11))
# Reporting takes no command in these cases and says nothing: it only hears.
PASSED = {name: STEPS[7:] if name == "reporting" else STEPS for name in SERVICES}
PLAYED = ("city", "choir")
FEWEST, MOST = 1, 5
SETTLE_SECONDS = 120.0
# A service that has not passed its step by then, as nothing asks it to, is sent to another one.
PATIENCE = 30.0
DEATHS = 5  # of each service in a play: it has to come to its end
POLL_SECONDS = 0.05


@fault(
    "SIGKILL at S1 to S10 in the four real services while cases are played (plays)",
    short=0,
    full=20,
    passes=f"the rows at the end are those of a play without trouble; {BACK}",
)
async def real_services_killed(dose: Dose) -> Finding:
    """Plays the short cases with all four services dying at one step after the other."""
    undisturbed = None
    for part in dose.parts(of=1):
        if undisturbed is None:
            undisturbed = await _undisturbed(dose, part)
        steps = Steps(part, Counter(dose.state.of(dose.key).counts))
        found = difference(undisturbed, await played(steps, deaths=True))
        if found:
            (part.folder / "difference").write_text("\n".join(found), encoding="utf-8")
        for one in found[:5]:
            part.fail(f"rows: {one[:200]}")
    return replace(dose.finding(BACK_WITHIN), did=_told(dose))


async def _undisturbed(dose: Dose, part: Part) -> Rows:
    """The rows of a play without trouble; kept beside the run's progress, as it is resumed."""
    kept = dose.state.file and dose.state.file.with_suffix(".undisturbed")
    if kept and kept.is_file():
        found = json.loads(kept.read_text(encoding="utf-8"))
        return Counter({(table, text): times for table, text, times in found})
    rows = await played(Steps(part, Counter()), deaths=False)
    if kept:
        told = [[table, text, times] for (table, text), times in rows.items()]
        kept.write_text(json.dumps(told), encoding="utf-8")
    return rows


class Steps:
    """Which step a service is to die at next, and how often each has died where."""

    def __init__(self, part: Part, before: Counter[str]) -> None:
        self.part = part
        self._begun = before

    def next_for(self, service: str) -> str:
        """A step at which this service has been sent least often, after a few passes."""
        chance: Random = self.part.chance
        fewest = min(self._begun[f"{service} {step}"] for step in PASSED[service])
        some = [step for step in PASSED[service] if self._begun[f"{service} {step}"] == fewest]
        step = chance.choice(some)
        self._begun[f"{service} {step}"] += 1
        return f"{step}:{chance.randint(FEWEST, MOST)}"

    def died(self, service: str, setting: str) -> None:
        """Notes a death where it was to be."""
        self.part.count(f"{service} {setting.partition(':')[0]}")


async def played(steps: Steps, *, deaths: bool) -> Rows:
    """The rows that a play leaves behind."""
    async with Stack(ROOT, name=f"real-{os.getpid()}") as stack:
        client = client_of(stack)
        victims = SERVICES if deaths else ()
        playing = asyncio.ensure_future(
            Play(client).run([case for case in CASES if case.name in PLAYED])
        )
        dying = [asyncio.create_task(_dies(stack[name], name, steps)) for name in victims]
        running: set[asyncio.Future[None]] = {playing, *dying}
        try:
            while playing in running:
                ended, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()
        finally:
            await _ended(list(running))
        for name in victims:
            await stack[name].restart({"CIVIC_CRASH": NEVER})
        if not deaths:
            await _start_undisturbed(stack, steps.part)
        databases = {name: stack.database(name).plain for name in SERVICES}
        await settled(databases, SETTLE_SECONDS)
        rows = await rows_of(databases)
        await client.aclose()
        return rows


async def _dies(process: Process, name: str, steps: Steps) -> None:
    """Has a service die at one step after the other, so often; then it lives."""
    setting, before = steps.next_for(name), process.restarts
    environment = {**process.program.environment, "CIVIC_CRASH": setting}
    process.program = replace(process.program, environment=environment, longest_pause=0.1)
    process.kill()
    for left in reversed(range(DEATHS)):
        await wait_until(lambda b=before: _was_restarted(process, b), PATIENCE)
        before, following = process.restarts, steps.next_for(name) if left else NEVER
        from_next_start(process, CIVIC_CRASH=following)
        await _comes_back(process, before, steps.part)
        try:
            await death(process, before, PATIENCE)
            steps.died(name, setting)
        except TimeoutError:
            process.kill()
        setting = following


async def _was_restarted(process: Process, before: int) -> bool:
    return process.restarts > before


async def _comes_back(process: Process, restarts: int, part: Part) -> None:
    """Measures how long a process that was just started takes to get ready, if it ever does."""
    began = time.monotonic()
    while process.pid is not None and process.restarts == restarts:
        if await process.program.ready():
            part.measure("back", time.monotonic() - began)
            return
        await asyncio.sleep(POLL_SECONDS)


async def _start_undisturbed(stack: Stack, part: Part) -> None:
    """Measures how long each service takes to start while nothing fails."""
    for name in SERVICES:
        await stack[name].stop()
        began = time.monotonic()
        await stack[name].start()
        part.measure("undisturbed start", time.monotonic() - began)


async def _ended(tasks: list[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


def _told(dose: Dose) -> str:
    """How many deaths there were, and where there were fewest."""
    row = dose.state.of(dose.key)
    each = {
        f"{name} {step}": row.counts.get(f"{name} {step}", 0)
        for name in SERVICES
        for step in PASSED[name]
    }
    fewest = min(each.values())
    rare = [place for place, times in each.items() if times == fewest]
    few = f"fewest {fewest} at {', '.join(rare[:8])}"
    return f"{row.done} plays, {sum(each.values())} kills, {few}"
