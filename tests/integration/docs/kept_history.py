"""What the pages about kept history begin from: events that were sent, lost, dropped, withdrawn."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
from civic_contracts.envelope import Envelope, Event
from civic_contracts.events.people import ReportingPersonErasureRequested
from civic_contracts.events.volunteers import GroupMembershipCounted, GroupRegistered, ListingPosted
from civic_contracts.reading import Reader
from civic_stack.postgres import Dsn
from running_service import ROOT

if TYPE_CHECKING:
    from house import House

SAMPLES = ROOT / "libs" / "contracts" / "src" / "civic_contracts" / "samples"


def an_event(
    kind: type[Event], subject: UUID | str, sequence: int, changed: Mapping[str, UUID]
) -> Envelope:
    """A sample of an event about a subject of one's own."""
    sample = (SAMPLES / f"{kind.event_type}.json").read_bytes()
    return Envelope.of(
        Reader([kind]).parse(sample).event.model_copy(update=changed),
        subject=subject,
        sequence=sequence,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )


def a_group(kind: type[Event], sequence: int, letter: str = "c") -> Envelope:
    """An event of the group ``…00c``, or of another letter."""
    group_id = UUID(f"00000000-0000-4000-8000-00000000000{letter}")
    return an_event(kind, group_id, sequence, {"group_id": group_id})


async def counts_as_sent(database: Dsn, envelope: Envelope, *, sent: bool = True) -> None:
    """Puts an event into a service's outbox as one that the broker has confirmed, or has not."""
    place = (envelope.source, envelope.number)
    body = (envelope.id, envelope.type, envelope.to_json())
    await execute(
        database,
        "INSERT INTO kit.outbox (source, sequence, event_id, type, body, published_at) "
        "VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END)",
        *(*place, *body, sent),
    )
    await execute(
        database,
        "INSERT INTO kit.subjects AS known VALUES ($1, $2) "
        "ON CONFLICT (source) DO UPDATE SET sequence = excluded.sequence",
        *place,
    )


async def execute(database: Dsn, statement: str, *values: object) -> None:
    """Executes one statement."""
    connection = await asyncpg.connect(database.plain)
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


def kept_states(house: House) -> dict[str, Callable[[], Awaitable[None]]]:
    """What may stand behind ``given`` on the pages about kept history."""
    return {
        "the last event of a subject was lost": partial(_the_last_was_lost, house),
        "a producer no longer has an event": partial(_no_longer_there, house),
        "a service was set back": partial(_set_back, house),
        "the outbox has an old month": partial(_an_old_month, house),
        "a job waits for a person": partial(_a_job_waits, house),
        "a person was forgotten": partial(_a_person_was_forgotten, house),
        "words were withdrawn": partial(_words_were_withdrawn, house),
    }


async def _the_last_was_lost(house: House) -> None:
    """Lost after every comparison that the service asks for by itself, so a person finds it."""
    await house.reporting_runs()
    await house.until(
        "SELECT 1 FROM kit.comparisons WHERE producer = 'volunteers' "
        "HAVING count(*) > 0 AND count(*) = count(answered_at)",
        house.databases["reporting"],
    )
    await counts_as_sent(house.database, a_group(GroupMembershipCounted, 3))


async def _no_longer_there(house: House) -> None:
    await house.reporting_runs()
    source = a_group(GroupRegistered, 1, "d").source
    await execute(house.database, "INSERT INTO kit.subjects VALUES ($1, 1)", source)


async def _set_back(house: House) -> None:
    """Both events of a group were sent and heard; its own service has only the first."""
    await house.reporting_runs()
    both = a_group(GroupRegistered, 1, "e"), a_group(GroupMembershipCounted, 2, "e")
    for envelope, key in zip(
        both, (GroupRegistered.routing_key, GroupMembershipCounted.routing_key), strict=True
    ):
        await house.publish(envelope.to_json(), key, "volunteers")
    heard = f"SELECT 1 FROM kit.inbox_cursors WHERE source = '{both[0].source}' AND sequence = 2"
    await house.until(heard, house.databases["reporting"])
    await counts_as_sent(house.database, both[0])


async def _an_old_month(house: House) -> None:
    await execute(house.database, "SELECT kit.prepare_outbox_month(date '2010-03-01')")
    envelope = a_group(GroupRegistered, 1, "f")
    await execute(
        house.database,
        "INSERT INTO kit.outbox "
        "(source, sequence, event_id, type, body, recorded_at, published_at) "
        "VALUES ($1, 1, $2, $3, $4, '2010-03-21', '2010-03-21')",
        *(envelope.source, envelope.id, envelope.type, envelope.to_json()),
    )


async def _a_job_waits(house: House) -> None:
    await execute(
        house.database,
        "INSERT INTO kit.jobs (name, key, due_at, payload, attempts, poison, detail) "
        "VALUES ('remind-of-the-fete', '2010-08', now(), '{}', 40, true, $1)",
        "ValueError: no such fete",
    )


async def _a_person_was_forgotten(house: House) -> None:
    await house.reporting_runs()
    house.names["PERSON"] = secrets.token_hex(32)
    asked = an_event(ReportingPersonErasureRequested, house.names["PERSON"], 1, {})
    await counts_as_sent(house.databases["reporting"], asked, sent=False)


async def _words_were_withdrawn(house: House) -> None:
    listing = uuid4()
    posted = an_event(ListingPosted, listing, 1, {"listing_id": listing})
    await counts_as_sent(house.database, posted)
    payload = {"source": posted.source, "event_ids": [str(posted.id)]}
    await execute(
        house.database,
        "INSERT INTO kit.jobs (name, key, due_at, payload) VALUES ('kit-redact', $1, now(), $2)",
        *(str(posted.id), json.dumps(payload)),
    )
