"""How rows of the audit log become one hash: anybody can compute it again from what is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, Protocol

GENESIS: Final = bytes(32)
"""The head before the first batch."""


class AuditRow(Protocol):
    """A row of ``kit.audit``."""

    id: int
    recorded_at: datetime
    actor: str | None
    roles: list[str]
    action: str
    target: str
    facts: Any


def digest_of(row: AuditRow) -> bytes:
    """The SHA-256 of a row, written as a JSON list without spaces, keys in order, times in UTC."""
    parts = [
        row.id,
        row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.actor,
        row.roles,
        row.action,
        row.target,
        row.facts,
    ]
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).digest()


def head_after(head: bytes, batch: int, digests: Iterable[bytes]) -> bytes:
    """The head after a batch: SHA-256 of the head before, the batch's number, its rows' digests.

    The number is eight bytes, the greatest first; the digests stand in the order of the rows' ids.
    """
    chain = hashlib.sha256(head + batch.to_bytes(8, "big"))
    for digest in digests:
        chain.update(digest)
    return chain.digest()
