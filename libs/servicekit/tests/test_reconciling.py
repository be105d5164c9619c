"""Histories are compared over a real broker: what was lost on either side is found, and closed."""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from kit_house import example_process
from servicekit.operations.history_commands import add_history
from servicekit.operations.inbox_commands import add_inbox
from servicekit.operations.operator import Operator, Refused, Unfinished
from servicekit.operations.outbox_commands import add_outbox
from servicekit.process import Process
from test_flow import heard, outbox, running, wait_for, write


@pytest_asyncio.fixture
async def pair(postgres: Postgres, broker: SharedBroker) -> AsyncIterator[tuple[Process, Process]]:
    """A process that writes notes and one that hears of them, which compares only when told."""
    vhost = await broker.virtual_host()
    rarely = {"gap_seconds": 0.3, "compare_seconds": 3600}
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas", **rarely) as writing,
        example_process(postgres, vhost.url("reporting"), "reporting", **rarely) as hearing,
    ):
        yield writing, hearing


async def command(process: Process, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What a command of the process's operator prints."""
    broker_url = process.settings.broker_url.get_secret_value()
    monkeypatch.setenv("CIVIC_BROKER_URL", broker_url)
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for add in (add_history, add_inbox, add_outbox):
        add(commands)
    asked = parser.parse_args(arguments)
    answer: str = await asked.act(Operator(process.service, process.engine), asked)
    return answer


async def reconcile(process: Process, monkeypatch: pytest.MonkeyPatch, *more: str) -> str:
    return await command(
        process, monkeypatch, "reconcile", "--producer", "ideas", "--wait", "8", *more
    )


async def forget(process: Process, note: UUID, number: int) -> None:
    """Sets what was heard of a note back, as an older backup would."""
    source = f"/civic/ideas/note/{note}"
    await outbox(process, f"DELETE FROM heard WHERE note_id = '{note}' AND sequence > {number}")
    await outbox(
        process, f"DELETE FROM kit.inbox_digests WHERE source = '{source}' AND sequence > {number}"
    )
    await outbox(
        process, f"UPDATE kit.inbox_cursors SET sequence = {number} WHERE source = '{source}'"
    )


async def test_the_lost_last_event_of_a_subject_is_found_and_told_again(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    note, unheard_of = await write(writing), await write(writing)
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    async with running(writing, hearing):
        assert "1 of 1 differences closed" not in await heard_text(hearing)
        told = await reconcile(hearing, monkeypatch)
        assert "ideas: 2 subjects compared" in told
        assert sorted(await heard(hearing)) == sorted([(note, 1), (unheard_of, 1)])
        assert await reconcile(hearing, monkeypatch) == "ideas: 2 subjects compared"


async def heard_text(process: Process) -> str:
    return str(await heard(process))


async def test_a_restored_consumer_closes_its_gaps_by_itself(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    hearing.gaps.compare_every = 0.2
    async with running(writing, hearing):
        note = await write(writing)
        for _ in range(4):
            await write(writing, note)
        await wait_for(hearing, 5)
        await forget(hearing, note, 2)
        assert await wait_for(hearing, 5) == [(note, number) for number in range(1, 6)]


async def test_a_producer_that_was_set_back_is_found_and_goes_on_behind_what_was_heard(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        note, gone = await write(writing), await write(writing)
        for _ in range(2):
            await write(writing, note)
        await wait_for(hearing, 4)
        await reconcile(hearing, monkeypatch)
        await set_back(writing, note, gone)
        with pytest.raises(Unfinished) as found:
            await reconcile(hearing, monkeypatch)
        told = str(found.value)
        assert "it was set back to an earlier state" in told
        assert f"ahead /civic/ideas/note/{note}: 3 was heard, 1 was the last that ideas" in told
        assert f"ahead /civic/ideas/note/{gone}: 1 was heard, 0 was the last that ideas" in told

        with pytest.raises(Unfinished) as machine:
            await reconcile(hearing, monkeypatch, "--json")
        monkeypatch.setattr("sys.stdin", str(machine.value).splitlines())
        moved = await command(
            writing, monkeypatch, "outbox", "continue", "--because", "restored from Sunday"
        )
        assert f"/civic/ideas/note/{note} goes on with 4" in moved
        await write(writing, note)
        assert (await wait_for(hearing, 5))[-1] == (note, 4)
        assert await reconcile(hearing, monkeypatch) == "ideas: 2 subjects compared"
        assert await outbox(hearing, "SELECT * FROM kit.dead_letters") == []


async def set_back(writing: Process, note: UUID, gone: UUID) -> None:
    """The producer's database as it was after the first note's first event."""
    source = f"/civic/ideas/note/{note}"
    await outbox(writing, f"DELETE FROM kit.outbox WHERE source <> '{source}' OR sequence > 1")
    await outbox(writing, f"DELETE FROM kit.subjects WHERE source = '/civic/ideas/note/{gone}'")
    await outbox(writing, f"UPDATE kit.subjects SET sequence = 1 WHERE source = '{source}'")
    await outbox(writing, "SELECT setval('kit.outbox_position', 1)")


async def test_a_producer_that_spoke_again_after_it_was_set_back_is_found(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        note, gone = await write(writing), uuid4()
        await write(writing, note)
        await wait_for(hearing, 2)
        await set_back(writing, note, gone)
        await write(writing, note)
        with pytest.raises(Unfinished, match=r"another-body .*: 2 is another event at ideas"):
            await reconcile(hearing, monkeypatch)
        dead = await outbox(hearing, "SELECT reason FROM kit.dead_letters")
        assert dead == [("another-body",)]


async def test_what_a_producer_no_longer_has_is_skipped_by_a_person(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    note = await write(writing)
    await write(writing, note)
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    await outbox(writing, "DELETE FROM kit.outbox WHERE sequence = 1")
    async with running(writing, hearing):
        with pytest.raises(Unfinished, match="1 to 2 are missing and have not come yet"):
            await command(hearing, monkeypatch, "reconcile", "--producer", "ideas", "--wait", "4")
        because = ("--because", "older than the history kept")
        source = f"/civic/ideas/note/{note}"
        async with asyncio.timeout(30):
            while await outbox(hearing, "SELECT sequence FROM kit.inbox_held") != [(2,)]:
                await asyncio.sleep(0.1)
        with pytest.raises(Refused, match="2 is held here"):
            await command(hearing, monkeypatch, "inbox", "skip", source, "2", *because)
        with pytest.raises(Refused, match="may be on its way: reconcile first"):
            await command(hearing, monkeypatch, "inbox", "skip", "--missing", "ideas", *because)
        with pytest.raises(Unfinished, match="1 to 2 are missing and have not come yet"):
            await command(hearing, monkeypatch, "reconcile", "--producer", "ideas", "--wait", "4")
        skipped = await command(
            hearing, monkeypatch, "inbox", "skip", "--missing", "ideas", *because
        )
        assert skipped == "1 skipped"
        assert await wait_for(hearing, 1) == [(note, 2)]
        assert "1 subjects compared" in await reconcile(hearing, monkeypatch)


async def test_nothing_is_missing_while_events_are_on_their_way(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heads come behind the events that they speak of, so a busy pair never looks torn."""
    writing, hearing = pair
    hearing.gaps.compare_every = 0.05
    hearing.gaps.patience = 0.05
    async with running(writing, hearing):
        notes = [await write(writing) for _ in range(5)]
        for _ in range(8):
            await asyncio.gather(*(write(writing, note) for note in notes))
        await wait_for(hearing, 45)
        answered = "SELECT count(*) > 3 FROM kit.comparisons WHERE answered_at IS NOT NULL"
        for _ in range(100):
            if await outbox(hearing, answered) == [(True,)]:
                break
            await asyncio.sleep(0.1)
        assert await outbox(hearing, answered) == [(True,)]
    assert await outbox(hearing, "SELECT * FROM kit.differences") == []


async def test_reconciling_under_load_accuses_nobody(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events that are written while heads are read and told may be heard before them."""
    writing, hearing = pair
    over = asyncio.Event()

    async def busy() -> None:
        while not over.is_set():
            note = uuid4()
            for _ in range(8):
                await write(writing, note)

    async with running(writing, hearing):
        writers = asyncio.gather(*(busy() for _ in range(3)))
        try:
            for _ in range(5):
                told = await reconcile(hearing, monkeypatch)
                assert "subjects compared" in told
                assert "set back" not in told
        finally:
            over.set()
            await writers
    assert await outbox(hearing, "SELECT * FROM kit.differences") == []


async def test_what_a_producer_has_lost_is_found_though_it_is_still_on_its_way(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A consumer that lags behind hears of the lost events only after it has asked."""
    writing, hearing = pair
    note = uuid4()
    async with running(writing):
        for _ in range(3):
            await write(writing, note)
        unsent = "SELECT * FROM kit.outbox WHERE published_at IS NULL"
        while await outbox(writing, unsent):
            await asyncio.sleep(0.05)
    await set_back(writing, note, uuid4())
    async with running(writing):
        asked = asyncio.create_task(reconcile(hearing, monkeypatch))
        comparing = "SELECT * FROM kit.comparisons"
        while not await outbox(hearing, comparing):
            await asyncio.sleep(0.05)
        async with running(hearing):
            with pytest.raises(Unfinished, match="3 was heard, 1 was the last"):
                await asked


async def test_heads_come_in_parts_and_say_nothing_of_what_is_not_heard(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicekit.messaging.heads.PART", 3)
    writing, hearing = pair
    notes = [await write(writing) for _ in range(7)]
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    async with running(writing, hearing):
        told = await reconcile(hearing, monkeypatch)
        assert "ideas: 7 subjects compared" in told
        assert {note for note, _ in await heard(hearing)} == set(notes)
        gone = f"/civic/ideas/note/{notes[3]}"
        await outbox(writing, f"DELETE FROM kit.subjects WHERE source = '{gone}'")
        with pytest.raises(Unfinished) as found:
            await reconcile(hearing, monkeypatch, "--json")
        (line,) = map(json.loads, str(found.value).splitlines())
        assert (line["source"], line["state"], line["told"], line["heard"]) == (gone, "ahead", 0, 1)
