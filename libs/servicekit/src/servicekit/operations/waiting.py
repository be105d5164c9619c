"""What waits for an operator: held and parked events, dead messages.

Every change is one transaction, can be repeated without harm, and leaves an audit row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from civic_contracts.errors import BadEvent
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.reading import LARGEST_SEQUENCE, Parse
from servicekit.operations.operator import NothingThere, audit, audit_each

MATCHES = """
    (cast(:reason AS text) IS NULL OR reason = :reason)
    AND (cast(:type AS text) IS NULL OR starts_with({type}, :type))
"""

HELD = text(f"""
    SELECT source, sequence, type, reason, attempts, received_at, not_before, detail
    FROM kit.inbox_held WHERE {MATCHES.format(type="type")}
    ORDER BY received_at, source, sequence LIMIT :limit
""")  # noqa: S608 - nothing in it comes from outside

BURIED = text(f"""
    SELECT id, reason, origin, routing_key, received_at, detail
    FROM kit.dead_letters WHERE {MATCHES.format(type="'civic.' || routing_key")}
    ORDER BY id LIMIT :limit
""")  # noqa: S608 - nothing in it comes from outside

COUNTS = text("""
    SELECT 'held' AS waits, reason, count(*) AS count FROM kit.inbox_held GROUP BY reason
    UNION ALL
    SELECT 'dead', reason, count(*) FROM kit.dead_letters GROUP BY reason
    ORDER BY 1 DESC, 2
""")

BODY_OF_HELD = text(
    "SELECT body FROM kit.inbox_held WHERE source = :source AND sequence = :sequence"
)
BODY_OF_BURIED = text("SELECT body FROM kit.dead_letters WHERE id = :id")

AGAIN = """
    UPDATE kit.inbox_held SET attempts = 0, unanswered = 0, not_before = now(), reason = 'again'
"""
TRY_AGAIN = text(f"{AGAIN} WHERE source = :source RETURNING source")

TRY_ALL_AGAIN = text(f"""{AGAIN}
    WHERE source IN (SELECT source FROM kit.inbox_held WHERE {MATCHES.format(type="type")})
    RETURNING source
""")  # noqa: S608 - nothing in it comes from outside

DEAD = text("""
    SELECT reason, origin, body, digest FROM kit.dead_letters WHERE id = :id FOR UPDATE
""")
UNBURY = text("DELETE FROM kit.dead_letters WHERE id = :id RETURNING id")

# What was said in another's name, or stands where something else was said: never an event.
NEVER_AN_EVENT = frozenset({"forged-origin", "another-body"})

# Whoever applies, holds or passes over an event of a subject has its cursor locked. One that is not
# known here yet becomes known.
TAKE_TURN = text("""
    INSERT INTO kit.inbox_cursors AS known (source) VALUES (:source)
    ON CONFLICT (source) DO UPDATE SET sequence = known.sequence
""")

HOLD_EVENT = text("""
    INSERT INTO kit.inbox_held (source, sequence, event_id, type, body, digest, reason)
    SELECT :source, :sequence, :event_id, :type, :body, :digest, 'again'
    WHERE NOT EXISTS (SELECT 1 FROM kit.inbox_cursors
                      WHERE source = :source AND sequence >= :sequence)
    ON CONFLICT (source, sequence) DO NOTHING RETURNING sequence
""")

# The same message came once more, to a reader that could read it.
CAME_AGAIN = text("""
    SELECT 1 FROM kit.inbox_held
    WHERE source = :source AND sequence = :sequence AND digest = :digest
    UNION ALL SELECT 1 FROM kit.inbox_digests
    WHERE source = :source AND sequence = :sequence AND digest = :digest
""")


class NotReplayable(Exception):
    """The message was buried for what it is, not for what a reader could not do yet."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which of what waits is meant: of a reason, of types that begin so; everything by default."""

    reason: str | None = None
    type: str | None = None

    def names(self, limit: int) -> dict[str, Any]:
        """The parameters of the statements above."""
        return {"reason": self.reason, "type": self.type, "limit": limit}


ALL = Which()
MOST = 1_000_000


async def held(
    connection: AsyncConnection, which: Which = ALL, limit: int = 200
) -> Sequence[Row[Any]]:
    """Held events, the longest waiting first."""
    return (await connection.execute(HELD, which.names(limit))).all()


async def buried(
    connection: AsyncConnection, which: Which = ALL, limit: int = 200
) -> Sequence[Row[Any]]:
    """Dead messages, the oldest first."""
    return (await connection.execute(BURIED, which.names(limit))).all()


async def counts(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """How many wait, held or dead, for which reason."""
    return (await connection.execute(COUNTS)).all()


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
    await audit(connection, "inbox.try-again", source, "")
    return len(rows)


async def try_all_again(connection: AsyncConnection, which: Which) -> int:
    """The same for every subject with a held event that is meant; returns how many events."""
    found = (await connection.execute(TRY_ALL_AGAIN, which.names(MOST))).scalars().all()
    await audit_each(connection, "inbox.try-again", sorted(set(found)), "")
    return len(found)


async def take_up_again(connection: AsyncConnection, identifier: int, parse: Parse) -> None:
    """Moves a buried message among the held events, now that this reader can read it.

    Raises ``BadEvent`` where it still cannot, :class:`NotReplayable` for a message that was
    forged or whose place is taken or was passed over, and :class:`NothingThere`.
    """
    row = (await connection.execute(DEAD, {"id": identifier})).one_or_none()
    if row is None:
        raise NothingThere(str(identifier))
    if row.reason in NEVER_AN_EVENT:
        raise _never(identifier, row.reason)
    envelope, _ = parse(bytes(row.body))
    # What cannot be read says nothing of who it is from, so nobody has compared this before.
    if row.origin != envelope.service:
        raise _never(identifier, f"from {row.origin}, and speaks for {envelope.service}")
    if envelope.number > LARGEST_SEQUENCE:
        raise _never(identifier, "beyond the largest number")
    place = {"source": envelope.source, "sequence": envelope.number, "digest": row.digest}
    event = {"event_id": envelope.id, "type": envelope.type, "body": row.body}
    await connection.execute(TAKE_TURN, {"source": envelope.source})
    held = (await connection.execute(HOLD_EVENT, place | event)).one_or_none()
    if held is None and (await connection.execute(CAME_AGAIN, place)).first() is None:
        raise _never(identifier, f"too late for {envelope.source} {envelope.number}")
    await connection.execute(UNBURY, {"id": identifier})
    await audit(connection, "dead-letter.take-up", str(identifier), "")


def _never(identifier: int, why: str) -> NotReplayable:
    return NotReplayable(f"message {identifier} is {why}; it can only be discarded")


async def take_all_up_again(
    connection: AsyncConnection, which: Which, parse: Parse
) -> tuple[int, int]:
    """The same for every buried message that is meant; returns how many were and were not read."""
    taken, left = 0, 0
    for row in await buried(connection, which, MOST):
        try:
            await take_up_again(connection, row.id, parse)
            taken += 1
        except (BadEvent, NotReplayable):
            left += 1
    return taken, left
