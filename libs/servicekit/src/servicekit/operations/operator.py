"""What an operator's command works with, and how it may end."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.operations.addresses import setting
from servicekit.service import Service

AUDIT = text("""
    INSERT INTO kit.audit (actor, roles, action, target, facts)
    SELECT NULL, '{operator}', :action, target, jsonb_build_object('reason', cast(:why AS text))
    FROM unnest(cast(:targets AS text[])) AS target
""")


class NothingThere(Exception):
    """There is nothing that fits what was asked for."""


class Refused(Exception):
    """What was asked for would do harm; the text says why."""


class Unfinished(Exception):
    """The command has done what it can and something remains; the text says what."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A service as its operator reaches it: its database, and its name on the broker."""

    service: Service
    engine: AsyncEngine

    @property
    def broker_url(self) -> str:
        """The broker's address; only what asks other services needs it."""
        return setting("broker_url")


Action = Callable[[Operator, Namespace], Awaitable[str]]


async def audit(connection: AsyncConnection, action: str, target: str, why: str) -> None:
    """Leaves a row in the audit log, in the transaction of what was done."""
    await audit_each(connection, action, [target], why)


async def audit_each(
    connection: AsyncConnection, action: str, targets: Sequence[str], why: str
) -> None:
    """The same for what was done to many at once: a row for each."""
    await connection.execute(AUDIT, {"action": action, "targets": list(targets), "why": why})
