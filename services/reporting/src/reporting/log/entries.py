"""Entries of the event log: appending a batch, reading it back as events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civic_contracts import READER
from civic_contracts.envelope import Envelope, Event
from civic_contracts.naming import schema_of
from servicekit import Received
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log import tables
from reporting.log.facts import Fact
from reporting.log.texts import KeptText, put_together, taken_apart
from reporting.log.wards import ward_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One event at its place in the log; positions grow, and may have gaps."""

    position: int
    envelope: Envelope
    event: Event


@dataclass(frozen=True, slots=True)
class Newest:
    """The end of the log: its position, and when its last event was recorded."""

    position: int
    time: datetime | None


async def alone(connection: AsyncConnection) -> None:
    """Waits for its turn to write, the live read models too; it ends with the transaction."""
    await connection.execute(tables.ALONE, {"key": tables.WRITING})


async def append(connection: AsyncConnection, batch: Sequence[Received[Event]]) -> list[Fact]:
    """Appends a batch to the log, in its order, and keeps its texts beside it.

    The caller has taken its turn (:func:`alone`).
    """
    rows, texts = [], []
    for received in batch:
        hashed, kept = taken_apart(received.envelope.id, received.envelope.data)
        rows.append(_row(received, hashed))
        texts += kept
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    found = await connection.execute(tables.APPEND, columns)
    positions = {row.event_id: row.position for row in found}
    if texts:
        await _keep(connection, texts)
    return [_fact_of(received, positions[received.envelope.id]) for received in batch]


async def withdraw(connection: AsyncConnection, event_ids: Sequence[UUID]) -> None:
    """Erases the texts of these events and their salts; also of events that have yet to come."""
    if event_ids:
        asked = {"event_ids": list(event_ids)}
        await connection.execute(tables.NOTE_WITHDRAWALS, asked)
        await connection.execute(tables.WITHDRAW_TEXTS, asked)


async def read(connection: AsyncConnection, *, after: int, until: int, limit: int) -> list[Entry]:
    """Up to ``limit`` entries behind position ``after``, not behind ``until``."""
    bounds = {"after": after, "until": until, "limit": limit}
    return [entry_of(row) for row in await connection.execute(tables.ENTRIES, bounds)]


async def of_idea(
    connection: AsyncConnection, idea_id: UUID, *, after: int = 0, limit: int = 200
) -> list[Entry]:
    """What is known of one idea, in the order in which it was recorded here."""
    asked = {"idea": idea_id, "after": after, "limit": limit}
    return [entry_of(row) for row in await connection.execute(tables.OF_IDEA, asked)]


async def newest(connection: AsyncConnection) -> Newest:
    """The end of the log; position 0 and no time while it is empty."""
    row = (await connection.execute(tables.NEWEST)).one_or_none()
    return Newest(0, None) if row is None else Newest(row.position, row.time)


def _fact_of(received: Received[Event], position: int) -> Fact:
    envelope = received.envelope
    return Fact(position, envelope.id, envelope.source, envelope.number, received.event)


def _row(received: Received[Event], hashed: dict[str, Any]) -> dict[str, Any]:
    envelope = received.envelope
    return {
        "event_ids": envelope.id,
        "sources": envelope.source,
        "sequences": envelope.number,
        "types": envelope.type,
        "subjects": envelope.subject,
        "times": envelope.time,
        "days": received.event.occurred_on,
        "wards": ward_of(received.event),
        "idea_ids": getattr(received.event, "idea_id", None),
        "correlations": envelope.correlationid,
        "causations": envelope.causationid,
        "traces": envelope.traceparent,
        "data": json.dumps(hashed, ensure_ascii=False),
    }


async def _keep(connection: AsyncConnection, texts: Sequence[KeptText]) -> None:
    await connection.execute(
        tables.KEEP_TEXTS,
        {
            "event_ids": [kept.event_id for kept in texts],
            "places": [kept.place for kept in texts],
            "salts": [kept.salt for kept in texts],
            "texts": [kept.text for kept in texts],
            "languages": [kept.language for kept in texts],
        },
    )


def entry_of(row: Row[Any]) -> Entry:
    """The entry in a row of the log that came with its texts."""
    texts = zip(row.places or (), row.texts or (), row.languages or (), strict=True)
    envelope = Envelope(
        specversion="1.0",
        id=row.event_id,
        source=row.source,
        type=row.type,
        subject=row.subject,
        time=row.time,
        dataschema=schema_of(row.type),
        sequence=f"{row.sequence:019d}",
        correlationid=row.correlation_id,
        causationid=row.causation_id,
        traceparent=row.traceparent,
        data=put_together(row.data, texts),
    )
    return Entry(row.position, envelope, READER.event_in(envelope))
