"""An urgent need appears, and is met."""

from __future__ import annotations

from uuid import uuid5

from civic_contracts import Envelope
from civic_contracts.events.ideas import UrgentNeedMet, UrgentNeedRaised
from servicekit import Handlers, UnitOfWork
from servicekit.database import CIVIL_TIME
from sqlalchemy import insert, select, update

from volunteers.opportunities.commands import close_locked, store_opportunity
from volunteers.opportunities.tables import opportunities
from volunteers.schemes.withdrawing import title_instead
from volunteers.urgent_needs.domain import MET, OPEN
from volunteers.urgent_needs.tables import urgent_needs

HANDLERS = Handlers()


@HANDLERS.on(UrgentNeedRaised)
async def open_need(uow: UnitOfWork, event: UrgentNeedRaised, envelope: Envelope) -> None:
    """The need is on the coordinator's page; where people are needed, an opportunity opens."""
    instead = await title_instead(uow.connection, envelope.id)
    title = instead or event.title.text
    summary = event.summary.text if event.summary and not instead else None
    await uow.connection.execute(
        insert(urgent_needs).values(
            id=event.urgent_need_id,
            status=OPEN,
            idea_id=event.idea_id,
            conversation_id=event.conversation_id,
            ward=event.ward,
            title=title,
            summary=summary,
            text_event_id=envelope.id,
            spaces_needed=event.spaces_needed,
            people_needed=event.people_needed,
            facilities=list(event.facilities),
            raised_at=event.raised_at,
            deadline=event.deadline,
        )
    )
    if event.people_needed:
        words = {"title": title, "about": summary or "", "text_event_id": envelope.id}
        await _open_opportunity(uow, event, words)


async def _open_opportunity(
    uow: UnitOfWork, event: UrgentNeedRaised, words: dict[str, object]
) -> None:
    last = event.deadline.astimezone(CIVIL_TIME).date()
    await store_opportunity(
        uow,
        id=uuid5(event.urgent_need_id, "people"),
        **words,
        role="urgent-help",
        places=event.people_needed,
        ward=event.ward,
        starts_on=event.occurred_on,
        ends_on=max(event.occurred_on, last),
        idea_id=event.idea_id,
        urgent_need_id=event.urgent_need_id,
        opened_on=event.occurred_on,
    )


@HANDLERS.on(UrgentNeedMet)
async def close_need(uow: UnitOfWork, event: UrgentNeedMet, envelope: Envelope) -> None:
    """What was needed was found: no more spaces and people are looked for."""
    await uow.connection.execute(
        update(urgent_needs)
        .where(urgent_needs.c.id == event.urgent_need_id)
        .values(status=MET, met_at=event.met_at)
    )
    wanted = select(opportunities).where(opportunities.c.urgent_need_id == event.urgent_need_id)
    for row in (await uow.connection.execute(wanted.with_for_update())).all():
        await close_locked(uow, row, "urgent-need-met", event.occurred_on)
