"""What becomes of an event that its handler cannot bear: it waits, for its time or for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.errors import UnknownReference
from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.ordering import Place
from servicekit.messaging.put_aside import storable

log = structlog.get_logger(__name__)

# After so many failed attempts an event waits for a person; an unknown reference may still come.
POISON_AFTER = 8
UNKNOWN_REFERENCE_AFTER = 200


class NoAnswer(Exception):
    """It was tried so often, and each time the process ended before it could say how."""


class Failure(NamedTuple):
    """An event that failed, why, and how often it has been tried, this time included."""

    place: Place
    cause: BaseException | None
    attempts: int = 1

    @property
    def reason(self) -> str:
        """The code under which the event is held."""
        missing = isinstance(self.cause, UnknownReference)
        limit = UNKNOWN_REFERENCE_AFTER if missing else POISON_AFTER
        if isinstance(self.cause, NoAnswer) or self.attempts >= limit:
            return "poison"
        return "unknown-reference" if missing else "failed"

    @property
    def detail(self) -> str:
        """What is said to whoever looks at it: the error, in at most 2,000 characters."""
        return storable(f"{type(self.cause).__name__}: {self.cause}")[:2000]


async def note_failures(connection: AsyncConnection, failures: Sequence[Failure]) -> None:
    """Notes of held events that they failed; each is tried again in its time, unless it is poison.

    The time to the next attempt grows from 0.4 s to a minute.
    """
    for failure in failures:
        source, sequence = failure.place
        told = {"reason": failure.reason, "detail": failure.detail}
        log.warning("event.held", source=source, sequence=sequence, **told)
    if failures:
        await connection.execute(
            tables.FAILED,
            {
                "sources": [failure.place.source for failure in failures],
                "sequences": [failure.place.sequence for failure in failures],
                "reasons": [failure.reason for failure in failures],
                "details": [failure.detail for failure in failures],
            },
        )
