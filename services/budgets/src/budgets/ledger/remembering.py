"""The trial balance, added up again only when money has moved.

Everybody may ask whether the ledger is sound, and adding it up reads every posting there ever was.
So each process remembers its last result for as long as the accounts stand as they stood: every
posting writes to the rows of its accounts, a few hundred for a council, whose versions tell whether
anything was booked since. However often it is asked, the postings are read once for each time that
money moved, by one request at a time, and the answer is never an old one. After a minute they are
read all the same, so that what was changed past the triggers is found too.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from servicekit.web.runtime import ReadingTransaction
from sqlalchemy import text

from budgets.ledger.queries import TrialBalance, trial_balance

FRESH_SECONDS = 60.0

STANDS = text("""
    SELECT current_database() AS name, coalesce(md5(string_agg(
        id::text || ' ' || balance::text || ' ' || xmin::text, ',' ORDER BY id)), '') AS versions
    FROM ledger_accounts
""")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A result, the versions of the accounts that it is about, and when it was added up."""

    versions: str
    at: float
    found: TrialBalance

    def still_holds(self, versions: str, now: float) -> bool:
        """Whether nothing was booked since, and it is not too old; ``now`` in seconds."""
        return self.versions == versions and now - self.at < FRESH_SECONDS


# By database: a process has one, a test run several.
_last: dict[str, Remembered] = {}
_turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def remembered_trial_balance(
    reads: Callable[[], AbstractAsyncContextManager[ReadingTransaction]],
) -> TrialBalance:
    """The trial balance as of now.

    ``reads`` begins a view of the database. Whoever waits for the turn holds none meanwhile, so
    that many who ask keep no other reader out.
    """
    async with reads() as reading:
        stands = (await reading.connection.execute(STANDS)).one()
    if (known := _holds(stands.name, stands.versions)) is not None:
        return known
    async with _turn[stands.name], reads() as reading:
        # Whoever had the turn before may have added up the same.
        stands = (await reading.connection.execute(STANDS)).one()
        if (known := _holds(stands.name, stands.versions)) is not None:
            return known
        found = await trial_balance(reading.connection)
        _last[stands.name] = Remembered(stands.versions, time.monotonic(), found)
        return found


def _holds(name: str, versions: str) -> TrialBalance | None:
    last = _last.get(name)
    if last is None or not last.still_holds(versions, time.monotonic()):
        return None
    return last.found
