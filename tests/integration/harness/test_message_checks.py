"""The checks of the message-level rows, each shown to fail on what it is there to find."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import asyncpg
import civic_contracts
import pytest
from civic_contracts import BadEvent
from civic_stack.postgres import Postgres
from harness.accounting import LOST, TWICE, fates, unclassified
from harness.mutations import MUTATIONS, about_somebody_else, mutated, samples
from harness.searching import in_database, in_logs, leaks
from harness.told import Event, Telling

HEARD = """
    CREATE TABLE heard (note_id uuid, sequence bigint, weight bigint,
        position bigint GENERATED ALWAYS AS IDENTITY)
"""
KIT = """
    CREATE SCHEMA kit;
    CREATE TABLE kit.dead_letters (digest bytea, reason text);
    CREATE TABLE kit.inbox_held (digest bytea, reason text);
    CREATE TABLE kit.inbox_digests (digest bytea);
"""


async def database_with(postgres: Postgres, script: str) -> str:
    database = (await postgres.database()).plain
    connection = await asyncpg.connect(database)
    await connection.execute(script)
    await connection.close()
    return database


async def compared(postgres: Postgres, telling: Telling, effects: Sequence[Event]) -> list[str]:
    """The checks that fail where ``effects`` are what came of all that was told."""
    database = await database_with(postgres, HEARD)
    connection = await asyncpg.connect(database)
    await connection.executemany(
        "INSERT INTO heard (note_id, sequence, weight) VALUES ($1, $2, $3)", effects
    )
    await connection.close()
    return [
        f"{breach.check} {breach.lost} {breach.doubled}"
        for breach in await telling.compared(database)
    ]


async def test_effects_are_compared_with_what_was_told(postgres: Postgres) -> None:
    telling = Telling(Random(1))
    told = telling.events(40, notes=4)
    assert await compared(postgres, telling, told) == []
    assert await compared(postgres, telling, told[:-2]) == ["effects-once 2 0"]
    assert "effects-once 0 3" in await compared(postgres, telling, [*told, *told[:3]])
    another = told[5]._replace(weight=told[5].weight + 1)
    assert await compared(postgres, telling, [*told[:5], another, *told[6:]]) == [
        "effects-once 1 1"
    ]
    assert await compared(postgres, telling, told[::-1]) == ["effects-in-order 0 0"]


async def test_every_message_has_one_fate(postgres: Postgres) -> None:
    database = await database_with(postgres, KIT)
    bodies = [b"dead", b"held", b"applied", b"twice", b"lost", b"odd"]
    dead, held, applied, twice, _, odd = (hashlib.sha256(body).digest() for body in bodies)
    connection = await asyncpg.connect(database)
    await connection.executemany(
        "INSERT INTO kit.dead_letters VALUES ($1, $2)",
        [(dead, "invalid-payload"), (twice, "invalid-payload"), (odd, "no-idea")],
    )
    await connection.execute("INSERT INTO kit.inbox_held VALUES ($1, 'parked')", held)
    await connection.executemany(
        "INSERT INTO kit.inbox_digests VALUES ($1)", [(applied,), (twice,)]
    )
    await connection.close()
    found = await fates(database, [*bodies, b"dead"])
    assert found == Counter(
        ["dead: invalid-payload", "held: parked", "applied", TWICE, LOST, "dead: no-idea"]
    )
    assert unclassified(found) == ["1 messages: dead: no-idea"]


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_whatever_is_changed_is_an_event_or_no_event(mutation: object) -> None:
    """The reader raises nothing but what it says, whatever it is given."""
    chance, sound = Random(7), samples()
    assert callable(mutation)
    for _ in range(300):
        body = mutation(chance, about_somebody_else(chance, chance.choice(sound)))
        try:
            civic_contracts.parse(body)
        except BadEvent:
            continue


def test_a_seed_gives_the_same_messages_and_every_kind() -> None:
    once, again = (list(mutated(Random(3), 400, samples())) for _ in range(2))
    assert once == again
    assert len({message.message_id for message in once}) == 400
    assert len({message.key for message in once}) > 40


async def test_a_mark_is_found_as_text_and_as_bytes(postgres: Postgres, tmp_path: Path) -> None:
    database = await database_with(
        postgres,
        "CREATE TABLE words (said text); CREATE TABLE bodies (body bytea);"
        "CREATE TABLE clean (said text); INSERT INTO clean VALUES ('nothing');"
        "INSERT INTO words VALUES ('a kanarie'), ('none');"
        "INSERT INTO bodies VALUES (convert_to('the kanarie', 'UTF8'))",
    )
    found = await in_database(database, ["kanarie"])
    assert found == {"public.words": 1, "public.bodies": 1}
    assert [breach.detail for breach in leaks("x", found, ["public.words"])] == [
        "x: 1 in public.bodies"
    ]
    (tmp_path / "service.log").write_text("one\ntwo kanarie\n")
    assert in_logs(tmp_path, ["kanarie"]) == {"service.log": 1}
    assert in_logs(tmp_path, ["sparrow"]) == {}
