"""What this service's tests stand on: a database, and events that it hears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from civic_contracts import parse
from civic_contracts.envelope import Envelope, Event
from servicekit import UnitOfWork
from servicekit.identity.actor import system
from servicekit.messaging.handlers import Received
from servicekit.unit_of_work import Cause, Work
from sqlalchemy import text

from reporting.app import SERVICE

HANDLERS = SERVICE.all_handlers()


@dataclass
class Bench:
    """What tests do with the service's database: let it hear events, look."""

    work: Work
    database_url: str
    sequences: Counter[str] = field(default_factory=Counter)

    def received(self, event: Event, subject: UUID | str | None = None) -> Received[Event]:
        """An event as it would arrive, the next of its subject."""
        about = subject or getattr(event, event.subject_field, None) or uuid4()
        source = f"{event.service}/{event.subject_kind}/{about}"
        self.sequences[source] += 1
        envelope = Envelope.of(
            event,
            subject=about,
            sequence=self.sequences[source],
            id=uuid4(),
            time=datetime.now(UTC),
            correlationid=uuid4(),
        )
        parsed = parse(envelope.to_json())
        return Received(parsed.event, parsed.envelope, b"")

    async def hear(self, *events: Event) -> list[UUID]:
        """Applies events as one batch, as the inbox would; returns their ids."""
        return await self.take([self.received(event) for event in events])

    async def take(self, batch: Iterable[Received[Event]]) -> list[UUID]:
        """Applies what has arrived as one batch; returns the events' ids."""
        arrived = list(batch)
        async with self.work.begin(system("reporting"), Cause.new()) as uow:

            def unit(_: Envelope) -> UnitOfWork:
                return uow

            await HANDLERS.apply(arrived, unit)
        return [received.envelope.id for received in arrived]

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        """What a query finds."""
        async with self.work.engine.connect() as connection:
            return list(await connection.execute(text(sql), values))

    async def figure(self, code: str, ward: str | None = None) -> int:
        """One figure's sum, of the city or of a ward."""
        rows = await self.rows(
            "SELECT coalesce(sum(value), 0)::bigint AS value FROM live.figures WHERE code = :code "
            "AND (cast(:ward AS text) IS NULL OR ward = :ward)",
            code=code,
            ward=ward,
        )
        return int(rows[0].value)
