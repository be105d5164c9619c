"""Forgetting a person here, and noting which service has done so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from servicekit import UnitOfWork
from sqlalchemy import text

ASKED = text("""
    INSERT INTO erasures (reference, asked_at, asked_on) VALUES (:reference, :service, :day)
    ON CONFLICT (reference) DO NOTHING
""")

ANSWERED = text("""
    INSERT INTO erasure_answers (reference, service, answered_on, records, kept)
    VALUES (:reference, :service, :day, :records, :kept)
    ON CONFLICT (reference, service) DO UPDATE
    SET answered_on = excluded.answered_on, records = excluded.records, kept = excluded.kept
""")

LIST = text("""
    SELECT asked.reference, asked.asked_at, asked.asked_on,
           coalesce(json_object_agg(answer.service, answer.answered_on)
                    FILTER (WHERE answer.service IS NOT NULL), '{}')::text AS answers
    FROM erasures AS asked LEFT JOIN erasure_answers AS answer USING (reference)
    GROUP BY asked.reference ORDER BY asked.asked_on DESC, asked.reference LIMIT :limit
""")


def reference_of(person_key: str) -> str:
    """What a request is called here: a hash, for the key itself is not kept."""
    return hashlib.sha256(b"erasure:" + person_key.encode()).hexdigest()[:16]


async def note_asked(uow: UnitOfWork, person_key: str, service: str, day: date) -> None:
    """Notes that somebody asked a service to be forgotten."""
    asked = {"reference": reference_of(person_key), "service": service, "day": day}
    await uow.connection.execute(ASKED, asked)


async def note_answered(
    uow: UnitOfWork, person_key: str, service: str, day: date, records: int, kept: Sequence[str]
) -> None:
    """Notes that a service has forgotten, and which statutory records it had to keep."""
    await uow.connection.execute(
        ANSWERED,
        {
            "reference": reference_of(person_key),
            "service": service,
            "day": day,
            "records": records,
            "kept": list(kept),
        },
    )
