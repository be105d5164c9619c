"""Withdrawn words leave the outbox, the held events and the dead letters; nothing else changes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_contracts.envelope import Envelope, Event
from civic_contracts.fields import Id, PublicText
from civic_contracts.reading import Reader as Contracts
from civic_stack.postgres import Postgres
from kit_house import RESIDENT, example_process
from pydantic import Field
from servicekit.messaging.inbox import SUSPECT_AFTER, Inbox
from servicekit.messaging.reading import FIRST_DIGEST, Delivery, Reader, first_digest_in
from servicekit.process import Process
from servicekit.unit_of_work import Cause
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from test_inbox import NOBODY, rows, rows_changed

SECRET = "Mrs Brown of number seven"
DAY = date(2010, 3, 21)


class NotePinned(Event, type="civic.ideas.note.pinned.v1"):
    """A note was pinned up for all to read."""

    note_id: Id
    title: PublicText
    weight: int = 1


class NoteTextWithdrawn(Event, type="civic.ideas.note.text-withdrawn.v1"):
    """The words of these events are to be erased."""

    note_id: Id
    event_ids: Annotated[tuple[Id, ...], Field(min_length=1)]


PARSE = Contracts([NotePinned, NoteTextWithdrawn]).parse


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "ideas") as found:
        yield found


@pytest.fixture
def inbox(process: Process) -> Inbox:
    return Inbox(process.work, Reader(PARSE), process.subscriber.inbox.handlers)


async def said(process: Process, note: UUID, *, sent: bool = True) -> UUID:
    """Pins a note up and takes it down again; returns the id of what was said first."""
    async with process.work.begin(RESIDENT, Cause.new()) as uow:
        pinned = NotePinned(note_id=note, title=PublicText(text=SECRET), occurred_on=DAY)
        event_id = await uow.publish(pinned, subject=note)
    if sent:
        await rows_changed(process, "UPDATE kit.outbox SET published_at = now()")
    async with process.work.begin(RESIDENT, Cause.new()) as uow:
        withdrawn = NoteTextWithdrawn(note_id=note, event_ids=(event_id,), occurred_on=DAY)
        await uow.publish(withdrawn, subject=note)
    return event_id


def delivered(event: Event, note: UUID, sequence: int, event_id: UUID | None = None) -> Delivery:
    envelope = Envelope.of(
        event,
        subject=note,
        sequence=sequence,
        id=event_id or uuid4(),
        time=datetime(2010, 3, 21, tzinfo=UTC),
        correlationid=note,
    )
    return Delivery(envelope.to_json(), event.routing_key, str(envelope.id), "ideas")


async def test_the_outbox_forgets_the_words_and_keeps_the_digest(process: Process) -> None:
    note = uuid4()
    before_and_after = "SELECT body, digest, sha256(body) FROM kit.outbox WHERE sequence = 1"
    event_id = await said(process, note)
    ((body, digest, first),) = await rows(process, before_and_after)
    assert SECRET.encode() in body
    assert digest is None
    while await process.jobs.run_next():
        pass
    ((body, digest, _),) = await rows(process, before_and_after)
    assert SECRET.encode() not in body
    assert digest == first
    envelope, event = PARSE(body)
    assert (envelope.id, envelope.number, event.weight) == (event_id, 1, 1)


async def test_what_was_not_sent_yet_is_redacted_once_it_was(process: Process) -> None:
    await said(process, uuid4(), sent=False)
    while await process.jobs.run_next():
        pass
    body = "SELECT body FROM kit.outbox WHERE sequence = 1"
    assert SECRET.encode() in (await rows(process, body))[0][0]
    await rows_changed(process, "UPDATE kit.outbox SET published_at = now()")
    await rows_changed(process, "UPDATE kit.jobs SET due_at = now() WHERE done_at IS NULL")
    assert await process.jobs.run_next()
    assert SECRET.encode() not in (await rows(process, body))[0][0]


@pytest.mark.parametrize(
    "change",
    [
        "SET body = 'x'",
        "SET body = 'x', digest = sha256('y')",
        "SET sequence = 7",
        "SET type = 'civic.ideas.note.sung.v1'",
        "SET body = without, digest = NULL",
    ],
)
async def test_the_outbox_can_be_changed_in_no_other_way(process: Process, change: str) -> None:
    await said(process, uuid4())
    with pytest.raises(DBAPIError, match="append-only"):
        await rows_changed(process, f"UPDATE kit.outbox {change.replace('without', chr(39) * 2)}")


async def test_held_events_lose_the_words_before_the_withdrawal_is_applied(
    process: Process, inbox: Inbox
) -> None:
    note, event_id = uuid4(), uuid4()
    pinned = NotePinned(note_id=note, title=PublicText(text=SECRET), occurred_on=DAY)
    withdrawn = NoteTextWithdrawn(note_id=note, event_ids=(event_id,), occurred_on=DAY)
    # The first event of the note is missing: both wait.
    first = delivered(pinned, note, 2, event_id)
    await inbox.take([first])
    await inbox.take([delivered(withdrawn, note, 3)])
    held = "SELECT sequence, body, digest FROM kit.inbox_held ORDER BY sequence"
    (two, three) = await rows(process, held)
    assert SECRET.encode() not in two[1]
    assert two[2] == first.digest
    assert three[0] == 3
    # The same message again is a repeat, and no other body.
    await inbox.take([first])
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []
    assert SECRET.encode() not in (await rows(process, held))[0][1]


@pytest.mark.parametrize("times_before", [0, SUSPECT_AFTER])
async def test_an_event_that_comes_behind_its_withdrawal_is_held_without_the_words(
    process: Process, inbox: Inbox, times_before: int
) -> None:
    note, event_id = uuid4(), uuid4()
    pinned = NotePinned(note_id=note, title=PublicText(text=SECRET), occurred_on=DAY)
    withdrawn = NoteTextWithdrawn(note_id=note, event_ids=(event_id,), occurred_on=DAY)
    await inbox.take([delivered(withdrawn, note, 3)])
    late = replace(delivered(pinned, note, 2, event_id), times_before=times_before)
    await inbox.take([late])
    held = "SELECT sequence, body, digest FROM kit.inbox_held ORDER BY sequence"
    (two, three) = await rows(process, held)
    assert (two[0], three[0]) == (2, 3)
    assert SECRET.encode() not in two[1]
    assert two[2] == late.digest


async def test_dead_letters_of_the_same_sender_lose_theirs(process: Process, inbox: Inbox) -> None:
    note, event_id = uuid4(), uuid4()
    pinned = NotePinned(note_id=note, title=PublicText(text=SECRET), occurred_on=DAY)
    good = delivered(pinned, note, 1, event_id)
    bad = Delivery(good.body.replace(b'"weight":1', b'"weight":"x"'), "k", str(event_id), "ideas")
    others = Delivery(bad.body + b" ", "k", str(event_id), "budgets")
    withdrawn = NoteTextWithdrawn(note_id=note, event_ids=(event_id,), occurred_on=DAY)
    await inbox.take([bad, others])
    await inbox.take([delivered(withdrawn, note, 2)])
    kept = "SELECT origin, position('number seven'::bytea in body) > 0 FROM kit.dead_letters"
    assert sorted(await rows(process, kept)) == [("budgets", True), ("ideas", False)]


async def test_a_redacted_event_told_again_is_a_repeat_and_no_other_body(
    process: Process, inbox: Inbox
) -> None:
    note = uuid4()
    pinned = NotePinned(note_id=note, title=PublicText(text=SECRET), occurred_on=DAY)
    first = delivered(pinned, note, 1)
    await inbox.take([first])
    bare = Delivery(first.body.replace(SECRET.encode(), b"(withdrawn)"), "k", None, "ideas")
    again = Delivery(bare.body, "k", None, "ideas", first_digest=first.digest)
    await inbox.take([again])
    assert await rows(process, "SELECT * FROM kit.dead_letters") == []
    # Without the word of its sender it is another body, as it should be.
    await inbox.take([bare])
    assert await rows(process, "SELECT reason FROM kit.dead_letters") == [("another-body",)]


def test_only_a_whole_digest_is_taken_for_one() -> None:
    assert first_digest_in({FIRST_DIGEST: "ab" * 32}) == bytes.fromhex("ab" * 32)
    for nonsense in (None, 7, "ab", "zz" * 32, b"ab" * 32, "AB" * 32):
        assert first_digest_in({FIRST_DIGEST: nonsense}) is None
    assert first_digest_in({}) is None


async def test_no_index_or_trigger_slows_what_the_relay_notes(process: Process) -> None:
    await said(process, uuid4())
    async with process.engine.begin() as connection:
        plan = await connection.execute(
            text("EXPLAIN (ANALYZE, COSTS off) UPDATE kit.outbox SET published_at = now()")
        )
        assert "only_redacted" not in "\n".join(row[0] for row in plan)
