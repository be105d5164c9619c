"""Rows: one idempotency key fifty times at once, across a crash, and with another body."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID

import httpx
from harness.asking import ask_row
from harness.example_world import ExampleWorld
from harness.fault_table import Dose, Finding, Part, fault

TWINS = 50
NOTES = "/ideas/api/notes"
PATIENCE = 60.0

# What a command may do once: the note's own row and its event, beside the key's.
DONE = """
    SELECT coalesce((SELECT sum(times) FROM notes WHERE id = ANY($1)), 0) AS times,
        (SELECT count(*) FROM kit.outbox WHERE right(source, 36)::uuid = ANY($1)) AS events
"""


@fault(
    "one idempotency key 50 times at once, then with another body",
    short=10,
    full=1_000,
    passes="one effect, the same answer; the other body 422",
)
async def same_key(dose: Dose) -> Finding:
    """Fifty twins of a new command at the same moment; afterwards another body under its key."""
    world = await dose.worlds.example()
    for part in dose.parts(of=100):
        await world.begin()
        await _send_twins(world, part)
    return dose.finding()


@fault(
    "one idempotency key 50 times at once, across a crash at S4",
    short=2,
    full=100,
    passes="one effect, the same answer; the other body 422",
)
async def same_key_across_crash(dose: Dose) -> Finding:
    """The process dies after each COMMIT, before the answer; clients ask again."""
    world = await dose.worlds.example()
    for part in dose.parts(of=20):
        await world.begin(writing={"CIVIC_CRASH": "S4"})
        await _send_twins(world, part)
        part.count("deaths", world.writing.restarts)
        if world.writing.restarts < part.times:
            part.fail(f"only {world.writing.restarts} deaths")
    return dose.finding()


async def _send_twins(world: ExampleWorld, part: Part) -> None:
    limits = httpx.Limits(max_connections=TWINS)
    notes = [UUID(int=part.chance.getrandbits(128), version=4) for _ in range(part.times)]
    async with httpx.AsyncClient(
        base_url=world.address, timeout=PATIENCE, trust_env=False, limits=limits
    ) as http:
        for note in notes:
            weight = part.chance.randint(1, 8)
            answers = await asyncio.gather(*(_write(http, note, weight) for _ in range(TWINS)))
            if len(set(answers)) != 1 or answers[0][0] != httpx.codes.CREATED:
                part.fail(f"twins were answered {Counter(answers).most_common(3)}")
            status, _ = await _write(http, note, weight + 1)
            if status != httpx.codes.UNPROCESSABLE_ENTITY:
                part.fail(f"another body under the same key: {status}")
    part.count("requests", part.times * (TWINS + 1))
    await _check(world, part, notes)


async def _write(http: httpx.AsyncClient, note: UUID, weight: int) -> tuple[int, str]:
    """Status and text of the answer to a command that is asked until there is one."""
    body = {"note_id": str(note), "words": "Sing", "weight": weight}
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                answer = await http.post(NOTES, json=body, headers={"Idempotency-Key": str(note)})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if "Retry-After" not in answer.headers:
                return answer.status_code, answer.text
            await asyncio.sleep(0.1)


async def _check(world: ExampleWorld, part: Part, notes: list[UUID]) -> None:
    row = await ask_row(world.databases["writing"].plain, DONE, notes)
    for done in row:
        part.found.lost += max(0, len(notes) - done)
        part.found.doubled += max(0, done - len(notes))
