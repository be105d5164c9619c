"""What a batch begins with: its subjects' cursors, locked, what is held for it, and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.inbox_tables import OPEN
from servicekit.messaging.ordering import Place

# How far beyond a subject's cursor a batch looks for held events; the rest is tried one by one.
REACH = 1000


class Opened(NamedTuple):
    """A batch's transaction as it begins: it has the turn of its subjects until COMMIT.

    ``held`` has rows with source, sequence, body, digest and whether the event waits for its time;
    in the order of their places.
    """

    recorded_at: datetime
    clock: datetime
    cursors: dict[str, int]
    held: list[Row[Any]]


async def open_batch(
    connection: AsyncConnection, places: Sequence[Place], *, reach: int = REACH
) -> Opened:
    """Locks the subjects of these places and tells how far each is, 0 for a new one.

    Held is what stands at one of the places, or up to ``reach`` behind a subject's cursor. One
    round trip, however many there are; there is at least one.
    """
    found = await connection.execute(
        OPEN,
        {
            "subjects": list({place.source for place in places}),
            "sources": [place.source for place in places],
            "sequences": [place.sequence for place in places],
            "reach": reach,
        },
    )
    rows = found.all()
    return Opened(
        rows[0].recorded_at,
        rows[0].clock,
        {row.source: row.cursor_at for row in rows},
        [row for row in rows if row.sequence is not None],
    )
