"""What passes by itself, such as a lock held for long, ends no task; nothing waits in a circle."""

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from uuid import uuid4

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from example.notes import WriteNote, write_note
from fastapi.responses import Response
from kit_house import RESIDENT, Example, example_process
from servicekit import database, housekeeping, signed_in
from servicekit.process import Process
from servicekit.unit_of_work import Cause
from servicekit.web import Api, Execute, Reading
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

LONGER_THAN_A_LOCK_IS_WAITED_FOR = 3.0


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as found:
        yield found


def endless(process: Process, name: str) -> Coroutine[object, object, None]:
    """One of the process's tasks that run for ever."""
    wanted: Coroutine[object, object, None] | None = None
    for each, work in process.tasks().items():
        if each == name:
            wanted = work
        else:
            work.close()
    assert wanted is not None
    return wanted


@pytest.mark.parametrize(
    ("task", "table"),
    [
        ("watch-database", "kit.outbox"),
        ("housekeeping", "kit.inbox_digests"),
        ("jobs", "kit.jobs"),
        ("retry-held", "kit.inbox_held"),
    ],
)
async def test_a_table_locked_by_an_operator_ends_no_task(
    process: Process, task: str, table: str
) -> None:
    async with process.engine.begin() as operator:
        await operator.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        running = asyncio.create_task(endless(process, task))
        await asyncio.sleep(LONGER_THAN_A_LOCK_IS_WAITED_FOR)
        ended = running.done()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert not ended


async def test_housekeeping_that_takes_long_holds_up_no_command(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_month = "SELECT kit.prepare_outbox_month((now() + interval '7 months')::date)"
    monkeypatch.setattr(housekeeping, "MAKE_MONTHS", next_month)
    a_long_delete = {"kit.clock": "pg_sleep(4) IS NULL"}
    monkeypatch.setattr(housekeeping, "FORGOTTEN", a_long_delete)
    keeping = asyncio.create_task(endless(process, "housekeeping"))
    await asyncio.sleep(0.7)
    try:
        async with asyncio.timeout(1.5):
            async with process.work.begin(RESIDENT, Cause.new()) as uow:
                await write_note(uow, WriteNote(words="Sing"))
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@pytest.mark.parametrize("chore", ["make", "drop"])
async def test_processes_that_keep_house_at_once_end_none_of_them(
    process: Process, monkeypatch: pytest.MonkeyPatch, chore: str
) -> None:
    """All have looked what months there are before the first of them can make or drop one."""
    a_month = "SELECT kit.prepare_outbox_month('2010-03-01')"
    monkeypatch.setattr(housekeeping, "MAKE_MONTHS", a_month)
    if chore == "drop":
        await housekeeping._make_months(process.engine)
    async with process.engine.begin() as reader:
        await reader.execute(text("SELECT count(*) FROM kit.outbox"))
        chores = [
            asyncio.create_task(
                housekeeping._make_months(process.engine)
                if chore == "make"
                else housekeeping._drop_months(process.engine, 12)
            )
            for _ in range(4)
        ]
        await asyncio.sleep(0.5)
    await asyncio.gather(*chores)
    async with process.engine.connect() as connection:
        found = await connection.execute(text("SELECT to_regclass('kit.outbox_2010_03')"))
        assert (found.scalar_one() is None) is (chore == "drop")


async def test_what_has_come_of_age_at_once_is_forgotten_a_part_at_a_time(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it in one statement would be ended by the server, every hour again."""
    monkeypatch.setitem(database.SERVER_SETTINGS, "statement_timeout", "500")
    monkeypatch.setattr(housekeeping, "AT_ONCE", 5)
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as process:
        async with process.engine.begin() as connection:
            for statement in (
                "INSERT INTO kit.inbox_digests SELECT 's', n, '', now() - interval '61 days' "
                "FROM generate_series(1, 30) AS n",
                "INSERT INTO kit.inbox_digests SELECT 's', 31, '', now() - interval '59 days'",
                "CREATE FUNCTION takes_long() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN PERFORM pg_sleep(0.03); RETURN OLD; END'",
                "CREATE TRIGGER takes_long BEFORE DELETE ON kit.inbox_digests "
                "FOR EACH ROW EXECUTE FUNCTION takes_long()",
            ):
                await connection.execute(text(statement))
        keeping = asyncio.create_task(endless(process, "housekeeping"))
        await asyncio.sleep(3)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        async with process.engine.connect() as connection:
            left = await connection.execute(text("SELECT sequence FROM kit.inbox_digests"))
            assert left.scalars().all() == [31]


async def test_what_was_sent_to_the_database_is_in_no_error(process: Process) -> None:
    secret = "07700 900123"
    async with process.engine.connect() as connection:
        await connection.execute(text("CREATE TEMP TABLE people (phone text UNIQUE)"))
        insert = text("INSERT INTO people VALUES (:phone)")
        await connection.execute(insert, {"phone": secret})
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(insert, {"phone": secret})
    record = logging.LogRecord("x", 40, "x", 1, "x", None, None)
    record.exc_info = (type(caught.value), caught.value, caught.tb)
    assert "unique constraint" in str(caught.value)
    assert secret not in logging.Formatter().format(record)


async def test_pages_that_read_and_write_do_not_wait_for_each_other(example: Example) -> None:
    api = Api()

    @api.post("/read-and-write", permit=signed_in)
    async def read_and_write(command: WriteNote, execute: Execute, reading: Reading) -> Response:
        await reading.connection.execute(text("SELECT pg_sleep(0.1)"))
        return await execute(lambda uow: write_note(uow, command))

    example.app.include_router(api, prefix="/ideas/api")
    answers = await asyncio.gather(
        *(
            example.client.post(
                "/ideas/api/read-and-write",
                json={"words": "Sing"},
                headers={"Idempotency-Key": str(uuid4())},
            )
            for _ in range(30)
        )
    )
    assert {answer.status_code for answer in answers} == {201}


async def test_a_silent_network_is_noticed(process: Process) -> None:
    """The kernel gives up on a peer that answers nothing, instead of after a quarter of an hour."""
    async with process.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        found = driver._transport.get_extra_info("socket")  # no public way leads to it
        assert found.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert found.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 10
        assert 0 < found.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 20_000
        row = await connection.execute(
            text(
                "SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_user_timeout')"
            )
        )
        idle, unanswered = row.one()
        assert int(idle) <= 10
        assert unanswered != "0"


async def test_a_frozen_server_is_given_up_and_another_connection_taken(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server process that is stopped goes on acknowledging through its kernel, for ever."""
    monkeypatch.setattr(database, "ANSWER_SECONDS", 1)
    engine = database.create_engine(str(await postgres.database()), connections=4, service="ideas")
    who = text("SELECT pg_backend_pid()")
    began = time.monotonic()
    async with engine.connect() as connection:
        frozen = (await connection.execute(who)).scalar_one()
        os.kill(frozen, signal.SIGSTOP)
        try:
            with pytest.raises(TimeoutError):
                await connection.execute(text("SELECT 1"))
        finally:
            os.kill(frozen, signal.SIGCONT)
    async with engine.connect() as connection:
        assert (await connection.execute(who)).scalar_one() != frozen
    assert time.monotonic() - began < 5
    await engine.dispose()
