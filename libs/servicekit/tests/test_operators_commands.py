"""An operator finds, reads, replays and discards what waits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_contracts.errors import BadEvent
from civic_stack.postgres import Postgres
from example import notes
from example.notes import READER
from kit_house import example_process
from servicekit.messaging.reading import Delivery, Reader
from servicekit.operations import passing_over, waiting
from servicekit.operations.operator import NothingThere, Refused
from servicekit.process import Process
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection
from test_inbox import NOBODY, delivery, heard, rows, rows_changed


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


def source(note: UUID) -> str:
    return f"/civic/ideas/note/{note}"


async def test_a_poison_event_is_passed_over_and_its_subject_goes_on(process: Process) -> None:
    note = uuid4()
    inbox = process.subscriber.inbox
    await inbox.take([delivery(note, 1), delivery(note, 2, weight=666), delivery(note, 3)])
    await inbox.retry_due()
    async with process.engine.begin() as connection:
        found = await waiting.held(connection)
        assert [(row.source, row.sequence) for row in found] == [
            (source(note), 2),
            (source(note), 3),
        ]
        assert b'"weight":666' in await waiting.body(connection, source(note), 2)
        with pytest.raises(NothingThere):
            await passing_over.discard_held(connection, source(note), 3, "not its turn")
    async with process.engine.begin() as connection:
        await passing_over.discard_held(connection, source(note), 2, "the weight was wrong")
        await waiting.try_again(connection, source(note))
    await inbox.retry_due()
    assert await heard(process, note) == [1, 3]
    audit = "SELECT action, facts->>'reason' FROM kit.audit ORDER BY id"
    assert await rows(process, audit) == [
        ("inbox.discard", "the weight was wrong"),
        ("inbox.try-again", ""),
    ]


async def test_a_handler_that_was_mended_takes_what_was_poison(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = uuid4()
    inbox = process.subscriber.inbox
    await inbox.take([delivery(note, 1, weight=666), delivery(note, 2)])
    await inbox.retry_due()
    await rows_changed(process, "UPDATE kit.inbox_held SET reason = 'poison', attempts = 8")

    async def mended(uow: object, event: notes.NoteWritten, envelope: object) -> None:
        lighter = event.model_copy(update={"weight": 6})
        await notes.count_note(uow, lighter, envelope)

    monkeypatch.setitem(inbox.handlers.one_by_one, notes.NoteWritten, mended)
    async with process.engine.begin() as connection:
        assert await waiting.try_again(connection, source(note)) == 2
    await inbox.retry_due()
    assert await heard(process, note) == [1, 2]


async def test_a_message_that_was_misread_is_taken_up_by_a_mended_reader(process: Process) -> None:
    await process.subscriber.inbox.take([misread(uuid4())])
    async with process.engine.begin() as connection:
        (row,) = await waiting.buried(connection)
    with pytest.raises(BadEvent):
        async with process.engine.begin() as connection:
            await waiting.take_up_again(connection, row.id, READER.parse)
    assert len(await rows(process, "SELECT * FROM kit.dead_letters")) == 1
    async with process.engine.begin() as connection:
        await waiting.take_up_again(connection, row.id, mended)
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []
    assert await rows(process, "SELECT sequence FROM kit.inbox_held") == [(1,)]


def misread(note: UUID, origin: str = "ideas") -> Delivery:
    """The first event of a note in a form that no reader understands, until one is mended."""
    good = delivery(note, 1)
    body = good.body.replace(b'"weight":1', b'"weight":"1 stone"')
    return Delivery(body, good.routing_key, None, origin)


def mended(body: bytes) -> object:
    return READER.parse(body.replace(b'"1 stone"', b"1"))


async def test_what_was_misread_in_anothers_name_is_no_event_for_a_mended_reader_either(
    process: Process,
) -> None:
    await process.subscriber.inbox.take([misread(uuid4(), origin="budgets")])
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("invalid-payload",)]
    async with process.engine.begin() as connection:
        assert await waiting.take_all_up_again(connection, waiting.ALL, mended) == (0, 1)
    assert len(await rows(process, "SELECT * FROM kit.dead_letters")) == 1
    assert await rows(process, "SELECT * FROM kit.inbox_held") == []


@pytest.mark.parametrize("taken_by", ["applied", "held", "skipped"])
async def test_a_dead_message_whose_place_is_taken_stays_where_it_is(
    process: Process, taken_by: str
) -> None:
    note, inbox = uuid4(), process.subscriber.inbox
    await inbox.take([misread(note)])
    if taken_by == "skipped":
        async with process.engine.begin() as connection:
            await passing_over.skip(connection, source(note), 1, "a test of ours")
    else:
        await inbox.take([delivery(note, 1, weight=1 if taken_by == "applied" else 666)])
    async with process.engine.begin() as connection:
        assert await waiting.take_all_up_again(connection, waiting.ALL, mended) == (0, 1)
    assert len(await rows(process, "SELECT * FROM kit.dead_letters")) == 1


async def test_a_number_that_no_column_holds_is_left_among_the_dead(process: Process) -> None:
    body = delivery(uuid4(), 1).body.replace(b"0" * 18 + b"1", b"9" * 19)
    await process.subscriber.inbox.take([Delivery(body, "k", None, "ideas")])
    async with process.engine.begin() as connection:
        assert await waiting.take_all_up_again(connection, waiting.ALL, READER.parse) == (0, 1)


async def test_a_dead_message_that_was_applied_since_is_done_with(process: Process) -> None:
    note, inbox = uuid4(), process.subscriber.inbox
    await inbox.take([misread(note)])
    newer = replace(inbox, reader=Reader(mended))
    await newer.take([misread(note)])
    assert await heard(process, note) == [1]
    async with process.engine.begin() as connection:
        assert await waiting.take_all_up_again(connection, waiting.ALL, mended) == (1, 0)
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []
    assert await rows(process, "SELECT * FROM kit.inbox_held") == []


async def take_up(connection: AsyncConnection, _: UUID) -> None:
    (row,) = await waiting.buried(connection)
    await waiting.take_up_again(connection, row.id, mended)


async def skip_two(connection: AsyncConnection, note: UUID) -> None:
    await passing_over.skip(connection, source(note), 2, "a test of ours")


@pytest.mark.parametrize("command", [take_up, skip_two])
async def test_an_operator_waits_for_what_is_done_with_the_subject_at_this_moment(
    process: Process, command: Callable[[AsyncConnection, UUID], Awaitable[None]]
) -> None:
    """Else an event would stay held behind its cursor, where nobody can reach it any more."""
    note, inbox = uuid4(), process.subscriber.inbox
    await inbox.take([misread(note)])
    await rows_changed(process, f"INSERT INTO kit.inbox_cursors VALUES ('{source(note)}', 0)")
    before_commit = asyncio.Event()

    async def act() -> None:
        async with process.engine.begin() as connection:
            before_commit.set()
            await command(connection, note)

    async with process.engine.begin() as batch:
        await batch.execute(text("SELECT FROM kit.inbox_cursors FOR UPDATE"))
        acting = asyncio.create_task(act())
        await before_commit.wait()
        await asyncio.sleep(0.3)
        await batch.execute(text("UPDATE kit.inbox_cursors SET sequence = 1"))
        await batch.execute(
            text(
                "INSERT INTO kit.inbox_held (source, sequence, event_id, type, body, digest, "
                "reason) VALUES (:source, 2, gen_random_uuid(), 't', '', '', 'ahead')"
            ),
            {"source": source(note)},
        )
    with suppress(Refused, waiting.NotReplayable):
        await acting
    passed_over = "SELECT 1 FROM kit.inbox_held JOIN kit.inbox_cursors AS c USING (source)"
    assert await rows(process, f"{passed_over} WHERE inbox_held.sequence <= c.sequence") == []


async def test_discarding_many_gives_up_one_event_of_a_subject_and_not_what_is_behind_it(
    process: Process,
) -> None:
    note, inbox = uuid4(), process.subscriber.inbox
    await inbox.take([delivery(note, 1, weight=666), delivery(note, 2), delivery(note, 3)])
    notes_only = waiting.Which(type="civic.ideas.note")
    async with process.engine.begin() as connection:
        assert await passing_over.discard_all(connection, notes_only, "a test of ours") == 1
    await inbox.retry_due()
    assert await heard(process, note) == [2, 3]


async def discard_what_waits(connection: AsyncConnection) -> int:
    return await passing_over.discard_all(connection, waiting.ALL, "a test of ours")


async def try_what_waits_again(connection: AsyncConnection) -> int:
    return await waiting.try_all_again(connection, waiting.ALL)


@pytest.mark.parametrize("command", [discard_what_waits, try_what_waits_again])
async def test_many_take_no_more_statements_than_few(
    process: Process, command: Callable[[AsyncConnection], Awaitable[int]]
) -> None:
    """Their subjects are locked meanwhile, and the inbox waits."""
    statements: list[str] = []
    engine = process.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    taken = []
    for many in (2, 30):
        batch = [delivery(uuid4(), 1, weight=666) for _ in range(many)]
        await process.subscriber.inbox.take([*batch, *map(misread, [uuid4()] * 2)])
        statements.clear()
        async with process.engine.begin() as connection:
            assert await command(connection) >= many
        taken.append(len(statements))
        await rows_changed(process, "DELETE FROM kit.inbox_held")
    assert taken[0] == taken[1] <= 4


async def test_a_dead_message_is_discarded_with_a_reason(process: Process) -> None:
    await process.subscriber.inbox.take([Delivery(b"no event", "k", None, "ideas")])
    async with process.engine.begin() as connection:
        (row,) = await waiting.buried(connection)
        await passing_over.discard_buried(connection, row.id, "a test of ours")
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []
    with pytest.raises(NothingThere):
        async with process.engine.begin() as connection:
            await passing_over.discard_buried(connection, row.id, "again")


async def test_the_audit_log_cannot_be_rewritten(process: Process) -> None:
    async with process.engine.begin() as connection:
        insert = (
            "INSERT INTO kit.audit (roles, action, target, facts) VALUES ('{}', 'a', 'b', '{}')"
        )
        await connection.execute(text(insert))
    with pytest.raises(Exception, match="append-only"):
        async with process.engine.begin() as connection:
            await connection.execute(text("DELETE FROM kit.audit"))
