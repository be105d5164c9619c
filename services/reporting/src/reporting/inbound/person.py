"""Somebody asked a service to be forgotten, or a service has done so."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.people import (
    BudgetsPersonErased,
    BudgetsPersonErasureRequested,
    IdeasPersonErased,
    IdeasPersonErasureRequested,
    PersonErased,
    PersonErasureRequested,
    ReportingPersonErased,
    ReportingPersonErasureRequested,
    VolunteersPersonErased,
    VolunteersPersonErasureRequested,
)
from servicekit import Handlers, UnitOfWork
from servicekit.identity import forgetting

from reporting.erasure.commands import note_answered, note_asked
from reporting.erasure.publishing import tell_erased

HANDLERS = Handlers()


async def forget_person(uow: UnitOfWork, event: PersonErasureRequested, envelope: Envelope) -> None:
    """Erases what is held under the person key, and answers.

    Figures and the log name nobody: that is only what the kit holds, and keeps.
    """
    await note_asked(uow, envelope.subject, envelope.service, event.occurred_on)
    erased = await forgetting.forget_person(uow.connection, envelope.subject)
    kept = await forgetting.kept_records(uow.connection, envelope.subject)
    await tell_erased(uow, envelope.subject, erased, kept)


async def note_forgotten(uow: UnitOfWork, event: PersonErased, envelope: Envelope) -> None:
    """Notes which service has forgotten somebody."""
    await note_answered(
        uow,
        envelope.subject,
        envelope.service,
        event.occurred_on,
        event.records_erased,
        event.kept,
    )


for asked in (
    IdeasPersonErasureRequested,
    BudgetsPersonErasureRequested,
    VolunteersPersonErasureRequested,
    ReportingPersonErasureRequested,
):
    HANDLERS.on(asked)(forget_person)

for done in (
    IdeasPersonErased,
    BudgetsPersonErased,
    VolunteersPersonErased,
    ReportingPersonErased,
):
    HANDLERS.on(done)(note_forgotten)
