"""Messages that concern the inbox itself: a producer tells its heads, or has texts withdrawn.

They are heeded in the transaction of the batch in which they came, after its events. Heads are no
event of any subject; a withdrawal is one, and its handlers hear it in its turn. Here it takes the
words out of what waits, at once, whatever it has to wait for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from civic_contracts.envelope import Envelope
from civic_contracts.errors import MalformedEnvelope
from civic_contracts.withdrawal import TEXT_WITHDRAWN, WITHDRAWN, withdrawn_by, without_texts
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.asking import HEADS_TOLD
from servicekit.messaging.comparing import HeadsTold, compare
from servicekit.messaging.ordering import Arrival
from servicekit.messaging.reading import Unreadable

# A withdrawal that waits may name an event of its subject that has only come now.
WITHDRAWALS = text("""
    SELECT body FROM kit.inbox_held
    WHERE source = ANY(cast(:sources AS text[])) AND strpos(type, :withdrawal) > 0
""")

HELD = text("""
    SELECT source, sequence, body FROM kit.inbox_held
    WHERE event_id = ANY(:ids) AND starts_with(source, :prefix) FOR UPDATE
""")

# The digest stays that of the body as it was sent: the same message is still the same message.
REDACT = text("""
    UPDATE kit.inbox_held SET body = :body WHERE source = :source AND sequence = :sequence
""")

REDACT_DEAD = text("""
    UPDATE kit.dead_letters SET body = :withdrawn
    WHERE message_id = ANY(:ids) AND origin = :producer AND reason <> 'forged-origin'
""")


@dataclass(slots=True)
class Notices:
    """What a batch says to the inbox itself."""

    heads: list[HeadsTold] = field(default_factory=list)
    withdrawn: dict[str, set[UUID]] = field(default_factory=dict)

    def take(self, envelope: Envelope) -> bool | Unreadable:
        """Takes note of a message; whether that was all that it is for."""
        if envelope.type == f"civic.{envelope.service}.replay.{HEADS_TOLD}.v1":
            try:
                self.heads.append(HeadsTold.of(envelope))
            except (KeyError, TypeError, ValueError) as error:
                return Unreadable("invalid-payload", f"heads: {error!r}")
            return True
        if ids := withdrawn_by(envelope):
            self.withdrawn.setdefault(envelope.service, set()).update(ids)
        return False

    async def heed(
        self, connection: AsyncConnection, service: str, held: Sequence[Arrival]
    ) -> None:
        """Acts on what was noted, in the batch's transaction, in which ``held`` was put aside."""
        if held:
            await self._take_waiting(connection, {arrival.place.source for arrival in held})
        for producer, ids in self.withdrawn.items():
            await _withdraw(connection, producer, ids)
        for told in self.heads:
            await compare(connection, service, told)

    async def _take_waiting(self, connection: AsyncConnection, sources: set[str]) -> None:
        names = {"sources": list(sources), "withdrawal": f".{TEXT_WITHDRAWN}."}
        for body in (await connection.execute(WITHDRAWALS, names)).scalars():
            # What cannot be read any more says so when its turn comes.
            with suppress(MalformedEnvelope):
                self.take(Envelope.from_json(body))


async def _withdraw(connection: AsyncConnection, producer: str, ids: set[UUID]) -> None:
    names = {"ids": list(ids), "prefix": f"/civic/{producer}/"}
    for row in (await connection.execute(HELD, names)).all():
        body = _without_texts(row.body)
        await connection.execute(REDACT, {**row._mapping, "body": body})
    dead = {"ids": [str(found) for found in ids], "producer": producer}
    await connection.execute(REDACT_DEAD, dead | {"withdrawn": WITHDRAWN.encode()})


def _without_texts(body: bytes) -> bytes:
    try:
        return without_texts(body)
    except MalformedEnvelope:
        return WITHDRAWN.encode()
