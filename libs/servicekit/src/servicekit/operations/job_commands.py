"""``jobs …``: due jobs that wait, above all those that wait for a person."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sqlalchemy import text

from servicekit.operations.operator import NothingThere, Operator, Refused, audit

WAITING = text("""
    SELECT id, name, key, due_at, attempts, poison, not_before, detail FROM kit.jobs, kit.clock
    WHERE done_at IS NULL AND (poison OR NOT :poison) AND (:later OR due_at <= now() + shift)
    ORDER BY poison DESC, due_at, id LIMIT :limit
""")

AGAIN = text("""
    UPDATE kit.jobs SET attempts = 0, unanswered = 0, poison = false, not_before = NULL
    WHERE done_at IS NULL AND (id = :id OR (:every AND poison)) RETURNING id
""")

GIVE_UP = text("""
    UPDATE kit.jobs SET done_at = now(), poison = false, detail = 'discarded: ' || :why
    WHERE done_at IS NULL AND id = :id RETURNING name, key
""")


def add_jobs(commands: Any) -> None:
    """Adds the commands to a parser's."""
    jobs = commands.add_parser("jobs", help="work that is due")
    actions = jobs.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="jobs that are due and not done")
    listing.add_argument("--poison", action="store_true", help="only those that wait for you")
    listing.add_argument("--later", action="store_true", help="also those not due yet")
    listing.add_argument("--limit", type=int, default=200)
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(act=_list)
    retry = actions.add_parser("retry", help="try a job again at once")
    retry.add_argument("job", type=int, nargs="?", help="its number")
    retry.add_argument("--poison", action="store_true", help="all that wait for you")
    retry.set_defaults(act=_retry)
    discard = actions.add_parser("discard", help="give a job up")
    discard.add_argument("job", type=int, help="its number")
    discard.add_argument("--because", required=True, help="kept in the audit log")
    discard.set_defaults(act=_discard)


async def _list(operator: Operator, asked: argparse.Namespace) -> str:
    names = {"poison": asked.poison, "later": asked.later, "limit": asked.limit}
    async with operator.engine.connect() as connection:
        rows = (await connection.execute(WAITING, names)).all()
    if asked.json:
        return "\n".join(json.dumps(dict(row._mapping), default=str) for row in rows)
    return "\n".join(map(_line, rows)) or "nothing waits"


def _line(row: Any) -> str:
    state = "poison" if row.poison else "waits"
    return (
        f"{row.id} {row.name} {row.key} {state} due={row.due_at:%Y-%m-%dT%H:%M:%SZ} "
        f"attempts={row.attempts} {row.detail[:120]}"
    ).rstrip()


async def _retry(operator: Operator, asked: argparse.Namespace) -> str:
    if asked.job is None and not asked.poison:
        raise Refused("which? a job's number, or --poison")
    async with operator.engine.begin() as connection:
        names = {"id": asked.job, "every": asked.poison}
        rows = (await connection.execute(AGAIN, names)).all()
        if not rows:
            raise NothingThere(f"job {asked.job}" if asked.job else "no job is poison")
        for row in rows:
            await audit(connection, "job.retry", str(row.id), "")
    return f"{len(rows)} jobs are tried again"


async def _discard(operator: Operator, asked: argparse.Namespace) -> str:
    async with operator.engine.begin() as connection:
        names = {"id": asked.job, "why": asked.because}
        row = (await connection.execute(GIVE_UP, names)).one_or_none()
        if row is None:
            raise NothingThere(f"job {asked.job}")
        await audit(connection, "job.discard", f"{asked.job} {row.name} {row.key}", asked.because)
    return "discarded"
