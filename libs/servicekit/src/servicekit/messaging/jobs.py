"""Due jobs: work that a command put off to a time, written in the command's own transaction.

A job is an ordinary command that runs when it is due, exactly once, under a key of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import Row, text

from servicekit.database import is_of_the_database, is_temporary
from servicekit.identity.actor import system
from servicekit.unit_of_work import Cause, UnitOfWork, Work

log = structlog.get_logger(__name__)

Job = Callable[[UnitOfWork, dict[str, Any]], Awaitable[None]]

POLL_SECONDS = 0.5

# Skipping what another process has locked lets any number of processes run jobs side by side.
TAKE = text("""
    SELECT id, name, payload, attempts FROM kit.jobs
    WHERE done_at IS NULL AND due_at <= :now AND (not_before IS NULL OR not_before <= now())
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
""")

DONE = text("UPDATE kit.jobs SET done_at = now() WHERE id = :id")

FAILED = text("""
    UPDATE kit.jobs SET attempts = attempts + 1, detail = :detail,
        not_before = now()
            + least(interval '10 min', interval '1 s' * power(2, least(attempts, 12)))
    WHERE id = :id
""")


class JobFailed(Exception):
    """A job raised; it is tried again later."""

    def __init__(self, job: Row[Any]) -> None:
        super().__init__(f"job {job.name} {job.id}")
        self.job = job


class Jobs:
    """Runs a service's due jobs for as long as its task lives."""

    def __init__(self, work: Work, jobs: Mapping[str, Job]) -> None:
        self.work = work
        self.jobs = jobs

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
        """Runs one due job in one transaction; returns whether there was one."""
        try:
            return await self._run_in_transaction()
        except JobFailed as failure:
            await self._put_off(failure.job, failure.__cause__)
            return True

    async def _run_in_transaction(self) -> bool:
        actor = system(self.work.service)
        async with self.work.begin(actor, Cause.new()) as uow:
            job = (await uow.connection.execute(TAKE, {"now": uow.now})).one_or_none()
            if job is None:
                return False
            try:
                await self.jobs[job.name](uow, job.payload)
            except Exception as error:
                if is_of_the_database(error):
                    raise
                raise JobFailed(job) from error
            await uow.connection.execute(DONE, {"id": job.id})
        return True

    async def _put_off(self, job: Row[Any], error: BaseException | None) -> None:
        detail = f"{type(error).__name__}: {error}"[:2000]
        log.error("job.failed", job=job.name, id=job.id, attempts=job.attempts + 1, detail=detail)
        async with self.work.engine.begin() as connection:
            await connection.execute(FAILED, {"id": job.id, "detail": detail})
