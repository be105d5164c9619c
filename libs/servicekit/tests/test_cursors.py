"""Cursors are locked, whoever else adds the same subjects at the same moment."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import example_process
from servicekit.messaging.cursors import lock
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

NOBODY = "amqp://reporting:x@127.0.0.1:1/civic"
MOVE = text("UPDATE kit.inbox_cursors SET sequence = sequence + 1 WHERE source = ANY(:sources)")


@pytest_asyncio.fixture
async def engine(postgres: Postgres) -> AsyncIterator[AsyncEngine]:
    async with example_process(postgres, NOBODY, "reporting") as process:
        yield process.engine


async def test_new_subjects_begin_at_nought_and_known_ones_where_they_are(
    engine: AsyncEngine,
) -> None:
    known, new = f"/a/{uuid4()}", f"/b/{uuid4()}"
    async with engine.begin() as connection:
        assert await lock(connection, [known]) == {known: 0}
        await connection.execute(MOVE, {"sources": [known]})
    async with engine.begin() as connection:
        assert await lock(connection, [known, new]) == {known: 1, new: 0}


async def test_everybody_waits_for_who_came_first_and_sees_what_they_did(
    engine: AsyncEngine,
) -> None:
    """As a standby does that takes over while the last batch is still being committed."""
    sources = sorted(f"/a/{uuid4()}" for _ in range(50))

    async def take_part() -> None:
        async with engine.begin() as connection:
            cursors = await lock(connection, sources)
            await asyncio.sleep(0.01)
            assert len(set(cursors.values())) == 1
            await connection.execute(MOVE, {"sources": sources})

    await asyncio.gather(*(take_part() for _ in range(6)))
    async with engine.begin() as connection:
        assert await lock(connection, sources) == dict.fromkeys(sources, 6)
