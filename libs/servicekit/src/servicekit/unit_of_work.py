"""One transaction of a service: what it reads, stores and says stands or falls together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from civic_contracts.envelope import Event
from civic_contracts.withdrawal import withdrawn_by
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.database import CIVIL_TIME, clock, moment
from servicekit.identity.actor import Actor
from servicekit.messaging import outbox

if TYPE_CHECKING:
    from civic_contracts.envelope import Envelope

SCHEDULE = text("""
    INSERT INTO kit.jobs (name, key, due_at, payload)
    VALUES (:name, :key, :due_at, cast(:payload AS jsonb))
    ON CONFLICT (name, key) DO NOTHING
""")

AUDIT = text("""
    INSERT INTO kit.audit (actor, roles, action, target, facts)
    VALUES (:actor, :roles, :action, :target, cast(:facts AS jsonb))
""")


@dataclass(frozen=True, slots=True)
class Cause:
    """Where a piece of work comes from, so that every event can be traced back to it."""

    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None

    @classmethod
    def new(cls, traceparent: str | None = None) -> Cause:
        """The beginning of a chain, such as a person's request."""
        return cls(correlation_id=uuid4(), traceparent=traceparent)

    @classmethod
    def of(cls, envelope: Envelope, traceparent: str | None) -> Cause:
        """What follows from an event carries on its chain, below the span that applies it."""
        return cls(envelope.correlationid, envelope.id, traceparent)


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One open transaction, who acts in it, and what time it is.

    ``now`` is the service's clock (UTC); ``recorded_at`` the server's own time, never shifted.
    ``council`` is the council's reference data, whatever the service was given as such.
    """

    service: str
    connection: AsyncConnection
    now: datetime
    recorded_at: datetime
    actor: Actor
    cause: Cause
    council: Any

    @property
    def today(self) -> date:
        """The date in the council's civil time."""
        return self.now.astimezone(CIVIL_TIME).date()

    async def unlinked(self) -> UnitOfWork:
        """The same transaction, saying what follows on a chain and at a moment of its own.

        One for each subject, where several subjects are one person's: whoever reads the events
        cannot tell by a shared chain, cause, trace or time that they belong together. They also
        cannot be followed back to what set them off.
        """
        return replace(self, cause=Cause.new(), recorded_at=await moment(self.connection))

    async def publish(self, event: Event, *, subject: UUID | str) -> UUID:
        """Appends an event to the outbox, in this transaction; returns the event's id.

        The subject's row is locked until the transaction ends: that gives its events an order
        without gaps, and makes two transactions on one subject take turns.
        """
        if event.service != self.service:
            raise ValueError(f"{self.service} may not speak for {event.service}")
        said = await outbox.append(
            self.connection, event, subject=str(subject), time=self.recorded_at, cause=self.cause
        )
        if ids := withdrawn_by(said):
            payload = {"source": said.source, "event_ids": [str(found) for found in ids]}
            await self.schedule(outbox.REDACT, due_at=self.now, payload=payload, key=str(said.id))
        return said.id

    async def schedule(
        self, job: str, *, due_at: datetime, payload: Mapping[str, Any], key: str
    ) -> None:
        """Has ``job`` run at ``due_at``; a second call with the same key adds nothing."""
        values = {"name": job, "key": key, "due_at": due_at, "payload": json.dumps(dict(payload))}
        await self.connection.execute(SCHEDULE, values)

    async def audit(self, action: str, target: str, /, **facts: Any) -> None:
        """Notes a privileged action for good; facts are codes, ids and figures, never names."""
        await self.connection.execute(
            AUDIT,
            {
                "actor": self.actor.identifier,
                "roles": sorted(self.actor.roles),
                "action": action,
                "target": target,
                "facts": json.dumps(facts, default=str),
            },
        )


@dataclass(frozen=True, slots=True)
class Work:
    """Opens units of work on one service's database."""

    service: str
    engine: AsyncEngine
    council: Any

    @asynccontextmanager
    async def begin(self, actor: Actor, cause: Cause) -> AsyncIterator[UnitOfWork]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        async with self.engine.begin() as connection:
            recorded_at, now = await clock(connection)
            yield UnitOfWork(
                service=self.service,
                connection=connection,
                now=now,
                recorded_at=recorded_at,
                actor=actor,
                cause=cause,
                council=self.council,
            )
