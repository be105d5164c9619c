"""``audit …``: whether the audit log is still what was sealed, and the head to compare with."""

from __future__ import annotations

import argparse
from typing import Any

from servicekit.auditing.sealing import seal
from servicekit.auditing.verifying import Finding, verify
from servicekit.operations.operator import Operator, Refused, Unfinished


def add_audit(commands: Any) -> None:
    """Adds the commands to a parser's."""
    actions = commands.add_parser("audit", help="the log of privileged actions").add_subparsers(
        dest="action", required=True
    )
    check = actions.add_parser("verify", help="compute the hash chain again; 1 if it differs")
    check.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="BATCH:HASH",
        help="a head that was noted elsewhere, such as one that was published",
    )
    check.set_defaults(act=_verify)
    now = actions.add_parser("seal", help="seal what is not sealed yet at once")
    now.set_defaults(act=_seal)


async def _verify(operator: Operator, asked: argparse.Namespace) -> str:
    noted = dict(map(_noted, asked.head))
    async with operator.engine.connect() as connection:
        found = await verify(connection, noted)
    if found.differences:
        raise Unfinished("\n".join([*found.differences, _summary(found), "the log was CHANGED"]))
    return f"{_summary(found)}\nthe log is as it was sealed"


def _noted(given: str) -> tuple[int, bytes]:
    batch, _, head = given.partition(":")
    try:
        return int(batch), bytes.fromhex(head)
    except ValueError:
        raise Refused(f"{given}: a head is given as BATCH:HASH") from None


def _summary(found: Finding) -> str:
    told = [f"batch {one}: the server's clock was set back before it" for one in found.set_back]
    told.append(
        f"{found.batches} batches, {found.rows} rows, {found.not_sealed} not sealed yet, "
        f"head {found.batches}:{found.head.hex()}"
    )
    return "\n".join(told)


async def _seal(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.begin() as connection:
        sealed = await seal(connection)
    return "nothing to seal" if sealed is None else f"head {sealed.number}:{sealed.head.hex()}"
