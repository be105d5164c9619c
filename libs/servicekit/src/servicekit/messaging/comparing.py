"""Comparing what a producer says it has said with what was heard here.

The answer arrives in the inbox, behind every event that the broker had confirmed by then. So such a
number that is neither applied nor held was lost on the way (``missing``). One that had been applied
here before the producer was asked, and that it has not given out, was lost by the producer
(``ahead``: its database was set back); one that was applied since may be newer than the answer, and
the next comparison will tell. And one number with two bodies means that the producer was set back
and has spoken again since (``another-body``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from civic_contracts.envelope import Envelope
from civic_contracts.naming import source_of
from civic_contracts.topology import heard_kinds
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.messaging.asking import ask_heads
from servicekit.messaging.link import LOST, Link
from servicekit.messaging.reading import LARGEST_SEQUENCE

log = structlog.get_logger(__name__)

BEGIN = text("""
    INSERT INTO kit.comparisons (request_id, producer, since) VALUES (:id, :producer, :since)
""")
TAKE_BACK = text("DELETE FROM kit.comparisons WHERE request_id = :id")

ASKED_AT = text("SELECT asked_at FROM kit.comparisons WHERE request_id = :request_id")

COMPARED = """
    WITH told AS (
        SELECT * FROM unnest(cast(:sources AS text[]), cast(:sequences AS bigint[]),
            cast(:sent AS bigint[]), cast(:digests AS bytea[]))
            AS told (source, sequence, sent, digest)),
    beside_each_other AS (
        SELECT told.source, told.sequence, told.sent, coalesce(cursor.sequence, 0) AS heard,
            coalesce(known.digest <> told.digest, false) AS another_body
        FROM told LEFT JOIN kit.inbox_cursors AS cursor ON cursor.source = told.source
            LEFT JOIN kit.inbox_digests AS known
                ON known.source = told.source AND known.sequence = told.sequence
        UNION ALL
        SELECT source, 0, 0, sequence, false FROM kit.inbox_cursors
        WHERE :whole AND starts_with(source, :prefix) AND source > :after
            AND (cast(:upto AS text) IS NULL OR source <= :upto) AND sequence > 0
            AND (:all_kinds OR split_part(source, '/', 4) = ANY(cast(:kinds AS text[])))
            AND source <> ALL(cast(:sources AS text[]))),
    both_sides AS (
        SELECT source, CASE WHEN sent > heard AND NOT another_body THEN sent ELSE sequence END
                AS told,
            CASE WHEN another_body THEN 'another-body' WHEN sent > heard THEN 'missing'
                WHEN heard > sequence AND NOT EXISTS (
                    SELECT FROM kit.inbox_digests AS first_ahead
                    WHERE first_ahead.source = beside_each_other.source
                        AND first_ahead.sequence = beside_each_other.sequence + 1
                        AND first_ahead.applied_at > :asked_at)
                THEN 'ahead' END AS state
        FROM beside_each_other)
"""

DIFFERENT = text(f"""{COMPARED}
    INSERT INTO kit.differences AS known (source, producer, told, state)
    SELECT source, :producer, told, state FROM both_sides WHERE state IS NOT NULL
    ON CONFLICT (source) DO UPDATE SET told = excluded.told, state = excluded.state
""")  # noqa: S608 - nothing in it comes from outside

AGREED = text(f"""{COMPARED}
    DELETE FROM kit.differences AS known USING both_sides
    WHERE known.source = both_sides.source AND both_sides.state IS NULL
""")  # noqa: S608 - nothing in it comes from outside

ANSWERED = text("""
    UPDATE kit.comparisons SET subjects = subjects + :subjects,
        different = different + :different, until = :until, position = :position,
        answered_at = CASE WHEN :complete THEN clock_timestamp() END
    WHERE request_id = :request_id AND answered_at IS NULL
