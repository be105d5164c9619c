"""Everything that the four services publish: kept, and counted, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from civic_contracts.envelope import Event
from civic_contracts.naming import type_name
from civic_contracts.topology import may_leave
from servicekit import Handlers, Received, UnitOfWork

from reporting.log import entries
from reporting.projections.fold import fold

HANDLERS = Handlers()

TEXT_WITHDRAWN = "text-withdrawn"


@HANDLERS.on_batch()
async def keep_and_count(uow: UnitOfWork, batch: Sequence[Received[Event]]) -> None:
    """Appends a batch to the log and folds it into every read model.

    Who wishes to be forgotten is no business of a log that never forgets: what may not leave the
    services is not kept here either.
    """
    kept = [received for received in batch if may_leave(received.event.routing_key)]
    if not kept:
        return
    await entries.alone(uow.connection)
    appended = await entries.append(uow.connection, kept)
    await entries.withdraw(uow.connection, list(_withdrawn(kept)))
    await fold(uow.connection, appended)


def _withdrawn(batch: Sequence[Received[Event]]) -> Iterator[UUID]:
    """By its name and not by its class: no service's withdrawal may be missed for being new."""
    for received in batch:
        if type_name(received.event.event_type).event == TEXT_WITHDRAWN:
            yield from getattr(received.event, "event_ids", ())
