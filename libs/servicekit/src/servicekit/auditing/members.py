"""The rows of one batch, as they are hashed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.auditing.chain import digest_of

MEMBERS = text("""
    SELECT audit.* FROM kit.audit_sealed JOIN kit.audit ON audit.id = audit_id
    WHERE batch = :batch ORDER BY audit.id
""").columns(facts=JSONB)


async def digests_of(connection: AsyncConnection, batch: int) -> list[bytes]:
    """The digests of a batch's rows in the order of their ids; the rows themselves pass by."""
    async with connection.stream(MEMBERS, {"batch": batch}) as rows:
        return [digest_of(row) async for row in rows]
