"""Table sheets: ideas written down in the room, with or without a network.

The facilitator's device makes the ids, so the same sheet may be sent as often as it likes: an
entry becomes an idea once. Where an entry comes again with other words, the first words stand and
the later ones are kept beside them for the facilitator.
"""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import BaseModel, Field
from pydantic_core import to_json
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import Count
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideas.conversations import domain
from ideas.conversations.tables import entries, lock_conversation, sheets, variants
from ideas.intake.commands.submitting import LARGEST_TABLE, Hearing, IdeaWords, take_in
from ideas.promise import AnsweringPromise

IDEAS_OF_ENTRIES = UUID("8f6c0f3e-6a53-4a3b-9d60-6c1f5f2f7a11")

CHANNELS = {"area-forum": "area-forum", "living-city-conversation": "living-city-conversation"}


class SheetEntry(IdeaWords):
    """One idea on a sheet, under an id that the device made."""

    entry_id: UUID


class SynchroniseSheet(Command):
    """A table's sheet, or as much of it as there is so far."""

    sheet_id: UUID
    table: Annotated[Count, Field(le=LARGEST_TABLE)]
    entries: Annotated[tuple[SheetEntry, ...], Field(min_length=1, max_length=domain.LARGEST_SHEET)]


class EntryTaken(BaseModel):
    """What became of one entry: ``taken-in``, ``already-known`` or ``differs``."""

    entry_id: UUID
    idea_id: UUID
    state: str


class SheetTaken(BaseModel):
    """What became of every entry, in the order in which they were sent."""

    sheet_id: UUID
    entries: list[EntryTaken]


async def synchronise_sheet(
    uow: UnitOfWork, conversation_id: UUID, command: SynchroniseSheet, promise: AnsweringPromise
) -> SheetTaken:
    """Takes in every entry that is new; says of the others that they are known."""
    conversation = await lock_conversation(uow.connection, conversation_id, shared=True)
    _require_distinct(command)
    day = command.occurred(uow)
    domain.the_conversation_is_open_on(conversation.closed_on, day)
    await _receive(uow, conversation_id, command)
    channel = CHANNELS.get(conversation.kind, "change-makers-table")
    hearing = Hearing(on=day, channel=channel, conversation_id=conversation_id, table=command.table)
    taken = {}
    # In the order of their ids, so that two sheets with the same entries take turns.
    for index, entry in sorted(enumerate(command.entries), key=lambda one: one[1].entry_id):
        taken[index] = await _take(uow, command, index, entry, hearing, promise)
    return SheetTaken(sheet_id=command.sheet_id, entries=[taken[n] for n in sorted(taken)])


def _require_distinct(command: SynchroniseSheet) -> None:
    seen: set[UUID] = set()
    for index, entry in enumerate(command.entries):
        if entry.entry_id in seen:
            raise Unprocessable("Two entries have the same id.", pointer=f"/entries/{index}")
        seen.add(entry.entry_id)


async def _receive(uow: UnitOfWork, conversation_id: UUID, command: SynchroniseSheet) -> None:
    """Notes that the sheet came in, once more perhaps; its row stays locked until the end."""
    received = insert(sheets).values(
        id=command.sheet_id,
        conversation_id=conversation_id,
        table_number=command.table,
        times_received=1,
    )
    row = await uow.connection.execute(
        received.on_conflict_do_update(
            index_elements=[sheets.c.id], set_={"times_received": sheets.c.times_received + 1}
        ).returning(sheets.c.conversation_id, sheets.c.table_number)
    )
    if tuple(row.one()) != (conversation_id, command.table):
        raise domain.SheetBelongsToAnotherConversation


async def _take(
    uow: UnitOfWork,
    command: SynchroniseSheet,
    index: int,
    entry: SheetEntry,
    hearing: Hearing,
    promise: AnsweringPromise,
) -> EntryTaken:
    idea_id = uuid5(IDEAS_OF_ENTRIES, str(entry.entry_id))
    digest = _digest(entry)
    claimed = await uow.connection.execute(
        insert(entries)
        .values(id=entry.entry_id, sheet_id=command.sheet_id, idea_id=idea_id, digest=digest)
        .on_conflict_do_nothing()
        .returning(entries.c.id)
    )
    if claimed.one_or_none() is None:
        state = await _compare(uow, entry, digest)
        return EntryTaken(entry_id=entry.entry_id, idea_id=idea_id, state=state)
    await take_in(uow, idea_id, entry, hearing, promise, f"/entries/{index}")
    return EntryTaken(entry_id=entry.entry_id, idea_id=idea_id, state="taken-in")


async def _compare(uow: UnitOfWork, entry: SheetEntry, digest: bytes) -> str:
    """Whether a known entry came with the words it had; other words are kept as well."""
    query = select(entries.c.digest).where(entries.c.id == entry.entry_id)
    if (await uow.connection.execute(query)).scalar_one() == digest:
        return "already-known"
    await uow.connection.execute(
        insert(variants)
        .values(
            entry_id=entry.entry_id,
            digest=digest,
            words=entry.model_dump(mode="json"),
            received_at=uow.recorded_at,
        )
        .on_conflict_do_nothing()
    )
    return "differs"


def _digest(entry: SheetEntry) -> bytes:
    return hashlib.sha256(to_json(entry)).digest()
