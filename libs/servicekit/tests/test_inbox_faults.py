"""What must not end a process or stop a queue: whatever a body, a handler or an upgrade may do."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_contracts.envelope import Envelope, Event
from civic_contracts.errors import InvalidPayload
from civic_stack.postgres import Postgres
from example.notes import NoteWritten
from kit_house import example_process
from servicekit import Handlers, UnitOfWork
from servicekit.messaging.handlers import Received
from servicekit.messaging.inbox import SUSPECT_AFTER, UNANSWERED_AFTER, Inbox
from servicekit.messaging.reading import Delivery, Reader
from servicekit.operations.waiting import NotReplayable, take_up_again
from servicekit.process import Process
from sqlalchemy import text
from test_inbox import NOBODY, delivery, heard, rows, rows_changed

DUE_NOW = "UPDATE kit.inbox_held SET not_before = now() - interval '1 s' WHERE reason <> 'poison'"


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


@pytest.fixture
def inbox(process: Process) -> Inbox:
    return process.subscriber.inbox


class PowerCut(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def hearing(inbox: Inbox, error: BaseException | str) -> Inbox:
    """The inbox with a handler that stumbles over the weight 13: an error, or SQL to run."""
    handlers = Handlers()

    @handlers.on(NoteWritten)
    async def stumble(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
        if event.weight != 13:
            await inbox.handlers.one_by_one[NoteWritten](uow, event, envelope)
        elif isinstance(error, str):
            await uow.connection.execute(text("SET LOCAL statement_timeout = 50"))
            await uow.connection.execute(text(error))
        else:
            raise error

    return replace(inbox, handlers=handlers)


async def test_an_event_that_ends_the_process_each_time_becomes_poison(
    process: Process, inbox: Inbox
) -> None:
    deadly = hearing(inbox, PowerCut())
    killer, good = uuid4(), uuid4()
    deaths = 0
    for times_before in range(SUSPECT_AFTER + 1):
        try:
            await deadly.take([delivery(killer, 1, weight=13, times_before=times_before)])
        except PowerCut:
            deaths += 1
    for _ in range(UNANSWERED_AFTER + 3):
        await rows_changed(process, DUE_NOW)
        try:
            await deadly.retry_due()
        except PowerCut:
            deaths += 1
    assert deaths == SUSPECT_AFTER + UNANSWERED_AFTER == 5
    assert await rows(process, "SELECT reason FROM kit.inbox_held") == [("poison",)]
    await deadly.take([delivery(good, 1)])
    assert await heard(process, good) == [1]


async def test_an_answer_in_between_takes_an_event_off_suspicion(
    process: Process, inbox: Inbox
) -> None:
    """A process may end at any moment: only an event that never has an answer is to blame."""
    note = uuid4()
    await inbox.take([delivery(note, 1, weight=13, times_before=SUSPECT_AFTER)])
    for error in (PowerCut(), PowerCut(), ValueError("an answer"), PowerCut(), PowerCut()):
        await rows_changed(process, DUE_NOW)
        with suppress(PowerCut):
            await hearing(inbox, error).retry_due()
    await rows_changed(process, DUE_NOW)
    await inbox.retry_due()
    assert await heard(process, note) == [1]


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError("a file of the handler's own"), TimeoutError(), "SELECT pg_sleep(5)"],
    ids=["file", "timeout", "statement-timeout"],
)
async def test_a_handlers_own_fault_is_not_taken_for_an_absent_database(
    process: Process, inbox: Inbox, error: BaseException | str
) -> None:
    stumbling = hearing(inbox, error)
    bad, good = uuid4(), uuid4()
    await stumbling.take([delivery(bad, 1, weight=13), delivery(good, 1)])
    assert await heard(process, good) == [1]
    held = await rows(process, "SELECT reason, attempts FROM kit.inbox_held")
    assert held == [("failed", 1)]


async def test_a_batch_is_applied_around_its_bad_events_at_once(
    process: Process, inbox: Inbox
) -> None:
    stumbling = hearing(inbox, ValueError("thirteen"))
    bad, good = [uuid4() for _ in range(3)], [uuid4() for _ in range(200)]
    batch = [delivery(note, 1) for note in [*good[:100], *bad, *good[100:]]]
    batch += [delivery(note, 2, weight=13) for note in bad]
    batch += [delivery(note, 2) for note in good]
    batch += [delivery(note, 3) for note in [*bad, *good]]
    await stumbling.take(batch)
    for note in good:
        assert await heard(process, note) == [1, 2, 3]
    for note in bad:
        assert await heard(process, note) == [1]
    held = "SELECT sequence, reason, attempts, detail FROM kit.inbox_held ORDER BY 1, 2"
    assert await rows(process, held) == [
        *[(2, "failed", 1, "ValueError: thirteen")] * 3,
        *[(3, "ahead", 0, "")] * 3,
    ]
    await rows_changed(process, DUE_NOW)
    assert await inbox.retry_due() == 6
    assert await rows(process, held) == []


async def test_a_handler_of_many_events_that_stumbles_over_one_applies_the_others(
    process: Process, inbox: Inbox
) -> None:
    handlers = Handlers()

    @handlers.on_batch(NoteWritten)
    async def counts(uow: UnitOfWork, batch: Sequence[Received[NoteWritten]]) -> None:
        if any(one.event.weight == 13 for one in batch):
            raise ValueError("thirteen is among them")
        for one in batch:
            await inbox.handlers.one_by_one[NoteWritten](uow, one.event, one.envelope)

    by_set = replace(inbox, handlers=handlers)
    bad, good = uuid4(), [uuid4() for _ in range(20)]
    await by_set.take([delivery(good[0], 1), delivery(bad, 1, weight=13), delivery(bad, 2)])
    await by_set.take([delivery(note, number) for note in good for number in (1, 2)])
    for note in good:
        assert await heard(process, note) == [1, 2]
    assert await heard(process, bad) == []


async def test_a_held_event_that_a_newer_reader_finds_bad_ends_no_process(
    process: Process, inbox: Inbox
) -> None:
    def refuses_thirteen(body: bytes) -> tuple[Envelope, Event]:
        envelope, event = inbox.reader.parse(body)
        if isinstance(event, NoteWritten) and event.weight == 13:
            raise InvalidPayload("thirteen is no weight any more")
        return envelope, event

    note, good = uuid4(), uuid4()
    await inbox.take([delivery(note, 2, weight=13), delivery(note, 3)])
    newer = replace(inbox, reader=Reader(refuses_thirteen))
    await newer.take([delivery(note, 1), delivery(good, 1)])
    assert await heard(process, note) == [1]
    assert await heard(process, good) == [1]
    await newer.retry_due()
    found = await rows(process, "SELECT sequence, reason FROM kit.inbox_held ORDER BY sequence")
    assert found == [(2, "failed"), (3, "ahead")]
    await rows_changed(process, "UPDATE kit.inbox_held SET attempts = 0, not_before = now()")
    await inbox.retry_due()
    assert await heard(process, note) == [1, 2, 3]


async def test_a_message_whose_properties_no_column_can_hold_is_buried(
    process: Process, inbox: Inbox
) -> None:
    odd = Delivery(b"{", "key\x00", "id\x00\udcff", "ideas\x00")
    good = uuid4()
    await inbox.take([odd, delivery(good, 1)])
    assert await heard(process, good) == [1]
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("malformed-envelope",)]


async def test_a_sequence_beyond_64_bits_is_buried(process: Process, inbox: Inbox) -> None:
    note = uuid4()
    body = delivery(note, 1).body.replace(b"0" * 18 + b"1", b"9" * 19)
    await inbox.take([Delivery(body, "k", None, "ideas"), delivery(note, 1)])
    assert await heard(process, note) == [1]
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("malformed-envelope",)]


async def test_a_long_held_subject_is_caught_up_in_order(process: Process, inbox: Inbox) -> None:
    """More than one look at the table takes in: the rest follows by itself."""
    note = uuid4()
    last = 1203
    await inbox.take([delivery(note, number) for number in range(2, last + 1)])
    await inbox.take([delivery(note, 1)])
    await inbox.take([delivery(note, last)])
    await inbox.retry_due()
    assert await heard(process, note) == list(range(1, last + 1))
    assert await rows(process, "SELECT * FROM kit.inbox_held") == []


async def test_what_is_due_does_not_wait_for_all_that_is_held_of_another_subject(
    process: Process, inbox: Inbox
) -> None:
    long, other = uuid4(), uuid4()
    await inbox.take([delivery(long, number) for number in range(1, 31)])
    await hearing(inbox, ValueError("not now")).take(
        [delivery(long, 31, weight=13), delivery(other, 1, weight=13)]
        + [delivery(long, number) for number in range(32, 61)]
    )
    await rows_changed(process, DUE_NOW)
    earlier = "UPDATE kit.inbox_held SET not_before = not_before - interval '1 s'"
    await rows_changed(process, f"{earlier} WHERE source = '/civic/ideas/note/{long}'")
    assert await inbox.retry_due() == 31
    after = f"""SELECT count(*) FROM heard WHERE note_id = '{long}' AND sequence > 30
        AND position < (SELECT position FROM heard WHERE note_id = '{other}')"""
    assert await rows(process, after) <= [(1,)]
    assert await heard(process, long) == list(range(1, 61))


async def test_what_waits_behind_a_bad_event_is_not_read_again_with_each_batch(
    process: Process, inbox: Inbox
) -> None:
    """Thousands may wait; reading them takes longer than the server lets a transaction idle."""
    note = uuid4()
    first = [delivery(note, 1, weight=13), *(delivery(note, number) for number in range(2, 60))]
    await hearing(inbox, ValueError("thirteen")).take(first)
    read = []

    def counted(body: bytes) -> tuple[Envelope, Event]:
        read.append(body)
        return inbox.reader.parse(body)

    await replace(inbox, reader=Reader(counted)).take([delivery(note, 60)])
    assert len(read) == 1
    await rows_changed(process, DUE_NOW)
    await inbox.retry_due()
    assert await heard(process, note) == list(range(1, 61))


async def test_a_held_place_far_ahead_still_refuses_another_body(
    process: Process, inbox: Inbox
) -> None:
    note: UUID = uuid4()
    await inbox.take([delivery(note, 5000)])
    await inbox.take([delivery(note, 5000, weight=7)])
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("another-body",)]


async def test_what_somebody_said_in_anothers_name_is_never_taken_up(
    process: Process, inbox: Inbox
) -> None:
    await inbox.take([delivery(uuid4(), 1, origin="budgets")])
    [(identifier,)] = await rows(process, "SELECT id FROM kit.dead_letters")
    with pytest.raises(NotReplayable, match="forged-origin"):
        async with process.engine.begin() as connection:
            await take_up_again(connection, identifier, inbox.reader.parse)
    assert await rows(process, "SELECT count(*) FROM kit.dead_letters") == [(1,)]
    assert await rows(process, "SELECT count(*) FROM kit.inbox_held") == [(0,)]
