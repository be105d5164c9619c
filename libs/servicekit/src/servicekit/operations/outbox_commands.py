"""``outbox …`` and ``relay status``: what is said, what is kept, and who says it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging.relay import RELAY_LOCK
from servicekit.messaging.retention import Month, drop_old_months, months
from servicekit.operations.operator import NothingThere, Operator, Refused, audit

STATUS = text("""
    SELECT count(*) AS unsent,
        coalesce(extract(epoch FROM now() - min(recorded_at)), 0)::int AS age,
        (SELECT max(position) FROM kit.outbox) AS position,
        (SELECT count(*) FROM kit.subjects) AS subjects,
        (SELECT count(*) FROM kit.outbox_default) AS without_month
    FROM kit.outbox WHERE published_at IS NULL
""")

# The lock's key is split over two columns; the session that holds it is the active relay.
HOLDER = text("""
    SELECT activity.pid, activity.client_addr, backend_start FROM pg_locks
    JOIN pg_stat_activity AS activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND database = (
            SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) + objid::bigint = :key
""")

END_HOLDER = text("SELECT pg_terminate_backend(:pid)")

CONTINUE = text("""
    INSERT INTO kit.subjects AS known (source, sequence) VALUES (:source, :sequence)
    ON CONFLICT (source) DO UPDATE SET sequence = excluded.sequence
    WHERE known.sequence < excluded.sequence RETURNING source
""")


def add_outbox(commands: Any) -> None:
    """Adds the commands to a parser's."""
    outbox = commands.add_parser("outbox", help="what the service says and keeps")
    actions = outbox.add_subparsers(dest="action", required=True)
    actions.add_parser("status", help="what is not sent yet; the months kept").set_defaults(
        act=_status
    )
    retention = actions.add_parser("retention", help="months that are older than is kept")
    retention.add_argument("--keep-months", type=int, required=True)
    retention.add_argument("--drop", action="store_true", help="drop them; for good")
    retention.set_defaults(act=_retention)
    going_on = actions.add_parser(
        "continue",
        help="after a restore: number on behind what others have heard; reads what "
        "`reconcile --json` of another service prints",
    )
    going_on.add_argument("--because", required=True, help="kept in the audit log")
    going_on.set_defaults(act=_continue)
    relay = commands.add_parser("relay", help="who sends what the outbox holds")
    relaying = relay.add_subparsers(dest="action", required=True)
    relaying.add_parser("status", help="the active relay").set_defaults(act=_relay)
    relaying.add_parser("release", help="end the active relay's session").set_defaults(act=_release)


async def _status(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        row = (await connection.execute(STATUS)).one()
        kept = await months(connection, keep=0)
    unsent = f"{row.unsent} not sent" + (f", the oldest for {row.age} s" if row.unsent else "")
    lines = [f"{unsent}; {row.subjects} subjects, position {row.position or 0}"]
    if row.without_month:
        lines.append(f"{row.without_month} events without a month of their own")
    return "\n".join([*lines, *map(_line, kept)])


def _line(month: Month) -> str:
    return (
        f"{month.name}: {month.events} events, {month.unsent} not sent, {month.bytes // 1024} KiB"
    )


async def _retention(operator: Operator, asked: argparse.Namespace) -> str:
    if asked.keep_months < 1:
        raise Refused("at least one whole month is kept")
    if asked.drop:
        return await _drop(operator, asked.keep_months)
    async with operator.engine.connect() as connection:
        kept = await months(connection, asked.keep_months)
    old = [f"would drop {_line(month)}" for month in kept if month.droppable]
    held_up = [f"keeps {_line(month)}" for month in kept if month.old and not month.droppable]
    return "\n".join([*old, *held_up]) or "nothing to drop"


async def _drop(operator: Operator, keep: int) -> str:
    async def note(connection: AsyncConnection, month: Month) -> None:
        await audit(connection, "outbox.drop", month.name, f"--keep-months {keep}")

    dropped = await drop_old_months(operator.engine, keep, note)
    return "\n".join(f"dropped {_line(month)}" for month in dropped) or "nothing to drop"


async def _continue(operator: Operator, asked: argparse.Namespace) -> str:
    moved = []
    async with operator.engine.begin() as connection:
        for source, heard in _ahead(operator.service.name, sys.stdin):
            names = {"source": source, "sequence": heard}
            if (await connection.execute(CONTINUE, names)).one_or_none() is not None:
                await audit(connection, "outbox.continue", f"{source} {heard}", asked.because)
                moved.append(f"{source} goes on with {heard + 1}")
    if not moved:
        raise NothingThere("no subject of this service is behind what was heard")
    return "\n".join(moved)


def _ahead(service: str, lines: Iterable[str]) -> Iterable[tuple[str, int]]:
    """The subjects of this service in the lines, and how far each was heard."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            if row["source"].startswith(f"/civic/{service}/"):
                yield row["source"], int(row["heard"])


async def _relay(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        row = (await connection.execute(HOLDER, {"key": RELAY_LOCK})).one_or_none()
    if row is None:
        raise NothingThere(
            "no relay is active: does a process with the role relay run, and is the broker there?"
        )
    since = f"{row.backend_start:%Y-%m-%d %H:%M:%S %Z}"
    return f"active from {row.client_addr or 'this machine'} since {since}, session {row.pid}"


async def _release(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.begin() as connection:
        row = (await connection.execute(HOLDER, {"key": RELAY_LOCK})).one_or_none()
        if row is None:
            raise NothingThere("no relay is active")
        await connection.execute(END_HOLDER, {"pid": row.pid})
        await audit(connection, "relay.release", f"session {row.pid}", "")
    return f"session {row.pid} is ended; the first relay to notice takes over"
