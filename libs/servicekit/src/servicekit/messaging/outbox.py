"""The outbox: an append-only log of what a service says, written where its state is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from civic_contracts.envelope import Envelope, Event, source_of
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.crash_points import crash_point

if TYPE_CHECKING:
    from servicekit.unit_of_work import Cause

# The row lock that this takes is what gives a subject's events their order: the next
# transaction on the same subject waits here until this one has ended.
NEXT_SEQUENCE = text("""
    INSERT INTO kit.subjects AS known (source, sequence) VALUES (:source, 1)
    ON CONFLICT (source) DO UPDATE SET sequence = known.sequence + 1
    RETURNING sequence
""")

# The relay is woken at commit, and only once a transaction, however often it is said.
APPEND = text("""
    WITH appended AS (
        INSERT INTO kit.outbox (event_id, source, sequence, type, body)
        VALUES (:event_id, :source, :sequence, :type, :body)
    )
    SELECT pg_notify('civic_outbox', '')
""")

# The kit's own job: takes withdrawn texts out of what was said before.
REDACT = "kit-redact"


async def append(
    connection: AsyncConnection, event: Event, *, subject: str, time: datetime, cause: Cause
) -> Envelope:
    """Appends one event about ``subject``; returns it. Nothing is sent before COMMIT."""
    source = source_of(event.service, event.subject_kind, subject)
    sequence = (await connection.execute(NEXT_SEQUENCE, {"source": source})).scalar_one()
    envelope = Envelope.of(
        event,
        subject=subject,
        sequence=sequence,
        id=uuid4(),
        time=time,
        correlationid=cause.correlation_id,
        causationid=cause.causation_id,
        traceparent=cause.traceparent,
    )
    crash_point("S2")
    await connection.execute(
        APPEND,
        {
            "event_id": envelope.id,
            "source": source,
            "sequence": sequence,
            "type": envelope.type,
            "body": envelope.to_json(),
        },
    )
    crash_point("S3")
    return envelope