""")

HIGHEST_BEFORE = text("""
    SELECT position FROM kit.comparisons
    WHERE producer = :producer AND answered_at IS NOT NULL ORDER BY answered_at DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Head:
    """The last number that was given out for a subject, and the last that is surely on its way."""

    sequence: int
    sent: int
    digest: bytes | None = None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Head:
        """The head in a part; ``KeyError``, ``TypeError`` or ``ValueError`` if it is none."""
        sequence = _number(told["sequence"])
        unsent_from, digest = told.get("unsent_from"), told.get("digest")
        sent = sequence if unsent_from is None else _number(unsent_from) - 1
        return cls(sequence, sent, None if digest is None else bytes.fromhex(digest))


@dataclass(frozen=True, slots=True)
class HeadsTold:
    """One part of a producer's answer, as the contracts' event of this name has it."""

    producer: str
    request_id: UUID
    whole: bool
    until: datetime
    position: int
    after: str
    heads: dict[str, Head]
    complete: bool

    @classmethod
    def of(cls, envelope: Envelope) -> HeadsTold:
        """The part in a message; ``KeyError``, ``TypeError`` or ``ValueError`` if it is none."""
        data, producer = envelope.data, envelope.service
        return cls(
            producer=producer,
            request_id=UUID(str(data["request_id"])),
            whole=data.get("since") is None,
            until=_moment(data["until"]),
            position=_number(data["position"], least=0),
            after=_source(producer, data["after"]) if data.get("after") else "",
            heads={_source(producer, head): Head.of(head) for head in data["heads"]},
            complete=bool(data["complete"]),
        )


# The contracts check all of this, but not in what a reader without them parked.
def _number(told: Any, least: int = 1) -> int:
    number = int(told)
    if not least <= number <= LARGEST_SEQUENCE:
        raise ValueError(f"{number} is out of bounds")
    return number


def _moment(told: Any) -> datetime:
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError(f"{told} is in no zone")
    return moment


def _source(producer: str, place: dict[str, Any]) -> str:
    return source_of(producer, place["kind"], place["subject"])


async def begin(
    link: Link, engine: AsyncEngine, service: str, producer: str, since: datetime | None
) -> UUID:
    """Asks a producer for its heads (all of them where ``since`` is None); returns the request."""
    request_id = uuid4()
    names = {"id": request_id, "producer": producer, "since": since}
    async with engine.begin() as connection:
        await connection.execute(BEGIN, names)
    try:
        await ask_heads(link, service, producer, request_id, since)
    except LOST:
        async with engine.begin() as connection:
            await connection.execute(TAKE_BACK, {"id": request_id})
        raise
    return request_id


async def compare(connection: AsyncConnection, service: str, told: HeadsTold) -> None:
    """Notes where a part of an answer and this service's cursors differ, and where no longer."""
    asked = await connection.execute(ASKED_AT, {"request_id": told.request_id})
    asked_at = asked.scalar_one_or_none()
    if asked_at is None:
        # Asked before this database was set back: nobody knows what had been heard by then.
        log.warning("heads.not_asked_for", producer=told.producer, request=str(told.request_id))
        return
    kinds = heard_kinds(service, told.producer)
    names = {
        "asked_at": asked_at,
        "producer": told.producer,
        "sources": list(told.heads),
        "sequences": [head.sequence for head in told.heads.values()],
        "sent": [head.sent for head in told.heads.values()],
        "digests": [head.digest for head in told.heads.values()],
        "whole": told.whole,
        "prefix": f"/civic/{told.producer}/",
        "after": told.after,
        "upto": None if told.complete else max(told.heads, default=told.after),
        "all_kinds": kinds is None,
        "kinds": sorted(kinds or ()),
    }
    await connection.execute(AGREED, names)
    found = await connection.execute(DIFFERENT, names)
    await _note(connection, told, found.rowcount)
    if found.rowcount:
        log.warning("heads.differ", producer=told.producer, subjects=found.rowcount)


async def _note(connection: AsyncConnection, told: HeadsTold, different: int) -> None:
    row = await connection.execute(HIGHEST_BEFORE, {"producer": told.producer})
    before = row.scalar_one_or_none()
    if before is not None and told.position < before:
        log.error("producer.set_back", producer=told.producer, told=told.position, before=before)
    await connection.execute(
        ANSWERED,
        {
            "subjects": len(told.heads),
            "different": different,
            "until": told.until,
            "position": told.position,
            "complete": told.complete,
            "request_id": told.request_id,
        },
    )
