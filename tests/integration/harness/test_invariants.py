"""Each invariant holds on sound rows and is broken by a planted one."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from civic_stack.environments import base_environment
from civic_stack.one_shot import run_to_end
from civic_stack.postgres import Postgres
from harness.example_servers import APPS, EMPTY, KIT_TESTS
from harness.invariants import OF_THE_HEARER, OF_THE_WRITER, breaches

pytestmark = pytest.mark.stack

NOTE = "2f0c8b52-6d3e-4f0a-9f1e-0d6f3a1b2c3d"
SOURCE = f"/civic/ideas/note/{NOTE}"
WRITTEN = (("a", 3), ("b", 4))


def numbered(*sequences: int) -> str:
    """The outbox anew, with these numbers in this order: it lets nobody change a number."""
    return f"""
        DELETE FROM kit.outbox;
        INSERT INTO kit.outbox (event_id, source, sequence, type, body, published_at)
        SELECT gen_random_uuid(), '{SOURCE}', n, 'civic.ideas.note.written.v1', '', now()
        FROM unnest(ARRAY{list(sequences)}) AS n;
    """


SOUND = {
    "writing": f"""
        {numbered(1, 2)}
        INSERT INTO notes (id, times, weight) VALUES ('{NOTE}', 2, 7);
        INSERT INTO kit.idempotency (scope, key, fingerprint, status)
        VALUES ('x', 'a', '', 201), ('x', 'b', '', 201);
    """,
    "hearing": f"""
        INSERT INTO heard (note_id, sequence, weight) VALUES ('{NOTE}', 1, 3), ('{NOTE}', 2, 4);
        INSERT INTO kit.inbox_cursors (source, sequence) VALUES ('{SOURCE}', 2);
    """,
}

# Which check must see what; lost and doubled as the table adds them up.
PLANTED = [
    ("writing", "DELETE FROM notes", "commands-stored", 2, 0),
    ("writing", "UPDATE notes SET times = 3", "commands-stored", 0, 1),
    ("writing", "UPDATE notes SET weight = 8", "commands-stored", 0, 0),
    ("writing", "DELETE FROM kit.outbox WHERE sequence = 2", "events-stored", 1, 0),
    (
        "writing",
        "INSERT INTO kit.outbox SELECT position + 9, gen_random_uuid(), source, 3, type, body, "
        "recorded_at, published_at FROM kit.outbox WHERE sequence = 2",
        "events-stored",
        0,
        1,
    ),
    ("writing", numbered(1, 3), "sequences-contiguous", 0, 0),
    ("writing", numbered(2, 1), "sequences-contiguous", 0, 0),
    ("writing", numbered(1, 1), "sequences-contiguous", 0, 0),
    (
        "writing",
        "UPDATE kit.outbox SET published_at = NULL WHERE sequence = 2",
        "all-published",
        0,
        0,
    ),
    ("writing", "UPDATE kit.idempotency SET status = NULL WHERE key = 'b'", "keys-answered", 0, 0),
    ("writing", "DELETE FROM kit.idempotency WHERE key = 'b'", "keys-answered", 0, 0),
    ("hearing", "DELETE FROM heard WHERE sequence = 2", "effects-once", 1, 0),
    (
        "hearing",
        "INSERT INTO heard (note_id, sequence, weight) SELECT note_id, 3, weight FROM heard "
        "WHERE sequence = 2",
        "effects-once",
        0,
        1,
    ),
    ("hearing", "UPDATE heard SET weight = 5 WHERE sequence = 2", "effects-once", 0, 0),
    (
        "hearing",
        "INSERT INTO heard (note_id, sequence, weight) VALUES (gen_random_uuid(), 1, 1)",
        "effects-once",
        0,
        1,
    ),
    ("hearing", "UPDATE heard SET sequence = 3 - sequence", "effects-in-order", 0, 0),
    ("hearing", "UPDATE kit.inbox_cursors SET sequence = 1", "inbox-complete", 0, 0),
    (
        "hearing",
        "INSERT INTO kit.inbox_held (source, sequence, event_id, type, body, digest, reason) "
        "VALUES ('x', 1, gen_random_uuid(), 'x', '', '', 'ahead')",
        "inbox-complete",
        0,
        0,
    ),
    (
        "hearing",
        "INSERT INTO kit.dead_letters (reason, detail, body, digest) VALUES ('x', 'x', '', '')",
        "nothing-dead",
        0,
        0,
    ),
]


@dataclass
class Example:
    """The example's two databases and a driver's file, sound until something is planted."""

    databases: dict[str, str]
    file: Path

    async def execute(self, name: str, sql: str) -> None:
        connection = await asyncpg.connect(self.databases[name])
        await connection.execute(sql)
        await connection.close()

    def answered(self, *said: int) -> None:
        """Writes down what the commands were answered with."""
        lines = [
            json.dumps(
                {
                    "key": key,
                    "note": NOTE,
                    "weight": weight,
                    "answer": json.dumps({"note_id": NOTE, "times": times}),
                }
            )
            for (key, weight), times in zip(WRITTEN, said, strict=True)
        ]
        self.file.write_text("\n".join(lines))

    async def checks(self) -> set[str]:
        return {one.check for one in await self.breaches()}

    async def breaches(self) -> list:
        return await breaches(self.databases["writing"], self.databases["hearing"], self.file)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def databases(postgres: Postgres, run_folder: Path) -> dict[str, str]:
    async def made(name: str) -> tuple[str, str]:
        database = await postgres.database()
        environment = base_environment() | {
            "CIVIC_DATABASE_URL": database,
            "PYTHONPATH": str(KIT_TESTS),
        }
        command = (sys.executable, "-m", "servicekit.migrate", APPS[name])
        await run_to_end(command, environment, run_folder / f"migrate-{name}.log")
        return name, database.plain

    return dict(await asyncio.gather(*(made(name) for name in APPS)))


@pytest_asyncio.fixture
async def example(databases: dict[str, str], tmp_path: Path) -> AsyncIterator[Example]:
    found = Example(databases, tmp_path / "answered.jsonl")
    found.answered(1, 2)
    for name, rows in SOUND.items():
        await found.execute(name, EMPTY)
        await found.execute(name, rows)
    yield found


async def test_sound_rows_break_nothing(example: Example) -> None:
    assert await example.breaches() == []


@pytest.mark.parametrize(("name", "sql", "check", "lost", "doubled"), PLANTED)
async def test_a_planted_row_is_caught(
    example: Example, name: str, sql: str, check: str, lost: int, doubled: int
) -> None:
    await example.execute(name, sql)
    found = [one for one in await example.breaches() if one.check == check]
    assert found
    assert (sum(one.lost for one in found), sum(one.doubled for one in found)) == (lost, doubled)


async def test_two_commands_with_one_answer_are_caught(example: Example) -> None:
    example.answered(2, 2)
    assert await example.checks() == {"answers-differ"}


async def test_a_command_that_nobody_wrote_down_is_caught(example: Example) -> None:
    example.file.write_text(example.file.read_text().splitlines()[0])
    assert {"commands-stored", "effects-once", "keys-answered"} <= await example.checks()


def test_every_check_is_planted_for() -> None:
    planted = {check for _, _, check, _, _ in PLANTED} | {"answers-differ"}
    assert planted == OF_THE_WRITER.keys() | OF_THE_HEARER.keys()
