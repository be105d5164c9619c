"""A batch has its subjects to itself, whoever else opens one at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import example_process
from servicekit.messaging.opening import Opened, open_batch
from servicekit.messaging.ordering import Place
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

NOBODY = "amqp://reporting:x@127.0.0.1:1/civic"
MOVE = text("UPDATE kit.inbox_cursors SET sequence = sequence + 1 WHERE source = ANY(:sources)")
HOLD = text("""
    INSERT INTO kit.inbox_held (source, sequence, event_id, type, body, digest, reason, attempts)
    SELECT :source, sequence, gen_random_uuid(), 'a', 'b', 'c', 'ahead', :attempts
    FROM unnest(cast(:sequences AS bigint[])) AS sequence
""")


@pytest_asyncio.fixture
async def engine(postgres: Postgres) -> AsyncIterator[AsyncEngine]:
    async with example_process(postgres, NOBODY, "reporting") as process:
        yield process.engine


async def opened(engine: AsyncEngine, places: Sequence[Place], *, reach: int = 10) -> Opened:
    async with engine.begin() as connection:
        return await open_batch(connection, places, reach=reach)


def firsts(sources: Sequence[str]) -> list[Place]:
    return [Place(source, 1) for source in sources]


async def move(connection: AsyncConnection, sources: Sequence[str]) -> None:
    await connection.execute(MOVE, {"sources": sources})


async def hold(
    engine: AsyncEngine, source: str, sequences: Sequence[int], *, attempts: int = 0
) -> None:
    named = {"source": source, "sequences": sequences, "attempts": attempts}
    async with engine.begin() as connection:
        await connection.execute(HOLD, named)


async def test_new_subjects_begin_at_nought_and_known_ones_where_they_are(
    engine: AsyncEngine,
) -> None:
    known, new = f"/a/{uuid4()}", f"/b/{uuid4()}"
    async with engine.begin() as connection:
        assert (await open_batch(connection, firsts([known]))).cursors == {known: 0}
        await move(connection, [known])
    assert (await opened(engine, firsts([new, known]))).cursors == {known: 1, new: 0}


async def test_everybody_waits_for_who_came_first_and_sees_what_they_did(
    engine: AsyncEngine,
) -> None:
    """As a standby does that takes over while the last batch is still being committed."""
    sources = [f"/a/{uuid4()}" for _ in range(50)]

    async def take_part(turn: int) -> None:
        async with engine.begin() as connection:
            mine = sources[turn:] + sources[:turn]
            cursors = (await open_batch(connection, firsts(mine))).cursors
            await asyncio.sleep(0.01)
            assert len(set(cursors.values())) == 1
            await move(connection, sources)

    await asyncio.gather(*(take_part(turn) for turn in range(6)))
    assert (await opened(engine, firsts(sources))).cursors == dict.fromkeys(sources, 6)


async def test_what_was_held_while_it_waited_for_its_turn_is_seen(engine: AsyncEngine) -> None:
    source = f"/a/{uuid4()}"
    async with engine.begin() as first:
        await open_batch(first, firsts([source]))
        second = asyncio.create_task(opened(engine, firsts([source])))
        await asyncio.sleep(0.1)
        assert not second.done()
        named = {"source": source, "sequences": [2], "attempts": 0}
        await first.execute(HOLD, named)
    assert [row.sequence for row in (await second).held] == [2]


@pytest.mark.parametrize(
    ("asked", "reach", "found"),
    [
        ([1], 0, []),
        ([3], 0, [3]),
        ([1], 3, [2, 3]),
        ([2, 3], 2, [2, 3]),
        ([1, 90, 91], 3, [2, 3, 90]),
    ],
)
async def test_of_what_is_held_only_what_the_batch_may_need_is_read(
    engine: AsyncEngine, asked: list[int], reach: int, found: list[int]
) -> None:
    source, other = f"/a/{uuid4()}", f"/a/{uuid4()}"
    await hold(engine, source, [2, 3, 50, 90])
    await hold(engine, other, [1, 2])
    result = await opened(engine, [Place(source, number) for number in asked], reach=reach)
    assert [(row.source, row.sequence) for row in result.held] == [(source, one) for one in found]


async def test_what_was_tried_before_waits_for_its_own_time(engine: AsyncEngine) -> None:
    source = f"/a/{uuid4()}"
    await hold(engine, source, [1])
    await hold(engine, source, [2], attempts=1)
    assert [row.waiting for row in (await opened(engine, firsts([source]))).held] == [False, True]


async def test_a_demonstrations_clock_comes_along(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE kit.clock SET shift = interval '3 days'"))
    result = await opened(engine, firsts([f"/a/{uuid4()}"]))
    assert (result.clock - result.recorded_at).days == 3
