"""Comparing heads with cursors on a real database, without a broker."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import example_process
from servicekit.messaging import differences, heads
from servicekit.messaging.comparing import HeadsTold, compare
from servicekit.process import Process
from test_flow import write
from test_inbox import NOBODY, delivery, rows_changed


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


def source(note: object) -> str:
    return f"/civic/ideas/note/{note}"


def told(*found: tuple[str, int], after: str = "", complete: bool = True) -> HeadsTold:
    return HeadsTold(
        producer="ideas",
        request_id=uuid4(),
        whole=True,
        until=datetime(2010, 3, 21, tzinfo=UTC),
        position=10,
        after=after,
        heads={name: (number, None) for name, number in found},
        complete=complete,
    )


async def states(process: Process, heads_told: HeadsTold) -> dict[str, str]:
    async with process.engine.begin() as connection:
        await compare(connection, "reporting", heads_told)
        return {row.source: row.state for row in await differences.listed(connection)}


async def test_each_difference_has_its_name_and_goes_when_both_agree(process: Process) -> None:
    a, b, c, d = sorted((uuid4() for _ in range(4)), key=str)
    inbox = process.subscriber.inbox
    await inbox.take([delivery(a, 1), delivery(b, 1), delivery(b, 2), delivery(c, 1)])
    found = await states(process, told((source(a), 3), (source(b), 1), (source(d), 1)))
    assert found == {
        source(a): "missing",
        source(b): "ahead",
        source(c): "ahead",
        source(d): "missing",
    }
    agreed = told((source(a), 1), (source(b), 2), (source(c), 1))
    assert await states(process, agreed) == {source(d): "missing"}


async def test_what_is_held_is_not_missing(process: Process) -> None:
    note = uuid4()
    await process.subscriber.inbox.take([delivery(note, 1, weight=666), delivery(note, 2)])
    assert await states(process, told((source(note), 2))) == {}
    assert await states(process, told((source(note), 3))) == {source(note): "missing"}


async def test_a_part_says_nothing_of_what_lies_outside_it(process: Process) -> None:
    a, b, c = sorted((uuid4() for _ in range(3)), key=str)
    await process.subscriber.inbox.take([delivery(note, 1) for note in (a, b, c)])
    part = told((source(b), 1), after=source(a), complete=False)
    assert await states(process, part) == {}
    assert await states(process, told((source(b), 1), after=source(a))) == {source(c): "ahead"}


async def test_another_body_at_the_head_is_found(process: Process) -> None:
    note = uuid4()
    await process.subscriber.inbox.take([delivery(note, 1)])
    same = told((source(note), 1))
    digest = delivery(note, 1).digest.hex()
    same.heads[source(note)] = (1, digest)
    assert await states(process, same) == {}
    same.heads[source(note)] = (1, "0" * 64)
    assert await states(process, same) == {source(note): "another-body"}


async def test_a_head_is_the_last_event_before_the_first_that_was_not_sent(
    process: Process,
) -> None:
    process.work = type(process.work)("ideas", process.engine, None)
    note = await write(process)
    for _ in range(3):
        await write(process, note)
    await rows_changed(process, "UPDATE kit.outbox SET published_at = now() WHERE sequence <> 3")
    wanted = heads.HeadsWanted(uuid4(), "reporting", None)
    (part,) = [part async for part in heads.parts(process.engine, "ideas", wanted)]
    assert [(head["subject"], head["sequence"]) for head in part["heads"]] == [(str(note), 2)]
    recent = heads.HeadsWanted(uuid4(), "reporting", datetime(2010, 1, 1, tzinfo=UTC))
    (part,) = [part async for part in heads.parts(process.engine, "ideas", recent)]
    assert [head["sequence"] for head in part["heads"]] == [2]
    later = heads.HeadsWanted(uuid4(), "reporting", datetime(2999, 1, 1, tzinfo=UTC))
    (part,) = [part async for part in heads.parts(process.engine, "ideas", later)]
    assert part["heads"] == []
    assert part["complete"] is True


async def test_what_is_asked_for_in_vain_is_asked_for_less_and_less_often(
    process: Process,
) -> None:
    note = uuid4()
    await states(process, told((source(note), 1)))
    asked = "UPDATE kit.differences SET asked = asked + 1, asked_at = now()"
    due = []
    for pause in ("0 s", "301 s", "301 s", "601 s"):
        await rows_changed(
            process, f"UPDATE kit.differences SET asked_at = asked_at - interval '{pause}'"
        )
        async with process.engine.connect() as connection:
            due.append(len((await connection.execute(differences.TO_ASK_FOR)).all()))
        if due[-1]:
            await rows_changed(process, asked)
    assert due == [1, 1, 0, 1]
