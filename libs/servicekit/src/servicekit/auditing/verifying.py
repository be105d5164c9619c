"""Computing the chain again from the rows, and saying where it differs from what was sealed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.auditing.chain import GENESIS, head_after
from servicekit.auditing.members import digests_of

SEALS = text("SELECT number, rows, head FROM kit.audit_seals ORDER BY number")

# No transaction that writes lasts longer than some seconds: what was recorded a minute before a
# batch was sealed would have been in it, or in an earlier one. Not where the clock was set back
# between the two: their times say nothing of each other then, and that is told.
BACKDATED = text("""
    SELECT audit.id FROM kit.audit LEFT JOIN kit.audit_sealed ON audit_id = audit.id
    JOIN kit.audit_seals AS earlier
        ON earlier.number = coalesce(batch - 1, (SELECT max(number) FROM kit.audit_seals))
    LEFT JOIN kit.audit_seals AS own ON own.number = batch
    WHERE audit.recorded_at < earlier.sealed_at - interval '1 minute'
        AND coalesce(own.sealed_at, now()) >= earlier.sealed_at
    ORDER BY audit.id LIMIT 20
""")

SET_BACK = text("""
    SELECT own.number FROM kit.audit_seals AS own
    JOIN kit.audit_seals AS earlier ON earlier.number = own.number - 1
    WHERE own.sealed_at < earlier.sealed_at ORDER BY own.number
""")

PUBLISHED = text("""
    SELECT day, batch, heads.head = seals.head AS same
    FROM kit.audit_heads AS heads LEFT JOIN kit.audit_seals AS seals ON number = batch
    ORDER BY day
""")

NOT_SEALED = text("""
    SELECT count(*) FROM kit.audit WHERE NOT EXISTS (
        SELECT FROM kit.audit_sealed WHERE audit_id = audit.id)
""")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verification found: how much it went through, and every way in which it differs.

    ``set_back`` are batches that were sealed at an earlier time than the one before: no change of
    the log, but somebody should know when the server's clock was set.
    """

    batches: int
    rows: int
    not_sealed: int
    head: bytes
    differences: tuple[str, ...]
    set_back: tuple[int, ...]


async def verify(connection: AsyncConnection, noted: dict[int, bytes]) -> Finding:
    """Goes through the whole log. ``noted`` are heads, by batch, that were kept elsewhere."""
    head, batches, rows = GENESIS, 0, 0
    differences: list[str] = []
    for sealed in (await connection.execute(SEALS)).all():
        batches += 1
        digests = await digests_of(connection, sealed.number)
        rows += len(digests)
        expected = head_after(head, sealed.number, digests)
        head = bytes(sealed.head)
        differences += _told(sealed.number, batches, sealed.rows, len(digests), expected == head)
        if noted.get(sealed.number, head) != head:
            differences.append(f"batch {sealed.number}: not the head that was noted")
    differences += [f"batch {number}: is gone" for number in noted if number > batches]
    differences += await _other_differences(connection)
    not_sealed = (await connection.execute(NOT_SEALED)).scalar_one()
    set_back = (await connection.execute(SET_BACK)).scalars().all()
    return Finding(batches, rows, not_sealed, head, tuple(differences), tuple(set_back))


def _told(number: int, place: int, sealed: int, found: int, holds: bool) -> list[str]:
    if number != place:
        return [f"batch {place}: is gone"]
    if sealed != found:
        return [f"batch {number}: {sealed} rows were sealed, {found} are there"]
    return [] if holds else [f"batch {number}: a row was changed, or the one before was resealed"]


async def _other_differences(connection: AsyncConnection) -> list[str]:
    backdated = (await connection.execute(BACKDATED)).scalars().all()
    published = (await connection.execute(PUBLISHED)).all()
    found = [f"row {number}: was added with an earlier time" for number in backdated]
    return found + [
        f"batch {row.batch}: not the head that was published on {row.day}"
        for row in published
        if not row.same
    ]
