"""The inbox on a real database: once, in order, and nothing lost on the way to a person."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_contracts.envelope import Envelope
from civic_stack.postgres import Postgres
from example import notes
from example.notes import NoteWritten
from kit_house import example_process
from servicekit.messaging import subscriber
from servicekit.messaging.failing import POISON_AFTER
from servicekit.messaging.handlers import Handlers
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.reading import Delivery, Reader
from servicekit.messaging.subscriber import Subscriber
from servicekit.process import Process
from sqlalchemy import text

NOBODY = "amqp://reporting:x@127.0.0.1:1/civic"


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "reporting") as found:
        yield found


@pytest.fixture
def inbox(process: Process) -> Inbox:
    return process.subscriber.inbox


def delivery(
    note: UUID, sequence: int, weight: int = 1, origin: str = "ideas", times_before: int = 0
) -> Delivery:
    event = NoteWritten(note_id=note, weight=weight, occurred_on=date(2010, 3, 21))
    envelope = Envelope.of(
        event,
        subject=note,
        sequence=sequence,
        id=UUID(int=note.int ^ sequence),
        time=datetime(2010, 3, 21, tzinfo=UTC),
        correlationid=note,
    )
    key = "ideas.note.written.v1"
    return Delivery(envelope.to_json(), key, str(envelope.id), origin, times_before)


async def rows(process: Process, query: str) -> list[tuple]:
    async with process.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def heard(process: Process, note: UUID) -> list[int]:
    found = await rows(
        process, f"SELECT sequence FROM heard WHERE note_id = '{note}' ORDER BY position"
    )
    return [row[0] for row in found]


@pytest.mark.parametrize("seed", range(5))
async def test_any_order_any_repeats_any_batches(process: Process, inbox: Inbox, seed: int) -> None:
    chance = random.Random(seed)
    notes = [uuid4() for _ in range(5)]
    sent = [delivery(note, number) for note in notes for number in range(1, 21)] * 3
    chance.shuffle(sent)
    while sent:
        size = chance.randint(1, 40)
        await inbox.take(sent[:size])
        del sent[:size]
    for note in notes:
        assert await heard(process, note) == list(range(1, 21))
    assert await rows(process, "SELECT * FROM kit.inbox_held") == []
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []


async def test_a_gap_holds_its_subject_alone_until_it_closes(
    process: Process, inbox: Inbox
) -> None:
    late, other = uuid4(), uuid4()
    await inbox.take([delivery(late, 2), delivery(late, 3), delivery(other, 1)])
    assert await heard(process, late) == []
    assert await heard(process, other) == [1]
    await inbox.take([delivery(late, 1)])
    assert await heard(process, late) == [1, 2, 3]


async def test_what_no_handler_named_is_a_repeat_to_a_later_one(
    process: Process, inbox: Inbox
) -> None:
    note = uuid4()
    await replace(inbox, handlers=Handlers()).take([delivery(note, 1)])
    await inbox.take([delivery(note, 1), delivery(note, 2)])
    assert await heard(process, note) == [2]


async def test_a_poison_event_holds_its_subject_alone_and_waits_for_a_person(
    process: Process, inbox: Inbox
) -> None:
    bad, good = uuid4(), uuid4()
    batch = [delivery(bad, 1), delivery(bad, 2, weight=666), delivery(bad, 3), delivery(good, 1)]
    await inbox.take(batch)
    assert await heard(process, good) == [1]
    assert await heard(process, bad) == [1]
    for _ in range(POISON_AFTER):
        await rows_changed(
            process,
            "UPDATE kit.inbox_held SET not_before = now() - interval '1 s' "
            "WHERE reason <> 'poison'",
        )
        await inbox.retry_due()
    held = await rows(
        process, "SELECT sequence, reason, attempts FROM kit.inbox_held ORDER BY sequence"
    )
    assert held == [(2, "poison", POISON_AFTER), (3, "ahead", 0)]
    assert (await rows(process, "SELECT detail FROM kit.inbox_held WHERE sequence = 2")) == [
        ("ValueError: a weight that no handler can bear",)
    ]
    await inbox.take([delivery(good, 2)])
    assert await heard(process, good) == [1, 2]


async def rows_changed(process: Process, statement: str) -> None:
    async with process.engine.begin() as connection:
        await connection.execute(text(statement))


async def test_an_unknown_reference_is_tried_until_it_is_known(
    process: Process, inbox: Inbox
) -> None:
    note = uuid4()
    await inbox.take([delivery(note, 1, weight=404)])
    await inbox.retry_due()
    assert await rows(process, "SELECT reason FROM kit.inbox_held") == [("unknown-reference",)]
    await rows_changed(process, f"INSERT INTO notes VALUES ('{uuid4()}', 1, 1)")
    await rows_changed(process, "UPDATE kit.inbox_held SET not_before = now() - interval '1 s'")
    await inbox.retry_due()
    assert await heard(process, note) == [1]
    assert await rows(process, "SELECT * FROM kit.inbox_held") == []


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Delivery(b"\xff\xfe", "k", None, "ideas"), "malformed-envelope"),
        (Delivery(b'{"specversion":"1.0"}', "k", None, "ideas"), "malformed-envelope"),
        (delivery(UUID(int=7), 1, origin="budgets"), "forged-origin"),
    ],
)
async def test_what_is_no_event_of_its_sender_is_buried_once(
    process: Process, inbox: Inbox, bad: Delivery, reason: str
) -> None:
    await inbox.take([bad, delivery(uuid4(), 1)])
    await inbox.take([bad])
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [(reason,)]
    assert len(await rows(process, "SELECT * FROM heard")) == 1


async def test_a_bad_payload_is_buried(process: Process, inbox: Inbox) -> None:
    good = delivery(uuid4(), 1)
    body = good.body.replace(b'"weight":1', b'"weight":"heavy"')
    await inbox.take([Delivery(body, good.routing_key, good.message_id, "ideas")])
    found = await rows(process, "SELECT reason FROM kit.dead_letters")
    assert found == [("invalid-payload",)]


@pytest.mark.parametrize("newer", [b"note.written.v2", b"note.painted.v1"])
async def test_what_only_a_newer_reader_knows_keeps_its_place(
    process: Process, inbox: Inbox, newer: bytes
) -> None:
    note, other = uuid4(), uuid4()
    first, second, third = (delivery(note, number) for number in (1, 2, 3))
    unknown = second.body.replace(b"note.written.v1", newer)
    second = Delivery(unknown, second.routing_key, second.message_id, "ideas")
    await inbox.take([first, second, third, delivery(other, 1)])
    await inbox.take([third])
    await inbox.take_up_parked()
    await inbox.retry_due()
    assert await heard(process, note) == [1]
    assert await heard(process, other) == [1]
    held = "SELECT sequence, reason FROM kit.inbox_held ORDER BY sequence"
    assert await rows(process, held) == [(2, "parked"), (3, "ahead")]

    def newer_parse(body: bytes) -> object:
        return notes.READER.parse(body.replace(newer, b"note.written.v1"))

    upgraded = replace(inbox, reader=Reader(newer_parse))
    await upgraded.take_up_parked()
    await upgraded.retry_due()
    assert await heard(process, note) == [1, 2, 3]
    assert await rows(process, held) == []


async def test_what_an_ending_older_process_parks_is_taken_up_by_the_newer_one_beside_it(
    process: Process, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "FIRST_RETRY_SECONDS", 0.0)
    monkeypatch.setattr(subscriber, "PARKED_SECONDS", 0.5)

    def newer_parse(body: bytes) -> object:
        return notes.READER.parse(body.replace(b"note.written.v2", b"note.written.v1"))

    newer = replace(inbox, reader=Reader(newer_parse))
    retrying = asyncio.create_task(Subscriber(newer, NOBODY, "q", prefetch=1).retry_held())
    await asyncio.sleep(0.3)
    note = uuid4()
    body = delivery(note, 1).body.replace(b"note.written.v1", b"note.written.v2")
    await inbox.take([Delivery(body, "ideas.note.written.v2", None, "ideas")])
    assert await rows(process, "SELECT reason FROM kit.inbox_held") == [("parked",)]
    try:
        async with asyncio.timeout(5):
            while await heard(process, note) != [1]:
                await asyncio.sleep(0.05)
    finally:
        retrying.cancel()
        await asyncio.gather(retrying, return_exceptions=True)


async def test_the_same_place_with_another_body_is_buried(process: Process, inbox: Inbox) -> None:
    note = uuid4()
    await inbox.take([delivery(note, 1)])
    await inbox.take([delivery(note, 1, weight=2)])
    assert await heard(process, note) == [1]
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("another-body",)]


async def test_a_suspect_message_is_held_before_it_is_tried(process: Process, inbox: Inbox) -> None:
    note = uuid4()
    await inbox.take([delivery(note, 1, times_before=3)])
    assert await heard(process, note) == []
    assert await inbox.retry_due() == 1
    assert await heard(process, note) == [1]


async def test_unknown_fields_are_accepted(process: Process, inbox: Inbox) -> None:
    note = uuid4()
    good = delivery(note, 1)
    body = good.body.replace(b'"weight":1', b'"weight":1,"colour":"green"')
    await inbox.take([Delivery(body, good.routing_key, good.message_id, "ideas")])
    assert await heard(process, note) == [1]
