"""Due jobs: work that a command put off to a time, written in the command's own transaction.

A job is an ordinary command that runs when it is due, exactly once, under a key of its own. Each
attempt is counted before it is made, so that a job which ends its process is noticed as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import Row, TextClause, text

from servicekit.database import (
    CHECK_NOW,
    idled_away,
    is_locked_out,
    is_of_the_database,
    is_temporary,
)
from servicekit.identity.actor import system
from servicekit.messaging.failing import NoAnswer
from servicekit.messaging.outbox import REDACT
from servicekit.messaging.redacting import redact
from servicekit.unit_of_work import Cause, UnitOfWork, Work

log = structlog.get_logger(__name__)

Job = Callable[[UnitOfWork, dict[str, Any]], Awaitable[None]]

POLL_SECONDS = 0.5

# A job that failed so often (in some five hours), or so often gave no answer at all because its
# process ended, waits for a person.
POISON_AFTER = 40
UNANSWERED_AFTER = 5

# Skipping what another process has locked lets any number of processes run jobs side by side. The
# pause is for the others: they leave the job alone until it is locked by whoever runs it.
TAKE = text("""
    UPDATE kit.jobs SET attempts = attempts + 1, unanswered = unanswered + 1,
        not_before = now() + interval '1 s' * power(2, least(attempts, 9))
    WHERE id = (
        SELECT id FROM kit.jobs, kit.clock
        WHERE done_at IS NULL AND NOT poison AND due_at <= now() + shift
            AND (not_before IS NULL OR not_before <= now())
        ORDER BY due_at, id LIMIT 1 FOR UPDATE OF jobs SKIP LOCKED)
    RETURNING id, name, attempts, unanswered
""")

LOCK = text("""
    SELECT payload FROM kit.jobs WHERE id = :id AND done_at IS NULL FOR UPDATE SKIP LOCKED
""")

DONE = text("UPDATE kit.jobs SET done_at = now(), unanswered = 0 WHERE id = :id")

FAILED = text("""
    UPDATE kit.jobs SET unanswered = 0, detail = :detail, poison = :poison WHERE id = :id
""")

NOT_COUNTED = text("""
    UPDATE kit.jobs SET attempts = attempts - 1, unanswered = 0,
        not_before = now() + interval '1 s'
    WHERE id = :id AND done_at IS NULL
""")

# Its pause stays and grows, to about a minute: several jobs that wait for locks, each for seconds,
# are not to be first again and again. None of them is poison for that.
LOCKED_OUT = text("""
    UPDATE kit.jobs SET attempts = CASE WHEN attempts > 6 THEN attempts - 1 ELSE attempts END,
        unanswered = 0, detail = 'waits for what another session has locked'
    WHERE id = :id AND done_at IS NULL
""")


class JobFailed(Exception):
    """A job raised; it is tried again later."""


class Jobs:
    """Runs a service's due jobs, and the kit's own, for as long as its task lives."""

    def __init__(self, work: Work, jobs: Mapping[str, Job]) -> None:
        self.work = work
        self.jobs = {REDACT: redact, **jobs}

    async def run(self) -> None:
        """Runs what is due, then waits a moment."""
        while True:
            try:
                while await self.run_next():
                    pass
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("jobs.database_away", error=repr(error))
            await asyncio.sleep(POLL_SECONDS)

    async def run_next(self) -> bool:
        """Tries one due job, in one transaction; returns whether there was one."""
        async with self.work.engine.begin() as connection:
            job = (await connection.execute(TAKE)).one_or_none()
        if job is None:
            return False
        if job.unanswered > UNANSWERED_AFTER:
            await self._put_aside(job, NoAnswer(job.unanswered - 1))
            return True
        began = time.monotonic()
        try:
            await self._run_in_transaction(job)
        except JobFailed as failure:
            await self._put_aside(job, failure.__cause__)
        except Exception as error:
            if is_locked_out(error):
                log.warning("job.locked_out", job=job.name, id=job.id)
                await self._take_back(job, LOCKED_OUT)
            elif idled_away(error, began):
                await self._put_aside(job, error)
            elif is_temporary(error):
                await self._take_back(job)
                raise
            else:
                raise
        return True

    async def _run_in_transaction(self, job: Row[Any]) -> None:
        actor = system(self.work.service)
        async with self.work.begin(actor, Cause.new()) as uow:
            row = (await uow.connection.execute(LOCK, {"id": job.id})).one_or_none()
            if row is None:
                return  # another process has it, or has done it
            try:
                await self.jobs[job.name](uow, row.payload)
                # What COMMIT would refuse is the job's fault as well.
                await uow.connection.execute(CHECK_NOW)
            except Exception as error:
                if is_of_the_database(error):
                    raise
                raise JobFailed(job) from error
            await uow.connection.execute(DONE, {"id": job.id})

    async def _put_aside(self, job: Row[Any], error: BaseException | None) -> None:
        """Leaves a job to its next attempt, or to a person."""
        poison = isinstance(error, NoAnswer) or job.attempts >= POISON_AFTER
        detail = f"{type(error).__name__}: {error}"[:2000]
        log.error("job.failed", job=job.name, id=job.id, attempts=job.attempts, detail=detail)
        async with self.work.engine.begin() as connection:
            await connection.execute(FAILED, {"id": job.id, "detail": detail, "poison": poison})

    async def _take_back(self, job: Row[Any], how: TextClause = NOT_COUNTED) -> None:
        """Has an attempt not counted: it was the database that could not, not the job.

        Waits for the database where it is away, as there is nothing to run without it.
        """
        while True:
            try:
                async with self.work.engine.begin() as connection:
                    await connection.execute(how, {"id": job.id})
            except Exception as error:
                if not is_temporary(error):
                    raise
                await asyncio.sleep(POLL_SECONDS)
            else:
                return
