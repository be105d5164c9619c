"""What waits for an operator: held and parked events, dead messages.

Every change is one transaction, can be repeated without harm, and leaves an audit row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.reading import Parse

HELD = text("""
    SELECT source, sequence, type, reason, attempts, received_at, not_before, detail
    FROM kit.inbox_held ORDER BY received_at, source, sequence LIMIT :limit
""")

BURIED = text("""
    SELECT id, reason, origin, routing_key, received_at, detail
    FROM kit.dead_letters ORDER BY id LIMIT :limit
""")

BODY_OF_HELD = text(
    "SELECT body FROM kit.inbox_held WHERE source = :source AND sequence = :sequence"
)
BODY_OF_BURIED = text("SELECT body FROM kit.dead_letters WHERE id = :id")

TRY_AGAIN = text("""
    UPDATE kit.inbox_held SET attempts = 0, not_before = now(), reason = 'again'
    WHERE source = :source RETURNING sequence
""")

DISCARD_HELD = text("""
    DELETE FROM kit.inbox_held WHERE source = :source AND sequence = :sequence
    RETURNING event_id, digest
""")

# Only the next event of a subject may be passed over: the cursor never leaves a gap behind it.
PASS_OVER = text("""
    UPDATE kit.inbox_cursors SET sequence = :sequence
    WHERE source = :source AND sequence = :sequence - 1 RETURNING source
""")

REMEMBER = text("""
    INSERT INTO kit.inbox_digests (source, sequence, digest) VALUES (:source, :sequence, :digest)
""")

UNBURY = text("DELETE FROM kit.dead_letters WHERE id = :id RETURNING reason, body, digest")

# What was said in another's name, or stands where something else was said: never an event.
NEVER_AN_EVENT = frozenset({"forged-origin", "another-body"})

HOLD = text("""
    INSERT INTO kit.inbox_cursors (source) VALUES (:source) ON CONFLICT DO NOTHING
""")

HOLD_EVENT = text("""
    INSERT INTO kit.inbox_held (source, sequence, event_id, type, body, digest, reason)
    SELECT :source, :sequence, :event_id, :type, :body, :digest, 'again'
    WHERE NOT EXISTS (SELECT 1 FROM kit.inbox_cursors
                      WHERE source = :source AND sequence >= :sequence)
    ON CONFLICT (source, sequence) DO NOTHING
""")

AUDIT = text("""
    INSERT INTO kit.audit (actor, roles, action, target, facts)
    VALUES (NULL, '{operator}', :action, :target, jsonb_build_object('reason', cast(:why AS text)))
""")


class NothingThere(Exception):
    """There is no such held event or buried message."""


class NotReplayable(Exception):
    """The message was buried for what it is, not for what a reader could not do yet."""


async def held(connection: AsyncConnection, limit: int = 200) -> Sequence[Row[Any]]:
    """Held events, the longest waiting first."""
    return (await connection.execute(HELD, {"limit": limit})).all()


async def buried(connection: AsyncConnection, limit: int = 200) -> Sequence[Row[Any]]:
    """Dead messages, the oldest first."""
    return (await connection.execute(BURIED, {"limit": limit})).all()


async def body(connection: AsyncConnection, source: str | int, sequence: int = 0) -> bytes:
    """The bytes of a held event (source and sequence) or of a buried message (its id)."""
    found = (
        await connection.execute(BODY_OF_BURIED, {"id": source})
        if isinstance(source, int)
        else await connection.execute(BODY_OF_HELD, {"source": source, "sequence": sequence})
    )
    row = found.one_or_none()
    if row is None:
        raise NothingThere(f"{source} {sequence or ''}".strip())
    return bytes(row.body)


async def try_again(connection: AsyncConnection, source: str) -> int:
    """Has a subject's held events tried again at once; returns how many there are."""
    rows = (await connection.execute(TRY_AGAIN, {"source": source})).all()
    if not rows:
        raise NothingThere(source)
    await _audit(connection, "inbox.try-again", source, "")
    return len(rows)


async def discard_held(connection: AsyncConnection, source: str, sequence: int, why: str) -> None:
    """Passes over the next event of a subject for good; what follows it is then applied."""
    names = {"source": source, "sequence": sequence}
    if (await connection.execute(PASS_OVER, names)).one_or_none() is None:
        raise NothingThere(f"{source} does not wait for {sequence}")
    row = (await connection.execute(DISCARD_HELD, names)).one_or_none()
    if row is None:
        raise NothingThere(f"{source} {sequence}")
    await connection.execute(REMEMBER, names | {"digest": row.digest})
    await _audit(connection, "inbox.discard", f"{source} {sequence}", why)


async def take_up_again(connection: AsyncConnection, identifier: int, parse: Parse) -> None:
    """Moves a buried message among the held events, now that this reader can read it.

    Raises ``BadEvent`` where it still cannot, :class:`NotReplayable` for a message that was
    forged or whose place another body has, and :class:`NothingThere`.
    """
    row = (await connection.execute(UNBURY, {"id": identifier})).one_or_none()
    if row is None:
        raise NothingThere(str(identifier))
    if row.reason in NEVER_AN_EVENT:
        raise NotReplayable(f"message {identifier} is {row.reason}; it can only be discarded")
    envelope, _ = parse(bytes(row.body))
    await connection.execute(HOLD, {"source": envelope.source})
    await connection.execute(
        HOLD_EVENT,
        {
            "source": envelope.source,
            "sequence": envelope.number,
            "event_id": envelope.id,
            "type": envelope.type,
            "body": row.body,
            "digest": row.digest,
        },
    )
    await _audit(connection, "dead-letter.take-up", str(identifier), "")


async def discard_buried(connection: AsyncConnection, identifier: int, why: str) -> None:
    """Deletes a buried message for good."""
    if (await connection.execute(UNBURY, {"id": identifier})).one_or_none() is None:
        raise NothingThere(str(identifier))
    await _audit(connection, "dead-letter.discard", str(identifier), why)


async def _audit(connection: AsyncConnection, action: str, target: str, why: str) -> None:
    await connection.execute(AUDIT, {"action": action, "target": target, "why": why})
