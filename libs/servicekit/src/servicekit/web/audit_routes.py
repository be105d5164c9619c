"""The heads of the audit log's hash chain, for everybody to note down and compare with later."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel
from sqlalchemy import text

from servicekit.identity import public
from servicekit.web.routing import Api
from servicekit.web.runtime import Reading

HEADS = text("SELECT day, batch, head FROM kit.audit_heads ORDER BY day DESC LIMIT 400")


class AuditHead(BaseModel):
    """The chain's head on a day: 64 hex digits after so many batches."""

    day: date
    batch: int
    head: str


def audit_routes() -> Api:
    """``GET /<service>/api/audit/heads``, for everybody."""
    api = Api()

    @api.get("/audit/heads", permit=public)
    async def get_heads(reading: Reading) -> list[AuditHead]:
        """The published heads, the newest first; a day on which nothing was sealed has none."""
        rows = await reading.connection.execute(HEADS)
        return [AuditHead(day=row.day, batch=row.batch, head=row.head.hex()) for row in rows]

    return api
