"""Giving up what waits: its effect will be missing here for good, and the reason is kept."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging import differences
from servicekit.operations.operator import NothingThere, Refused, audit, audit_each
from servicekit.operations.waiting import MATCHES, MOST, TAKE_TURN, UNBURY, Which

DISCARD_HELD = text("""
    DELETE FROM kit.inbox_held WHERE source = :source AND sequence = :sequence
    RETURNING event_id, digest
""")

# Only the next event of a subject may be passed over: the cursor never leaves a gap behind it.
PASS_OVER = text("""
    UPDATE kit.inbox_cursors SET sequence = :sequence
    WHERE source = :source AND sequence = :sequence - 1 RETURNING source
""")

# Cursors are locked, as an event that is applied meanwhile makes the one behind it the next.
DISCARD_NEXT = text(f"""
    WITH next AS (
        SELECT held.source, held.sequence FROM kit.inbox_held AS held
        JOIN kit.inbox_cursors AS cursor USING (source)
        WHERE held.sequence = cursor.sequence + 1 AND {MATCHES.format(type="type")}
        ORDER BY source FOR UPDATE OF cursor),
    gone AS (
        DELETE FROM kit.inbox_held AS held USING next
        WHERE held.source = next.source AND held.sequence = next.sequence
        RETURNING held.source, held.sequence, held.digest),
    passed_over AS (
        UPDATE kit.inbox_cursors AS cursor SET sequence = gone.sequence FROM gone
        WHERE cursor.source = gone.source),
    remembered AS (INSERT INTO kit.inbox_digests (source, sequence, digest) SELECT * FROM gone)
    SELECT source, sequence FROM gone ORDER BY source
""")  # noqa: S608 - nothing in it comes from outside

DISCARD_DEAD = text(f"""
    DELETE FROM kit.dead_letters WHERE {MATCHES.format(type="'civic.' || routing_key")}
    RETURNING id
""")  # noqa: S608 - nothing in it comes from outside

REMEMBER = text("""
    INSERT INTO kit.inbox_digests (source, sequence, digest) VALUES (:source, :sequence, :digest)
""")

FIRST_HELD = text("SELECT min(sequence) FROM kit.inbox_held WHERE source = :source")

SKIP = text("""
    UPDATE kit.inbox_cursors AS cursor SET sequence = :until
    FROM (SELECT sequence FROM kit.inbox_cursors WHERE source = :source) AS before
    WHERE source = :source AND cursor.sequence < :until RETURNING before.sequence
""")

COMPARED = text("""
    SELECT max(asked_at) FROM kit.comparisons
    WHERE producer = :producer AND answered_at IS NOT NULL
""")


async def discard_held(connection: AsyncConnection, source: str, sequence: int, why: str) -> None:
    """Passes over the next event of a subject for good; what follows it is then applied."""
    names = {"source": source, "sequence": sequence}
    if (await connection.execute(PASS_OVER, names)).one_or_none() is None:
        raise NothingThere(f"{source} does not wait for {sequence}")
    row = (await connection.execute(DISCARD_HELD, names)).one_or_none()
    if row is None:
        raise NothingThere(f"{source} {sequence}")
    await connection.execute(REMEMBER, names | {"digest": row.digest})
    await audit(connection, "inbox.discard", f"{source} {sequence}", why)


async def discard_buried(connection: AsyncConnection, identifier: int, why: str) -> None:
    """Deletes a buried message for good."""
    if (await connection.execute(UNBURY, {"id": identifier})).one_or_none() is None:
        raise NothingThere(str(identifier))
    await audit(connection, "dead-letter.discard", str(identifier), why)


async def discard_all(connection: AsyncConnection, which: Which, why: str) -> int:
    """Discards what is meant and may be: dead messages, and events that are their subject's next.

    Returns how many; what waits behind another event is left to be applied after it.
    """
    held = (await connection.execute(DISCARD_NEXT, which.names(MOST))).all()
    events = [f"{row.source} {row.sequence}" for row in held]
    await audit_each(connection, "inbox.discard", events, why)
    dead = sorted((await connection.execute(DISCARD_DEAD, which.names(MOST))).scalars())
    await audit_each(connection, "dead-letter.discard", list(map(str, dead)), why)
    return len(events) + len(dead)


async def skip(connection: AsyncConnection, source: str, until: int, why: str) -> int:
    """Goes on behind ``until`` although nothing of it has come; returns how many were skipped.

    For what its producer no longer has. What did come is to be replayed or discarded first.
    """
    await connection.execute(TAKE_TURN, {"source": source})
    first_held = (await connection.execute(FIRST_HELD, {"source": source})).scalar_one()
    if first_held is not None and first_held <= until:
        raise Refused(f"{source} {first_held} is held here: replay or discard it")
    row = (await connection.execute(SKIP, {"source": source, "until": until})).one_or_none()
    if row is None:
        raise NothingThere(f"{source} is not before {until}")
    await audit(connection, "inbox.skip", f"{source} {row.sequence + 1} to {until}", why)
    return until - int(row.sequence)


async def skip_missing(connection: AsyncConnection, producer: str, why: str) -> int:
    """Skips everything of a producer that was asked for and has not come; returns how many.

    A producer answers in turn: what it told again stands before its answer to a later comparison.
    """
    compared = (await connection.execute(COMPARED, {"producer": producer})).scalar_one()
    skipped, on_its_way = 0, 0
    for row in await differences.listed(connection, MOST):
        if row.producer == producer and row.state == "missing" and row.asked:
            if compared is None or compared < row.asked_at:
                on_its_way += 1
                continue
            first = (await connection.execute(FIRST_HELD, {"source": row.source})).scalar_one()
            until = row.told if first is None else min(row.told, first - 1)
            if until > row.heard:
                skipped += await skip(connection, row.source, until, why)
    if on_its_way and not skipped:
        raise Refused(f"what was asked of {producer} may be on its way: reconcile first")
    if not skipped:
        raise NothingThere(f"nothing of {producer} was asked for in vain")
    return skipped
