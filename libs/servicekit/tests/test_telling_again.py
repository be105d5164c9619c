"""History told again to one consumer, and gaps asked for in their turn."""

import asyncio
from typing import Any

import pytest
from servicekit.database import fetched
from servicekit.messaging import gaps, replay
from servicekit.process import Process
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine
from test_flow import outbox, running, wait_for, write
from test_passing_faults import LONGER_THAN_A_LOCK_IS_WAITED_FOR
from test_reconciling import command, pair

__all__ = ["pair"]


async def test_a_producers_history_is_told_to_one_consumer(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    note = await write(writing)
    await write(writing)
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    async with running(writing, hearing):
        told = await command(
            hearing,
            monkeypatch,
            "replay",
            "ask",
            "--producer",
            "ideas",
            "--kind",
            "note",
            "--subject",
            str(note),
        )
        assert told == "ideas was asked to tell reporting again"
        assert await wait_for(hearing, 1) == [(note, 1)]
        await command(hearing, monkeypatch, "replay", "ask", "--producer", "ideas")
        assert len(await wait_for(hearing, 2)) == 2


async def test_many_gaps_are_asked_for_each_in_its_turn(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are open: what was asked for lately makes room, and is forgotten in time."""
    monkeypatch.setattr("servicekit.messaging.gaps.ASK_AGAIN_SECONDS", 3600)
    few = text(str(gaps.TO_ASK_FOR).replace("LIMIT 1000", "LIMIT 2"))
    monkeypatch.setattr(gaps, "TO_ASK_FOR", few)
    writing, hearing = pair
    notes = [await write(writing) for _ in range(5)]
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    for note in notes:
        await write(writing, note)
    async with running(writing):
        while await outbox(writing, "SELECT * FROM kit.outbox WHERE published_at IS NULL"):
            await asyncio.sleep(0.05)
    async with running(hearing):
        async with asyncio.timeout(20):
            while len(hearing.gaps._asked) < 5:
                await asyncio.sleep(0.05)
        async with running(writing):
            assert len(await wait_for(hearing, 10)) == 10
    monkeypatch.setattr("servicekit.messaging.gaps.ASK_AGAIN_SECONDS", 0)
    await hearing.gaps._missing()
    assert hearing.gaps._asked == {}


async def test_a_long_history_with_a_withdrawn_text_is_told_again_whole(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicekit.messaging.replay.BATCH", 3)
    writing, hearing = pair
    notes = [await write(writing) for _ in range(8)]
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    # What a withdrawal leaves beside a changed body: the digest of the first one.
    await outbox(writing, "UPDATE kit.outbox SET digest = sha256(body) WHERE position = 5")
    async with running(writing, hearing):
        await command(hearing, monkeypatch, "replay", "ask", "--producer", "ideas")
        told = await wait_for(hearing, 8)
        assert sorted(told) == sorted((note, 1) for note in notes)


@pytest.mark.parametrize("asking", [("replay", "ask"), ("reconcile", "--wait", "20")])
async def test_a_request_that_comes_while_the_database_is_locked_is_answered_afterwards(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch, asking: tuple[str, ...]
) -> None:
    """As it is for a moment wherever a month of the outbox is made, or longer by an operator."""
    writing, hearing = pair
    note = await write(writing)
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    async with running(writing, hearing):
        async with writing.engine.begin() as operator:
            await operator.execute(text("LOCK TABLE kit.outbox IN ACCESS EXCLUSIVE MODE"))
            asked = asyncio.create_task(
                command(hearing, monkeypatch, *asking, "--producer", "ideas")
            )
            await asyncio.sleep(LONGER_THAN_A_LOCK_IS_WAITED_FOR)
        assert await wait_for(hearing, 1) == [(note, 1)]
        await asked


async def test_a_history_of_which_little_is_wanted_is_gone_through_a_part_at_a_time(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question for the next of it would go on for longer than a statement may."""
    asked_for = []

    async def noted(engine: AsyncEngine, statement: TextClause, names: Any = None) -> Any:
        if statement is replay.TOLD:
            asked_for.append(names["upto"] - names["after"])
        return await fetched(engine, statement, names)

    monkeypatch.setattr(replay, "fetched", noted)
    monkeypatch.setattr(replay, "BATCH", 2)
    monkeypatch.setattr(replay, "SPAN", 5)
    writing, hearing = pair
    wanted = [await write(writing) for _ in range(4)]
    await outbox(
        writing,
        "INSERT INTO kit.outbox (event_id, source, sequence, type, body) SELECT gen_random_uuid(), "
        "'/civic/ideas/other/' || n, 1, 't', '' FROM generate_series(1, 30) AS n",
    )
    wanted += [await write(writing) for _ in range(7)]
    await outbox(writing, "UPDATE kit.outbox SET published_at = now()")
    async with running(writing, hearing):
        every_note = ("--producer", "ideas", "--kind", "note")
        await command(hearing, monkeypatch, "replay", "ask", *every_note)
        told = await wait_for(hearing, 11)
        assert sorted(told) == sorted((note, 1) for note in wanted)
    assert max(asked_for) == 5
