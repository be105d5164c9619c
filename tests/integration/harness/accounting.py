"""What became of messages: each is applied, held or dead, by the digest of its body."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import asyncpg

LOST = "lost"
TWICE = "in two places"

# What a person can act on; anything else is a message of which nobody can say what it is.
KNOWN_FATES = frozenset(
    (
        "applied",
        *("dead: malformed-envelope", "dead: invalid-payload"),
        *("dead: forged-origin", "dead: another-body"),
        *("held: ahead", "held: failed", "held: unknown-reference"),
        *("held: poison", "held: parked", "held: again"),
    )
)

FATES = """
    SELECT CASE
        WHEN num_nonnulls(dead.digest, held.digest, applied.digest) > 1 THEN 'in two places'
        ELSE coalesce('dead: ' || dead.reason, 'held: ' || held.reason,
                      CASE WHEN applied.digest IS NOT NULL THEN 'applied' END, 'lost')
        END AS fate, count(*) AS messages
    FROM sent LEFT JOIN kit.dead_letters AS dead USING (digest)
        LEFT JOIN kit.inbox_held AS held USING (digest)
        LEFT JOIN kit.inbox_digests AS applied USING (digest)
    GROUP BY 1
"""


async def fates(database: str, bodies: Iterable[bytes]) -> Counter[str]:
    """How many distinct bodies met each fate: one of ``KNOWN_FATES``, ``LOST`` or ``TWICE``."""
    digests = {hashlib.sha256(body).digest() for body in bodies}
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("CREATE TEMP TABLE sent (digest bytea)")
        await connection.copy_records_to_table("sent", records=[(one,) for one in digests])
        rows = await connection.fetch(FATES)
        return Counter({row["fate"]: row["messages"] for row in rows})
    finally:
        await connection.close()


def unclassified(found: Counter[str]) -> list[str]:
    """Fates that nobody knows, as a sentence each."""
    return [
        f"{messages} messages: {fate}"
        for fate, messages in found.items()
        if fate not in KNOWN_FATES and fate not in {LOST, TWICE}
    ]
