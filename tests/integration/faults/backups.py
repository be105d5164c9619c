"""Rows: a service's database is restored from a backup while the others are ahead of it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from uuid import UUID

import asyncpg
import httpx
from harness.asking import ask
from harness.driver import Driver
from harness.example_world import ExampleWorld, driven
from harness.fault_table import Dose, Finding, Part, fault
from harness.operating import WentWrong, type_lines
from harness.told import heard

RECONCILE = "reconcile --producer ideas --wait 60"
NOTES = "/ideas/api/notes"

END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = $1 AND pid <> pg_backend_pid()
"""
HEARD = "SELECT count(*) FROM heard"
DEAD = "SELECT count(*) FROM kit.dead_letters"


@fault(
    "restore of a backup of a consumer, its producers ahead",
    short=1,
    full=5,
    passes="the reconcile command finds and closes every gap",
)
async def consumer_restored(dose: Dose) -> Finding:
    """What was heard since the backup is asked for and told again."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1):
        async with driven(world, part, clients=4) as driver:
            await driver.more(100)
            await _back_up(world, "hearing")
            await driver.more(100)
            await world.settled(10)
            await _restore(world, "hearing")
            await driver.more(20)
            told = await type_lines(world, "hearing", [RECONCILE])
            part.count("differences closed", _closed(told))
    return dose.finding()


@fault(
    "restore of a backup of a producer, its consumers ahead",
    short=1,
    full=5,
    passes="the reconcile command finds every gap; numbers go on behind what was heard",
)
async def producer_restored(dose: Dose) -> Finding:
    """What was said since the backup is lost with it; what is said afterwards is not."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1):
        await world.begin()
        await _drive(world, part.folder / "before.jsonl", part.chance, 60)
        await _back_up(world, "writing")
        file = part.folder / "since.jsonl"
        await _drive(world, file, part.chance, 60)
        if missing := await world.settled():
            part.fail(f"not settled: {missing}")
        await _restore(world, "writing")
        part.count("subjects set back", await _reconcile(world))
        await _write_on(world, part, file)
    return dose.finding()


async def _drive(world: ExampleWorld, file: Path, chance: Random, commands: int) -> None:
    async with Driver(world.address, file, chance, clients=4) as driver:
        await driver.more(commands)


async def _back_up(world: ExampleWorld, name: str) -> None:
    """Copies a service's database while the service is stopped."""
    await getattr(world, name).stop()
    database = world.databases[name].rpartition("/")[2]
    await _as_admin(
        world,
        database,
        f'DROP DATABASE IF EXISTS "{database}_backup"',
        f'CREATE DATABASE "{database}_backup" TEMPLATE "{database}" OWNER "{database}"',
    )
    await getattr(world, name).start()


async def _restore(world: ExampleWorld, name: str) -> None:
    """Puts the backup in the place of a service's database."""
    await getattr(world, name).stop()
    database = world.databases[name].rpartition("/")[2]
    await _as_admin(
        world,
        database,
        f'DROP DATABASE "{database}"',
        f'ALTER DATABASE "{database}_backup" RENAME TO "{database}"',
    )
    await getattr(world, name).start()


async def _as_admin(world: ExampleWorld, database: str, *statements: str) -> None:
    connection = await asyncpg.connect(world.postgres.admin_dsn.plain)
    try:
        await connection.fetch(END_SESSIONS, database)
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _closed(told: str) -> int:
    """From ``3 of 3 differences closed``; none where the words are not there."""
    line = next((line for line in told.splitlines() if "differences closed" in line), "0")
    return int(line.split()[0])


async def _reconcile(world: ExampleWorld) -> int:
    """The consumer's operator finds what was set back, the producer's goes on behind it."""
    try:
        await type_lines(world, "hearing", [f"{RECONCILE} --json"])
    except WentWrong as found:
        differences = "\n".join(line for line in str(found).splitlines() if line.startswith("{"))
    else:
        return 0
    moved = await type_lines(
        world, "writing", ["outbox continue --because restored"], given=differences
    )
    await type_lines(world, "hearing", [RECONCILE])
    return len(moved.splitlines())


async def _write_on(world: ExampleWorld, part: Part, file: Path) -> None:
    """Writes once more on every note since the backup; each is heard, none is taken for old."""
    database = world.databases["hearing"].plain
    before = await ask(database, HEARD)
    taken = 0
    async with httpx.AsyncClient(base_url=world.address, trust_env=False, timeout=20) as http:
        for note in _notes_in(file):
            body = {"note_id": str(note), "words": "Again", "weight": 1}
            headers = {"Idempotency-Key": f"again {note}"}
            answer = await http.post(NOTES, json=body, headers=headers)
            taken += answer.status_code == httpx.codes.CREATED
    try:
        await heard(database, before + taken, 30)
    except TimeoutError as late:
        part.found.lost += before + taken - await ask(database, HEARD)
        part.fail(str(late))
    if dead := await ask(database, DEAD):
        part.fail(f"{dead} dead letters")
    part.count("commands afterwards", taken)


def _notes_in(file: Path) -> list[UUID]:
    """The notes that the driver has written on."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return sorted({UUID(json.loads(line)["note"]) for line in lines})
