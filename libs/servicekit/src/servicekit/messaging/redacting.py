"""Taking withdrawn texts out of the outbox, the only change that its rows ever see.

A job of the kit's own, due as soon as a withdrawal is said. What is kept beside a redacted body is
the digest of the body that was sent, so that a consumer which had it recognises a repeat.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import structlog
from civic_contracts.withdrawal import without_texts
from sqlalchemy import text

from servicekit.messaging.outbox import REDACT

if TYPE_CHECKING:
    from servicekit.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

NOT_SENT_YET = timedelta(seconds=10)

# Nearly always the same subject; only the rest is looked for everywhere.
OF_THE_SUBJECT = text("""
    SELECT position, recorded_at, event_id, body, published_at FROM kit.outbox
    WHERE source = :source AND event_id = ANY(cast(:ids AS uuid[])) FOR UPDATE
""")

ANYWHERE = text("""
    SELECT position, recorded_at, event_id, body, published_at FROM kit.outbox
    WHERE event_id = ANY(cast(:ids AS uuid[])) FOR UPDATE
""")

REPLACE = text("""
    UPDATE kit.outbox SET body = :body, digest = coalesce(digest, sha256(body))
    WHERE position = :position AND recorded_at = :recorded_at
""")


async def redact(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """Replaces the public texts of these events; what is not sent yet is left to a later time."""
    wanted = {UUID(found) for found in payload["event_ids"]}
    names = {"source": payload["source"], "ids": list(wanted)}
    found = list(await uow.connection.execute(OF_THE_SUBJECT, names))
    if rest := wanted - {row.event_id for row in found}:
        found += list(await uow.connection.execute(ANYWHERE, {"ids": list(rest)}))
    unsent = [row for row in found if row.published_at is None]
    for row in found:
        if row.published_at is not None:
            place = {"position": row.position, "recorded_at": row.recorded_at}
            await uow.connection.execute(REPLACE, place | {"body": without_texts(row.body)})
    if unsent:
        again = payload | {"event_ids": [str(row.event_id) for row in unsent]}
        due_at = uow.now + NOT_SENT_YET
        await uow.schedule(REDACT, due_at=due_at, payload=again, key=str(uuid4()))
    log.info("outbox.redacted", events=len(found) - len(unsent), later=len(unsent))
