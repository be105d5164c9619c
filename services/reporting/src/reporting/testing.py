"""What this service's tests stand on: a database, and events that it hears."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from civic_contracts import READER, parse
from civic_contracts.envelope import Envelope, Event
from civic_contracts.events import all_events
from civic_contracts.sampling import sample_of
from civic_contracts.topology import may_leave
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


WARDS = ("E05000634", "E05000635", "E05000647")
THEMES = ("greening", "older-people", "community-focused")
COUNTS = ("supporters", "minutes", "members", "participants", "places", "hours_taken", "people")


@cache
def samples() -> tuple[Event, ...]:
    """The golden sample of every event that is kept."""
    kept = (kind for kind in all_events() if may_leave(kind.routing_key))
    return tuple(READER.event_in(sample_of(kind)) for kind in kept)


class Stream:
    """Events of every kind about a few things, so that they meet in the same rows.

    What belongs together does so in every event: a project to one award and to one idea, if any.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - test data, no secret

    def next(self) -> Event:
        """The next event."""
        sample = self.random.choice(samples())
        thing = self.random.randrange(12)
        alone = sample.service == "budgets" and thing % 4 == 0
        data = {name: self._varied(name, value, thing) for name, value in sample.to_data().items()}
        if alone and "idea_id" in data:
            data["idea_id"] = None
        return type(sample).model_validate(data)

    def _varied(self, name: str, value: Any, thing: int) -> Any:
        if name.endswith("_id") and value is not None:
            number = thing // 2 if name == "idea_id" else thing
            return uuid5(NAMESPACE_URL, f"{name}/{number}")
        if name == "occurred_on":
            return str(date(2009, 4, 1) + timedelta(days=self.random.randrange(900)))
        if name == "ward" and value is not None:
            return self.random.choice(WARDS)
        if name == "theme":
            return self.random.choice(THEMES)
        if name in COUNTS and value is not None:
            return self.random.randrange(500)
        if name == "measures":
            return [{**one, "value": self.random.randrange(500)} for one in value]
        return value
