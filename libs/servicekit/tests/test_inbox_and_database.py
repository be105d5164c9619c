"""What the database has to say of a batch, or of who uses it: refused at COMMIT, locked, ended."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
from civic_contracts.envelope import Envelope
from civic_stack.postgres import Postgres
from example.notes import NoteWritten
from kit_house import example_process
from servicekit import Handlers, UnitOfWork, database
from servicekit.messaging import subscriber
from servicekit.messaging.failing import POISON_AFTER
from servicekit.messaging.inbox import SUSPECT_AFTER, Inbox
from servicekit.messaging.reading import Delivery
from servicekit.messaging.subscriber import Subscriber
from servicekit.process import Process
from sqlalchemy import text
from test_inbox import NOBODY, delivery, heard, inbox, process, rows, rows_changed
from test_inbox_faults import DUE_NOW, hearing

__all__ = ["inbox", "process"]


@pytest.mark.parametrize("alone", [False, True], ids=["in-a-batch", "held"])
async def test_what_a_constraint_refuses_at_commit_holds_its_subject_alone(
    process: Process, inbox: Inbox, alone: bool
) -> None:
    """Books must balance at the end of a transaction: no statement of the handler says so."""
    await rows_changed(
        process,
        """CREATE FUNCTION balances() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'does not balance'; END $$""",
    )
    await rows_changed(
        process,
        """CREATE CONSTRAINT TRIGGER books_balance AFTER INSERT ON heard
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.weight = 13)
            EXECUTE FUNCTION balances()""",
    )
    bad, good = uuid4(), uuid4()
    times_before = SUSPECT_AFTER if alone else 0
    first = delivery(bad, 1, weight=13, times_before=times_before)
    await inbox.take([first, delivery(good, 1), delivery(bad, 2), delivery(good, 2)])
    await inbox.retry_due()
    assert await heard(process, good) == [1, 2]
    assert await heard(process, bad) == []
    held = (
        "SELECT sequence, reason, detail LIKE '%does not balance%' FROM kit.inbox_held ORDER BY 1"
    )
    assert await rows(process, held) == [(1, "failed", True), (2, "ahead", False)]


async def test_a_lock_held_by_others_burns_no_attempt(process: Process, inbox: Inbox) -> None:
    note = uuid4()
    await hearing(inbox, ValueError("not now")).take([delivery(note, 1, weight=13)])
    attempts = "SELECT attempts, reason FROM kit.inbox_held"
    before = await rows(process, attempts)
    handlers = Handlers()

    @handlers.on(NoteWritten)
    async def writes(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
        await uow.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        await uow.connection.execute(text("DELETE FROM heard"))

    waits = replace(inbox, handlers=handlers)
    async with process.engine.begin() as operator:
        await operator.execute(text("LOCK TABLE heard IN ACCESS EXCLUSIVE MODE"))
        for _ in range(POISON_AFTER + 1):
            await rows_changed(process, DUE_NOW)
            assert await waits.retry_due() == 0
        assert await rows(process, attempts) == before
    await rows_changed(process, DUE_NOW)
    assert await waits.retry_due() == 1


async def test_an_event_whose_handler_lets_the_server_wait_too_long_holds_its_subject_alone(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends such a transaction, which looks like a database that has gone away."""
    monkeypatch.setitem(database.SERVER_SETTINGS, "idle_in_transaction_session_timeout", "1000")
    slow, good = uuid4(), uuid4()
    handlers = Handlers()
    async with example_process(postgres, NOBODY, "reporting") as process:
        inbox = process.subscriber.inbox

        @handlers.on(NoteWritten)
        async def dawdle(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
            if event.weight == 13:
                await asyncio.sleep(1.5)
            await inbox.handlers.one_by_one[NoteWritten](uow, event, envelope)

        dawdling = replace(inbox, handlers=handlers)
        await dawdling.take([delivery(slow, 1, weight=13), delivery(good, 1)])
        await dawdling.retry_due()
        assert await heard(process, good) == [1]
        held = "SELECT reason, attempts FROM kit.inbox_held"
        assert await rows(process, held) == [("failed", 1)]
        await rows_changed(process, f"UPDATE kit.inbox_held SET attempts = {POISON_AFTER - 1}")
        await rows_changed(process, DUE_NOW)
        await dawdling.retry_due()
        assert await rows(process, held) == [("poison", POISON_AFTER)]


async def test_a_handler_that_dawdles_behind_one_that_fails_stops_no_batch(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes to its turn only as the batch is applied around the one that failed."""
    monkeypatch.setitem(database.SERVER_SETTINGS, "idle_in_transaction_session_timeout", "1000")
    bad, slow, good = uuid4(), uuid4(), uuid4()
    handlers = Handlers()
    async with example_process(postgres, NOBODY, "reporting") as process:
        inbox = process.subscriber.inbox

        @handlers.on(NoteWritten)
        async def dawdle(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
            if event.note_id == slow:
                await asyncio.sleep(1.5)
            await inbox.handlers.one_by_one[NoteWritten](uow, event, envelope)

        dawdling = replace(inbox, handlers=handlers)
        failing = delivery(bad, 1, weight=666)
        await dawdling.take([failing, delivery(slow, 1), delivery(good, 1)])
        await dawdling.retry_due()
        assert await heard(process, good) == [1]
        held = "SELECT reason FROM kit.inbox_held"
        assert await rows(process, held) == [("failed",), ("failed",)]


async def committed(hearing: Subscriber, batch: Sequence[Delivery]) -> None:
    """As if the broker had handed a batch over."""
    hearing.batch_since = time.monotonic()
    await hearing._commit(batch)


async def test_a_lock_that_somebody_forgot_holds_up_the_subjects_that_need_it_alone(
    process: Process, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "LOCKED_OUT_SECONDS", 0.3)
    locked, good = uuid4(), uuid4()
    await rows_changed(process, f"INSERT INTO notes VALUES ('{locked}', 1, 1)")
    handlers = Handlers()

    @handlers.on(NoteWritten)
    async def writes(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
        await uow.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        await uow.connection.execute(text(f"DELETE FROM notes WHERE id = '{event.note_id}'"))
        await inbox.handlers.one_by_one[NoteWritten](uow, event, envelope)

    hearing_all = Subscriber(replace(inbox, handlers=handlers), NOBODY, "q", prefetch=1)
    batch = [delivery(locked, 1), delivery(good, 1), delivery(locked, 2), delivery(good, 2)]
    async with process.engine.begin() as operator:
        await operator.execute(text("SELECT FROM notes FOR UPDATE"))
        async with asyncio.timeout(10):
            await committed(hearing_all, batch)
            await hearing_all.inbox.retry_due()
        assert await heard(process, good) == [1, 2]
        assert await heard(process, locked) == []
        await committed(hearing_all, [delivery(locked, 3), delivery(good, 3)])
        assert await heard(process, good) == [1, 2, 3]
    await rows_changed(process, DUE_NOW)
    await hearing_all.inbox.retry_due()
    assert await heard(process, locked) == [1, 2, 3]
