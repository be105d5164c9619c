"""Somebody asked another service to be forgotten; this one forgets them too."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.people import (
    BudgetsPersonErasureRequested,
    IdeasPersonErasureRequested,
    PersonErasureRequested,
    ReportingPersonErasureRequested,
)
from servicekit import Handlers, UnitOfWork

from volunteers.profiles.erasure import erase_person

HANDLERS = Handlers()


async def forget_person(uow: UnitOfWork, event: PersonErasureRequested, envelope: Envelope) -> None:
    """Erases what is held under the person key and answers, also where there was nothing.

    The service's own request has been carried out where it was made.
    """
    await erase_person(uow, envelope.subject)


for kind in (
    IdeasPersonErasureRequested,
    BudgetsPersonErasureRequested,
    ReportingPersonErasureRequested,
):
    HANDLERS.on(kind)(forget_person)
