"""Table sheets: nothing lost or doubled, however often and in whatever pieces they come."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from ideas.conversations.commands import (
    CloseConversation,
    HoldEvent,
    OpenConversation,
    close_conversation,
    hold_event,
    open_conversation,
)
from ideas.conversations.domain import (
    ConversationIsClosed,
    MoreInSectorsThanTookPart,
    SessionWasEntered,
    SheetBelongsToAnotherConversation,
)
from ideas.conversations.sheets import SheetEntry, SynchroniseSheet, synchronise_sheet
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, MODERATOR, OFFICER, Bench
from servicekit import Unprocessable

LATE: dict[str, Any] = {"occurred_on": date(2010, 7, 1), "late_reason": "From the paper sheets."}
CHURCH_STREET = "E05000634"


async def a_conversation(bench: Bench) -> UUID:
    command = OpenConversation(
        title="Living City Conversation",
        kind="living-city-conversation",
        department="neighbourhoods",
        wards=(CHURCH_STREET,),
        starts_on=date(2010, 7, 1),
        **LATE,
    )
    made = await bench.act(FACILITATOR, lambda uow: open_conversation(uow, command))
    return UUID(str(made.conversation_id))


def an_entry(number: int, entry_id: UUID | None = None) -> SheetEntry:
    return SheetEntry(
        entry_id=entry_id or uuid4(),
        title=f"Idea {number}",
        summary=f"What table 4 wrote as number {number}.",
        ward=CHURCH_STREET,
        theme="greening",
    )


async def send(bench: Bench, conversation: UUID, sheet: UUID, entries: list[SheetEntry]) -> Any:
    command = SynchroniseSheet(sheet_id=sheet, table=4, entries=tuple(entries), **LATE)
    return await bench.act(
        FACILITATOR, lambda uow: synchronise_sheet(uow, conversation, command, AnsweringPromise())
    )


async def count_ideas(bench: Bench) -> tuple[int, int, int]:
    """(ideas, submitted events, first steps of threads)."""
    row = (
        await bench.rows(
            "SELECT (SELECT count(*) FROM ideas) AS ideas, "
            "(SELECT count(*) FROM kit.outbox WHERE type LIKE '%idea.submitted%') AS told, "
            "(SELECT count(*) FROM thread_steps WHERE idea_id IS NOT NULL) AS steps"
        )
    )[0]
    return row.ideas, row.told, row.steps


async def test_a_sheet_sent_twice_counts_once(bench: Bench) -> None:
    conversation, sheet = await a_conversation(bench), uuid4()
    entries = [an_entry(number) for number in range(5)]
    first = await send(bench, conversation, sheet, entries)
    second = await send(bench, conversation, sheet, entries)
    assert [one.state for one in first.entries] == ["taken-in"] * 5
    assert [one.state for one in second.entries] == ["already-known"] * 5
    assert [one.idea_id for one in first.entries] == [one.idea_id for one in second.entries]
    assert [one.entry_id for one in first.entries] == [one.entry_id for one in entries]
    assert await count_ideas(bench) == (5, 5, 5)


async def test_overlapping_pieces_sent_at_once_come_to_the_whole(bench: Bench) -> None:
    conversation = await a_conversation(bench)
    entries = [an_entry(number) for number in range(12)]
    chance = random.Random(7)
    pieces = [chance.sample(entries, chance.randint(3, 12)) for _ in range(8)]
    # The same sheet's pieces wait for each other; pieces on other sheets overlap for real.
    sheets = [uuid4() for _ in range(3)]
    outcomes = await asyncio.gather(
        *(send(bench, conversation, chance.choice(sheets), piece) for piece in pieces)
    )
    seen = {entry.entry_id for piece in pieces for entry in piece}
    taken = [one for outcome in outcomes for one in outcome.entries if one.state == "taken-in"]
    assert {one.entry_id for one in taken} == seen
    assert len(taken) == len(seen)
    assert await count_ideas(bench) == (len(seen), len(seen), len(seen))


async def test_other_words_under_a_known_id_are_kept_and_said(bench: Bench) -> None:
    conversation, sheet, entry_id = await a_conversation(bench), uuid4(), uuid4()
    await send(bench, conversation, sheet, [an_entry(1, entry_id)])
    for _ in range(2):
        changed = await send(bench, conversation, sheet, [an_entry(2, entry_id)])
        assert changed.entries[0].state == "differs"
    assert [row.title for row in await bench.rows("SELECT title FROM ideas")] == ["Idea 1"]
    variants = await bench.rows("SELECT words FROM sheet_entry_variants")
    assert [row.words["title"] for row in variants] == ["Idea 2"]


async def test_one_bad_entry_leaves_nothing_behind(bench: Bench) -> None:
    conversation = await a_conversation(bench)
    bad = an_entry(2).model_copy(update={"ward": "E05013794"})
    with pytest.raises(Unprocessable) as refused:
        await send(bench, conversation, uuid4(), [an_entry(1), bad])
    assert refused.value.pointer == "/entries/1/ward"
    assert await count_ideas(bench) == (0, 0, 0)
    doubled = an_entry(1)
    with pytest.raises(Unprocessable):
        await send(bench, conversation, uuid4(), [doubled, doubled])


async def test_a_sheet_belongs_to_one_conversation(bench: Bench) -> None:
    one, other, sheet = await a_conversation(bench), await a_conversation(bench), uuid4()
    await send(bench, one, sheet, [an_entry(1)])
    with pytest.raises(SheetBelongsToAnotherConversation):
        await send(bench, other, sheet, [an_entry(2)])


async def test_a_meeting_tells_who_came_and_what_the_topic_became(bench: Bench) -> None:
    conversation = await a_conversation(bench)
    held = HoldEvent(
        session="day-two",
        ward=CHURCH_STREET,
        participants=36,
        facilitators=3,
        tables=4,
        listening_groups=12,
        sectors=({"sector": "residents", "people": 20}, {"sector": "nhs", "people": 6}),
        ladder_rung="partnership",
        topic_kept=False,
        topic_change="The food bank has lost its building.",
        comments=("Fingers crossed there are some big changes.",),
        **LATE,
    )
    await bench.act(FACILITATOR, lambda uow: hold_event(uow, conversation, held))
    told = (await bench.told())[-1]
    assert (told.participants, told.topic_kept, told.ladder_rung) == (36, False, "partnership")
    assert {one.sector: one.people for one in told.sectors} == {"residents": 20, "nhs": 6}
    with pytest.raises(SessionWasEntered):
        await bench.act(FACILITATOR, lambda uow: hold_event(uow, conversation, held))
    too_many = held.model_copy(update={"session": "day-one", "participants": 20})
    with pytest.raises(MoreInSectorsThanTookPart):
        await bench.act(FACILITATOR, lambda uow: hold_event(uow, conversation, too_many))


async def test_a_closed_conversation_still_takes_what_was_heard_before(bench: Bench) -> None:
    conversation = await a_conversation(bench)
    await send(bench, conversation, uuid4(), [an_entry(1)])
    close = CloseConversation(**{**LATE, "occurred_on": date(2010, 7, 5)})
    closed = await bench.act(OFFICER, lambda uow: close_conversation(uow, conversation, close))
    assert (closed.ideas_heard, closed.participants) == (1, 0)
    await send(bench, conversation, uuid4(), [an_entry(2)])
    late = SynchroniseSheet(
        sheet_id=uuid4(),
        table=1,
        entries=(an_entry(3),),
        **{**LATE, "occurred_on": date(2010, 7, 6)},
    )
    with pytest.raises(ConversationIsClosed):
        await bench.act(
            FACILITATOR, lambda uow: synchronise_sheet(uow, conversation, late, AnsweringPromise())
        )


@pytest.mark.parametrize(
    "judgement",
    [
        {"outcome": "hidden", "reason": "It names a neighbour."},
        {"outcome": "edited", "reason": "It named a neighbour.", "title": "A bench"},
    ],
)
async def test_other_words_of_an_entry_go_with_those_that_a_moderator_took_away(
    bench: Bench, judgement: dict[str, Any]
) -> None:
    conversation, sheet, other = await a_conversation(bench), uuid4(), an_entry(2)
    entry = an_entry(1)
    await send(bench, conversation, sheet, [entry, other])
    for one in (entry, other):
        again = one.model_copy(update={"title": "Mrs Jones of 12 Elgin Avenue"})
        await send(bench, conversation, sheet, [again])
    (row,) = await bench.rows("SELECT idea_id FROM sheet_entries WHERE id = :id", id=entry.entry_id)
    command = ModerateIdea(**judgement)
    await bench.act(MODERATOR, lambda uow: moderate_idea(uow, row.idea_id, command))
    kept = await bench.rows("SELECT entry_id FROM sheet_entry_variants")
    assert [one.entry_id for one in kept] == [other.entry_id]
