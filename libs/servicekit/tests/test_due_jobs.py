"""Due jobs: each attempt is counted first, and what cannot be done waits for a person."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import RESIDENT, example_process
from servicekit import database
from servicekit.messaging import jobs as due
from servicekit.messaging.jobs import Jobs
from servicekit.process import Process
from servicekit.unit_of_work import Cause, UnitOfWork
from sqlalchemy import text
from test_inbox import NOBODY, rows, rows_changed

STATE = "SELECT attempts, unanswered, poison, done_at IS NOT NULL FROM kit.jobs"
AT_ONCE = "UPDATE kit.jobs SET not_before = NULL"


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        async with found.work.begin(RESIDENT, Cause.new()) as uow:
            due_at = uow.now - timedelta(minutes=1)
            await uow.schedule("sing", due_at=due_at, payload={"song": 1}, key="first")
        yield found


def jobs(process: Process, work: Any) -> Jobs:
    return Jobs(process.work, {"sing": work})


async def test_a_job_runs_once_however_many_ask(process: Process) -> None:
    sung = []

    async def sing(_: UnitOfWork, payload: dict[str, Any]) -> None:
        await asyncio.sleep(0.05)
        sung.append(payload)

    await asyncio.gather(*(jobs(process, sing).run_next() for _ in range(8)))
    assert sung == [{"song": 1}]
    assert await rows(process, STATE) == [(1, 0, False, True)]


async def test_a_job_that_ends_its_process_is_counted_and_put_aside(process: Process) -> None:
    """A kill leaves no time to note anything: what counts is what was committed before."""

    async def killed(_: UnitOfWork, __: dict[str, Any]) -> None:
        raise asyncio.CancelledError

    for attempt in range(1, due.UNANSWERED_AFTER + 1):
        with pytest.raises(asyncio.CancelledError):
            await jobs(process, killed).run_next()
        assert await rows(process, STATE) == [(attempt, attempt, False, False)]
        await rows_changed(process, AT_ONCE)
    assert await jobs(process, killed).run_next()
    assert await rows(process, STATE) == [(6, 0, True, False)]
    assert await rows(process, "SELECT detail FROM kit.jobs") == [("NoAnswer: 5",)]
    await rows_changed(process, AT_ONCE)
    assert not await jobs(process, killed).run_next()


async def test_a_job_that_fails_is_tried_less_and_less_often_and_then_waits_for_a_person(
    process: Process,
) -> None:
    async def fails(_: UnitOfWork, __: dict[str, Any]) -> None:
        raise ValueError("no such song")

    assert await jobs(process, fails).run_next()
    assert not await jobs(process, fails).run_next()
    await rows_changed(process, f"UPDATE kit.jobs SET attempts = {due.POISON_AFTER - 1}")
    await rows_changed(process, AT_ONCE)
    assert await jobs(process, fails).run_next()
    assert await rows(process, STATE) == [(due.POISON_AFTER, 0, True, False)]


async def test_a_job_whose_work_is_refused_at_commit_has_failed_and_ends_no_process(
    process: Process,
) -> None:
    await rows_changed(process, "CREATE TABLE songs (number int UNIQUE DEFERRABLE)")
    await rows_changed(process, "INSERT INTO songs VALUES (1)")

    async def writes(uow: UnitOfWork, _: dict[str, Any]) -> None:
        await uow.connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        await uow.connection.execute(text("INSERT INTO songs VALUES (1)"))

    assert await jobs(process, writes).run_next()
    assert await rows(process, STATE) == [(1, 0, False, False)]
    assert await rows(process, "SELECT detail LIKE '%unique%' FROM kit.jobs") == [(True,)]


async def test_a_lock_held_by_others_makes_no_job_poison(process: Process) -> None:
    async def writes(uow: UnitOfWork, _: dict[str, Any]) -> None:
        await uow.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        await uow.connection.execute(text("DELETE FROM notes"))

    async with process.engine.begin() as operator:
        await operator.execute(text("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE"))
        for _ in range(due.POISON_AFTER + 1):
            assert await jobs(process, writes).run_next()
            await rows_changed(process, AT_ONCE)
    assert await rows(process, STATE) == [(6, 0, False, False)]
    assert await jobs(process, writes).run_next()
    assert await rows(process, STATE) == [(7, 0, False, True)]


async def test_jobs_that_wait_for_locks_keep_no_other_from_its_turn(process: Process) -> None:
    """Together they wait for longer than the pause of each, so that one of them is always due."""
    sung = asyncio.Event()
    async with process.work.begin(RESIDENT, Cause.new()) as uow:
        due_at = uow.now - timedelta(minutes=2)
        for number in range(3):
            await uow.schedule("write", due_at=due_at, payload={}, key=f"earlier-{number}")

    async def writes(uow: UnitOfWork, _: dict[str, Any]) -> None:
        await uow.connection.execute(text("SET LOCAL lock_timeout = '400ms'"))
        await uow.connection.execute(text("DELETE FROM notes"))

    async def sing(_: UnitOfWork, __: dict[str, Any]) -> None:
        sung.set()

    async with process.engine.begin() as operator:
        await operator.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        await operator.execute(text("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE"))
        running = asyncio.create_task(Jobs(process.work, {"write": writes, "sing": sing}).run())
        try:
            async with asyncio.timeout(15):
                await sung.wait()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_a_job_that_lets_the_server_wait_too_long_is_put_aside_at_last(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends its transaction, which looks like a database that has gone away."""
    monkeypatch.setitem(database.SERVER_SETTINGS, "idle_in_transaction_session_timeout", "1000")

    async def dawdles(uow: UnitOfWork, _: dict[str, Any]) -> None:
        await asyncio.sleep(1.5)
        await uow.connection.execute(text("SELECT 1"))

    async with example_process(postgres, NOBODY, "reporting") as process:
        async with process.work.begin(RESIDENT, Cause.new()) as uow:
            await uow.schedule("sing", due_at=uow.now, payload={}, key="slow")
        assert await jobs(process, dawdles).run_next()
        assert await rows(process, STATE) == [(1, 0, False, False)]
        await rows_changed(process, f"UPDATE kit.jobs SET attempts = {due.POISON_AFTER - 1}")
        await rows_changed(process, AT_ONCE)
        assert await jobs(process, dawdles).run_next()
        assert await rows(process, STATE) == [(due.POISON_AFTER, 0, True, False)]
