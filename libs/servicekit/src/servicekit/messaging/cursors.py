"""The inbox's cursors: how far each subject has been applied."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.inbox_tables import LOCK_CURSORS, NEW_CURSORS


async def lock(connection: AsyncConnection, sources: Sequence[str]) -> dict[str, int]:
    """The last applied sequence of each subject, 0 for a new one, locked until COMMIT.

    One statement where all are known, as they nearly always are; two where some are new; three
    where somebody else adds the same at this moment, whose row has to be waited for and locked.
    """
    cursors: dict[str, int] = {}
    for statement in (LOCK_CURSORS, NEW_CURSORS, LOCK_CURSORS):
        missing = [source for source in sources if source not in cursors]
        if missing:
            rows = await connection.execute(statement, {"sources": missing})
            cursors |= {row.source: row.sequence for row in rows}
    return cursors
