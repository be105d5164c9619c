"""``replay ask`` and ``reconcile``: having producers tell again, and comparing with what they said.

They speak to the broker in the service's own name; the answers go to its running process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from civic_contracts.topology import SERVICES
from sqlalchemy import Row, text

from servicekit.messaging import differences
from servicekit.messaging.asking import Wanted, ask
from servicekit.messaging.comparing import begin
from servicekit.messaging.link import Link, open_link
from servicekit.operations.operator import Operator, Refused, Unfinished

LOOK_SECONDS = 0.2

ANSWERS = text("""
    SELECT producer, subjects, different, answered_at IS NOT NULL AS answered, position < (
        SELECT earlier.position FROM kit.comparisons AS earlier
        WHERE earlier.producer = asked.producer AND earlier.answered_at < asked.answered_at
            AND earlier.request_id <> ALL(:mine)
        ORDER BY earlier.answered_at DESC LIMIT 1
    ) AS set_back
    FROM kit.comparisons AS asked WHERE request_id = ANY(:requests) ORDER BY producer
""")

# What was applied after a producer was asked may have been lost by it all the same.
HEARD_MEANWHILE = text("""
    SELECT asked.producer FROM kit.comparisons AS asked
    WHERE request_id = ANY(:requests) AND EXISTS (
        SELECT FROM kit.inbox_digests AS heard WHERE applied_at >= asked_at
            AND starts_with(source, '/civic/' || asked.producer || '/'))
    ORDER BY producer
""")


def add_history(commands: Any) -> None:
    """Adds the commands to a parser's."""
    actions = commands.add_parser(
        "replay", help="have a producer tell this service its history again"
    ).add_subparsers(dest="action", required=True)
    replay = actions.add_parser("ask", help="returns once the broker has the request")
    replay.add_argument("--producer", required=True, choices=SERVICES)
    replay.add_argument("--kind", help="one subject kind; without it, all that is heard here")
    replay.add_argument("--subject", help="one subject of the kind")
    replay.add_argument("--from", dest="first", type=int, default=1, help="from this number")
    replay.add_argument("--until", dest="last", type=int, help="up to this number")
    replay.set_defaults(act=_ask)
    reconcile = commands.add_parser(
        "reconcile",
        help="compare what every producer has said with what was heard, and ask for the rest",
    )
    reconcile.add_argument("--producer", action="append", choices=SERVICES)
    reconcile.add_argument("--wait", type=float, default=60, help="seconds, at most; 60")
    reconcile.add_argument("--json", action="store_true", help="one open difference a line")
    reconcile.set_defaults(act=_reconcile)


async def _ask(operator: Operator, asked: argparse.Namespace) -> str:
    if asked.subject and not asked.kind:
        raise Refused("--subject needs --kind")
    wanted = Wanted(asked.producer, asked.kind, asked.subject, asked.first, asked.last)
    async with open_link(operator.broker_url, name=f"{operator.service.name}-operator") as link:
        await ask(link, operator.service.name, wanted)
    return f"{asked.producer} was asked to tell {operator.service.name} again"


async def _reconcile(operator: Operator, asked: argparse.Namespace) -> str:
    producers = asked.producer or SERVICES
    until = time.monotonic() + asked.wait
    async with open_link(operator.broker_url, name=f"{operator.service.name}-operator") as link:
        answers, found = await _compared(operator, link, producers, until)
        left = await _closed(operator, link, producers, until)
    if asked.json:
        lines = [json.dumps(dict(row._mapping), default=str) for row in left]
    else:
        # What was found before and is open still counts, though this comparison may not name it.
        lines = _report(answers, max(found, len(left)), left)
    if left:
        raise Unfinished("\n".join(lines))
    return "\n".join(lines)


async def _compared(
    operator: Operator, link: Link, producers: Sequence[str], until: float
) -> tuple[Sequence[Row[Any]], int]:
    """What each producer has answered, to a second question where it spoke since the first.

    Whatever had been sent before the first question has been taken when its answer is. With them
    goes how many subjects differed at first: what was missing then may be what was heard since.
    """
    requests = await _asked(operator, link, producers)
    first = list(requests.values())
    answers = await _answers(operator, first, until)
    async with operator.engine.connect() as connection:
        busy = (await connection.execute(HEARD_MEANWHILE, {"requests": first})).scalars().all()
    found = sum(row.different for row in answers)
    if busy:
        requests |= await _asked(operator, link, busy)
        answers = await _answers(operator, list(requests.values()), until, first)
    return answers, max(found, sum(row.different for row in answers))


async def _asked(operator: Operator, link: Link, producers: Sequence[str]) -> dict[str, UUID]:
    """Asks each producer for all its heads; the requests by producer."""
    name = operator.service.name
    return {
        producer: await begin(link, operator.engine, name, producer, None) for producer in producers
    }


def _report(answers: Sequence[Row[Any]], found: int, left: Sequence[Row[Any]]) -> list[str]:
    lines = [
        f"{row.producer}: {row.subjects} subjects compared"
        + ("; it was set back to an earlier state" if row.set_back else "")
        for row in answers
    ]
    if found:
        lines.append(f"{found - len(left)} of {found} differences closed")
    return [*lines, *map(_told, left)]


async def _answers(
    operator: Operator, requests: list[UUID], until: float, before: Sequence[UUID] = ()
) -> Sequence[Row[Any]]:
    """What each producer has answered; raises :class:`Unfinished` where one has not by then.

    ``before`` are questions of the same person: a producer is not compared with itself.
    """
    names = {"requests": requests, "mine": [*before, *requests]}
    while True:
        async with operator.engine.connect() as connection:
            rows = (await connection.execute(ANSWERS, names)).all()
        silent = [row.producer for row in rows if not row.answered]
        if not silent:
            return rows
        if time.monotonic() > until:
            raise Unfinished(
                f"no answer from {', '.join(silent)}: does its relay role run, "
                f"and the subscriber role of {operator.service.name}?"
            )
        await asyncio.sleep(LOOK_SECONDS)


async def _open(operator: Operator, producers: Any) -> list[Any]:
    async with operator.engine.connect() as connection:
        rows = await differences.listed(connection, 1_000_000)
    return [row for row in rows if row.producer in producers]


async def _closed(operator: Operator, link: Link, producers: Any, until: float) -> list[Any]:
    """Asks for what is missing until nothing is, or nothing more comes; returns what is left."""
    while left := await _open(operator, producers):
        await differences.ask_for_missing(link, operator.engine, operator.service.name)
        if time.monotonic() > until or all(row.state != "missing" for row in left):
            return left
        await asyncio.sleep(LOOK_SECONDS)
    return []


def _told(row: Any) -> str:
    what = {
        "missing": f"{row.heard + 1} to {row.told} are missing and have not come yet",
        "ahead": f"{row.heard} was heard, {row.told} was the last that {row.producer} has said",
        "another-body": f"{row.told} is another event at {row.producer} than was heard here",
    }
    return f"{row.state} {row.source}: {what[row.state]}"
