"""Opportunities to volunteer: for a project, or for an urgent need."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import (
    OpportunityClosed,
    OpportunityFilled,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityTextWithdrawn,
)
from servicekit import Handlers, UnitOfWork, UnknownReference
from sqlalchemy import update

from ideas.inbound.following import follow
from ideas.threads.step import GOOD, Figure, Step
from ideas.threads.tables import steps
from ideas.threads.withdrawing import withdraw_texts
from ideas.threads.wording import phrase, ward_name
from ideas.urgent_needs.meeting import people_were_found
from ideas.urgent_needs.tables import find_need

HANDLERS = Handlers()


@HANDLERS.on(OpportunityOpened)
async def opportunity_opened(uow: UnitOfWork, event: OpportunityOpened, envelope: Envelope) -> None:
    """Volunteers are wanted."""
    if event.idea_id is None:
        return
    check = (
        "" if event.check_level == "none" else f"A check is needed: {phrase(event.check_level)}."
    )
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="opportunity.opened",
        what=_wanted(event.title.text),
        who=event.organisation or ward_name(uow.council, event.ward),
        text=check,
        measures=(Figure("volunteer-places", event.places, "places", str(event.opportunity_id)),),
        link=f"/volunteers/opportunities/{event.opportunity_id}",
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(OpportunityFilled)
async def opportunity_filled(uow: UnitOfWork, event: OpportunityFilled, envelope: Envelope) -> None:
    """Every place is taken; an urgent need for people may be met by that."""
    if event.urgent_need_id is not None:
        need = await find_need(uow.connection, event.urgent_need_id, lock=True)
        if need is None:
            raise UnknownReference("urgent-need", event.urgent_need_id)
        await people_were_found(uow, need, event.opportunity_id, event.places, event.occurred_on)
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="opportunity.filled",
        what="Every volunteer's place is taken",
        who="Volunteers",
        measures=(Figure("places-taken", event.places, "places", str(event.opportunity_id)),),
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(OpportunityClosed)
async def opportunity_closed(uow: UnitOfWork, event: OpportunityClosed, envelope: Envelope) -> None:
    """No more volunteers are taken."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="opportunity.closed",
        what=f"Volunteering was closed: {phrase(event.reason)}",
        who="Volunteer coordinator",
        measures=(Figure("places-taken", event.filled, "places", str(event.opportunity_id)),),
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(OpportunityReopened)
async def opportunity_reopened(
    uow: UnitOfWork, event: OpportunityReopened, envelope: Envelope
) -> None:
    """Volunteers are taken again."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="opportunity.reopened",
        what=f"Volunteers are taken again: {phrase(event.reason)}",
        who="Volunteer coordinator",
        measures=(Figure("places-taken", event.filled, "places", str(event.opportunity_id)),),
        link=f"/volunteers/opportunities/{event.opportunity_id}",
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(OpportunityTextWithdrawn)
async def texts_withdrawn(
    uow: UnitOfWork, event: OpportunityTextWithdrawn, envelope: Envelope
) -> None:
    """The words of these events are gone from every thread, or others have taken their place."""
    await withdraw_texts(uow.connection, event.event_ids, event.occurred_on)
    if event.title is None:
        return
    opened = (steps.c.event_id.in_(event.event_ids), steps.c.kind == "opportunity.opened")
    await uow.connection.execute(
        update(steps).where(*opened).values(what=_wanted(event.title.text))
    )


def _wanted(title: str) -> str:
    return f"Volunteers are wanted: {title}"
