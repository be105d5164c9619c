"""From a committed command to its effect in another service, through a real broker."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest_asyncio
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from example.notes import WriteNote, write_note
from kit_house import RESIDENT, example_process
from servicekit.process import Process
from servicekit.unit_of_work import Cause
from sqlalchemy import text

BACKGROUND = ("relay", "replays", "subscriber", "retry-held", "gaps", "watch-broker")


@asynccontextmanager
async def running(*processes: Process) -> AsyncIterator[None]:
    tasks = []
    for process in processes:
        for name, work in process.tasks().items():
            if name in BACKGROUND:
                tasks.append(asyncio.create_task(work))
            else:
                work.close()
    try:
        yield
        assert [task for task in tasks if task.done()] == []
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest_asyncio.fixture
async def pair(postgres: Postgres, broker: SharedBroker) -> AsyncIterator[tuple[Process, Process]]:
    """A process that writes notes and one that hears of them."""
    vhost = await broker.virtual_host()
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas") as writing,
        example_process(postgres, vhost.url("reporting"), "reporting", gap_seconds=0.3) as hearing,
    ):
        yield writing, hearing


async def write(process: Process, note: UUID | None = None) -> UUID:
    async with process.work.begin(RESIDENT, Cause.new()) as uow:
        return (await write_note(uow, WriteNote(words="Sing", note_id=note))).note_id


async def heard(process: Process) -> list[tuple[UUID, int]]:
    async with process.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT note_id, sequence FROM heard ORDER BY position")
        )
        return [(row.note_id, row.sequence) for row in found]


async def wait_for(process: Process, count: int, seconds: float = 20) -> list[tuple[UUID, int]]:
    until = time.monotonic() + seconds
    while len(found := await heard(process)) < count and time.monotonic() < until:
        await asyncio.sleep(0.05)
    return found


async def outbox(process: Process, statement: str) -> list[tuple]:
    async with process.engine.begin() as connection:
        result = await connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


async def test_every_committed_event_has_its_effect_once(pair: tuple[Process, Process]) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        notes = [await write(writing) for _ in range(20)]
        await asyncio.gather(*(write(writing, note) for note in notes for _ in range(4)))
        found = await wait_for(hearing, 100)
        assert sorted(found) == sorted((note, number) for note in notes for number in range(1, 6))
        unpublished = "SELECT count(*) FROM kit.outbox WHERE published_at IS NULL"
        await asyncio.sleep(0.3)
        assert await outbox(writing, unpublished) == [(0,)]


async def test_what_was_written_while_nobody_listened_arrives_later(
    pair: tuple[Process, Process],
) -> None:
    writing, hearing = pair
    async with running(writing):
        note = await write(writing)
        await asyncio.sleep(1)
    await write(writing, note)
    async with running(writing, hearing):
        assert await wait_for(hearing, 2) == [(note, 1), (note, 2)]


async def test_publishing_again_what_was_confirmed_has_no_second_effect(
    pair: tuple[Process, Process],
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        note = await write(writing)
        await wait_for(hearing, 1)
        await outbox(writing, "UPDATE kit.outbox SET published_at = NULL")
        await write(writing, note)
        assert await wait_for(hearing, 2) == [(note, 1), (note, 2)]
        await asyncio.sleep(0.5)
        assert await heard(hearing) == [(note, 1), (note, 2)]


async def test_a_lost_event_is_noticed_asked_for_and_told_again(
    pair: tuple[Process, Process],
) -> None:
    writing, hearing = pair
    note = await write(writing)
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    await write(writing, note)
    async with running(writing, hearing):
        assert await wait_for(hearing, 2) == [(note, 1), (note, 2)]


async def test_a_second_relay_stands_by_and_takes_over(
    pair: tuple[Process, Process], postgres: Postgres
) -> None:
    writing, hearing = pair
    standby = Process(writing.service, writing.settings)
    try:
        async with running(hearing):
            async with running(writing), running(standby):
                await write(writing)
                await wait_for(hearing, 1)
            async with running(standby):
                await write(writing)
                assert len(await wait_for(hearing, 2)) == 2
    finally:
        await standby.identity.aclose()
        await standby.engine.dispose()


async def test_a_forged_sender_is_refused_by_the_broker_and_a_canary_comes_back(
    pair: tuple[Process, Process],
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        until = time.monotonic() + 20
        both = (writing, hearing)
        while not all(one.watch.health().healthy for one in both) and time.monotonic() < until:
            await asyncio.sleep(0.1)
        assert writing.watch.health().healthy
        assert hearing.watch.health().consuming
        writing.relay.user = "budgets"
        await write(writing, uuid4())
        await asyncio.sleep(1.5)
        assert await heard(hearing) == []
