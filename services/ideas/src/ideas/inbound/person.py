"""Somebody asked a service to be forgotten: nothing here names them afterwards."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.people import (
    BudgetsPersonErasureRequested,
    IdeasPersonErased,
    IdeasPersonErasureRequested,
    PersonErasureRequested,
    ReportingPersonErasureRequested,
    VolunteersPersonErasureRequested,
)
from servicekit import Handlers, UnitOfWork
from servicekit.identity import forgetting

from ideas.intake.erasure import erase_private_ideas, erase_public_ideas, erase_supports

HANDLERS = Handlers()

PUBLISHED_IDEAS = "published-ideas-without-a-person"


async def forget_person(uow: UnitOfWork, event: PersonErasureRequested, envelope: Envelope) -> None:
    """Erases what is held under the person key and answers, also where there was nothing."""
    key = envelope.subject
    public = await erase_public_ideas(uow, key)
    erased = public + await erase_private_ideas(uow, key) + await erase_supports(uow, key)
    erased += await forgetting.forget_person(uow.connection, key)
    published = (PUBLISHED_IDEAS,) if public else ()
    answer = IdeasPersonErased(
        records_erased=erased,
        kept=(*published, *await forgetting.kept_records(uow.connection, key)),
        occurred_on=uow.today,
    )
    await uow.publish(answer, subject=key)


for _kind in (
    IdeasPersonErasureRequested,
    BudgetsPersonErasureRequested,
    VolunteersPersonErasureRequested,
    ReportingPersonErasureRequested,
):
    HANDLERS.on(_kind)(forget_person)
