"""An urgent need appears, is met, and may stand again."""

from __future__ import annotations

from uuid import uuid5

from civic_contracts import Envelope
from civic_contracts.events.ideas import (
    UrgentNeedMet,
    UrgentNeedRaised,
    UrgentNeedReopened,
    UrgentNeedTextWithdrawn,
)
from servicekit import Handlers, UnitOfWork
from servicekit.database import CIVIL_TIME
from sqlalchemy import insert, select, update

from volunteers.inbound.withdrawal import forget_words_of_needs, withdraw
from volunteers.opportunities.commands import close_locked, reopen_locked, store_opportunity
from volunteers.opportunities.tables import opportunities
from volunteers.schemes.withdrawing import title_instead
from volunteers.urgent_needs.domain import MET, OPEN, people_are_found
from volunteers.urgent_needs.tables import urgent_needs

HANDLERS = Handlers()

WHILE_MET = "urgent-need-met"
"""Why an opportunity is closed that opens again when the need stands again."""


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


@HANDLERS.on(UrgentNeedTextWithdrawn)
async def forget_words(uow: UnitOfWork, event: UrgentNeedTextWithdrawn, envelope: Envelope) -> None:
    """The need and the opportunity that it opened go on without the words."""
    # Also a need of a release that did not note with which event its words came.
    await forget_words_of_needs(uow.connection, urgent_needs.c.id == event.urgent_need_id)
    await withdraw(uow, event.event_ids, event.occurred_on)


@HANDLERS.on(UrgentNeedMet)
async def close_need(uow: UnitOfWork, event: UrgentNeedMet, envelope: Envelope) -> None:
    """What was needed was found: no more spaces are looked for.

    People are, all the same, where the roof was found first and places are free.
    """
    change = (
        update(urgent_needs)
        .where(urgent_needs.c.id == event.urgent_need_id)
        .values(status=MET, met_at=event.met_at)
    )
    need = (await uow.connection.execute(change.returning(urgent_needs))).one()
    wanted = select(opportunities).where(opportunities.c.urgent_need_id == need.id)
    for row in (await uow.connection.execute(wanted.with_for_update())).all():
        if people_are_found(need.spaces_needed, row.filled, row.places):
            await close_locked(uow, row, WHILE_MET, event.occurred_on)


@HANDLERS.on(UrgentNeedReopened)
async def reopen_need(uow: UnitOfWork, event: UrgentNeedReopened, envelope: Envelope) -> None:
    """What was found fell through: the coordinator looks for another space.

    People are looked for again where a place was given up after all had been taken.
    """
    await uow.connection.execute(
        update(urgent_needs)
        .where(urgent_needs.c.id == event.urgent_need_id)
        .values(status=OPEN, met_at=None)
    )
    closed = select(opportunities).where(
        opportunities.c.urgent_need_id == event.urgent_need_id,
        opportunities.c.closed_reason == WHILE_MET,
        opportunities.c.filled < opportunities.c.places,
    )
    for row in (await uow.connection.execute(closed.with_for_update())).all():
        await reopen_locked(uow, row, "urgent-need-reopened", event.occurred_on)
