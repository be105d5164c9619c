"""Comparing heads with cursors on a real database, without a broker."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from civic_stack.postgres import Postgres
from kit_house import example_process
from servicekit.messaging import differences, heads
from servicekit.messaging.comparing import Head, HeadsTold, compare
from servicekit.process import Process
from test_flow import write
from test_inbox import NOBODY, delivery, rows_changed


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


def source(note: object) -> str:
    return f"/civic/ideas/note/{note}"


REQUEST = UUID(int=7)


async def asked(process: Process) -> None:
    """Has the service ask: what it applies from now on may be newer than the answer."""
    await rows_changed(process, "DELETE FROM kit.comparisons")
    ask = f"INSERT INTO kit.comparisons (request_id, producer) VALUES ('{REQUEST}', 'ideas')"
    await rows_changed(process, ask)


def told(*found: tuple[str, int], after: str = "", complete: bool = True) -> HeadsTold:
    return HeadsTold(
        producer="ideas",
        request_id=REQUEST,
        whole=True,
        until=datetime(2010, 3, 21, tzinfo=UTC),
        position=10,
        after=after,
        heads={name: Head(number, number) for name, number in found},
        complete=complete,
    )


async def states(process: Process, heads_told: HeadsTold) -> dict[str, str]:
    await asked(process)
    return await states_after(process, heads_told)


async def states_after(process: Process, heads_told: HeadsTold) -> dict[str, str]:
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
    digest = delivery(note, 1).digest
    same.heads[source(note)] = Head(1, 1, digest)
    assert await states(process, same) == {}
    same.heads[source(note)] = Head(1, 1, bytes(32))
    assert await states(process, same) == {source(note): "another-body"}


async def test_what_was_applied_since_the_question_is_not_ahead(process: Process) -> None:
    """An event may overtake the answer that was read before it was written."""
    busy, new, set_back = (uuid4() for _ in range(3))
    inbox = process.subscriber.inbox
    await inbox.take([delivery(busy, 1), delivery(set_back, 1), delivery(set_back, 2)])
    await asked(process)
    await inbox.take([delivery(busy, 2), delivery(new, 1), delivery(set_back, 3)])
    answer = told((source(busy), 1), (source(set_back), 1))
    assert await states_after(process, answer) == {source(set_back): "ahead"}
    # Nobody spoke since: what still is beyond the answer now was lost by the producer.
    assert await states(process, answer) == {
        source(busy): "ahead",
        source(new): "ahead",
        source(set_back): "ahead",
    }
    both_agree = told((source(busy), 2), (source(new), 1), (source(set_back), 3))
    assert await states(process, both_agree) == {}


async def test_what_was_sent_and_not_confirmed_may_be_heard_or_not(process: Process) -> None:
    note = uuid4()
    answer = told((source(note), 3))
    answer.heads[source(note)] = Head(3, 1)
    assert await states(process, answer) == {source(note): "missing"}
    for number in (1, 2, 3):
        await process.subscriber.inbox.take([delivery(note, number)])
        assert await states(process, answer) == {}
    await process.subscriber.inbox.take([delivery(note, 4)])
    assert await states(process, answer) == {source(note): "ahead"}


async def test_an_answer_that_this_database_did_not_ask_for_says_nothing(process: Process) -> None:
    note = uuid4()
    await process.subscriber.inbox.take([delivery(note, 1)])
    assert await states_after(process, told()) == {}
    assert await states(process, told()) == {source(note): "ahead"}
    await rows_changed(process, "DELETE FROM kit.comparisons")
    assert await states_after(process, told((source(note), 1))) == {source(note): "ahead"}


async def test_a_head_is_the_last_number_given_out_and_says_what_was_not_sent(
    process: Process,
) -> None:
    process.work = type(process.work)("ideas", process.engine, None)
    note, unsent = await write(process), await write(process)
    for _ in range(3):
        await write(process, note)
    sent = f"sequence <> 3 AND source <> '{source(unsent)}'"
    await rows_changed(process, f"UPDATE kit.outbox SET published_at = now() WHERE {sent}")
    expected = sorted([(str(note), 4, 3), (str(unsent), 1, 1)])
    wanted = heads.HeadsWanted(uuid4(), "reporting", None)
    (part,) = [part async for part in heads.parts(process.engine, "ideas", wanted)]
    assert [heads_of(head) for head in part["heads"]] == expected
    recent = heads.HeadsWanted(uuid4(), "reporting", datetime(2010, 1, 1, tzinfo=UTC))
    (part,) = [part async for part in heads.parts(process.engine, "ideas", recent)]
    assert [heads_of(head) for head in part["heads"]] == expected
    later = heads.HeadsWanted(uuid4(), "reporting", datetime(2999, 1, 1, tzinfo=UTC))
    (part,) = [part async for part in heads.parts(process.engine, "ideas", later)]
    assert part["heads"] == []
    assert part["complete"] is True


def heads_of(head: dict[str, Any]) -> tuple[str, int, int | None]:
    return head["subject"], head["sequence"], head["unsent_from"]


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


async def test_how_long_a_producer_has_been_asked_in_vain_is_counted_from_the_first_time(
    process: Process,
) -> None:
    assert await differences.silent_for(process.engine) == 0
    for producer, minutes, answered in [
        ("ideas", 30, False),  # one that was answered later is not missed
        ("ideas", 20, True),
        ("ideas", 10, False),
        ("budgets", 5, False),
        ("budgets", 1, True),
        ("ideas", 1, False),
    ]:
        await rows_changed(
            process,
            "INSERT INTO kit.comparisons (request_id, producer, asked_at, answered_at) "
            f"SELECT gen_random_uuid(), '{producer}', now() - interval '{minutes} min', "
            + ("now()" if answered else "NULL"),
        )
    assert 600 <= await differences.silent_for(process.engine) < 660
