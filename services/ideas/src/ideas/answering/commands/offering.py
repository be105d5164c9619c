"""Insights, contacts and help, offered by anyone in the public sector."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import Actor, Forbidden, Role, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Day, LongText
from sqlalchemy import insert

from ideas.answering import publishing
from ideas.answering.offices import day_after_submission
from ideas.answering.tables import offers
from ideas.intake.access import lock_visible_idea
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.reference import require_known


class OfferSupport(Command):
    """Help of a kind: insight, contact, venue, venue-management, mentoring, funds, until a day."""

    department: CodeText
    kind: CodeText
    offer: LongText | None = None
    until: Day | None = None


class OfferedSupport(BaseModel):
    """The new offer."""

    offer_id: UUID


def _speaks_for(actor: Actor, department: str) -> None:
    """Staff of a department offer in its name; a neighbourhood officer brings offers of all."""
    if actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.FACILITATOR):
        return
    if not actor.covers_department(department):
        raise Forbidden("You may offer in the name of your own department.")


async def offer_support(uow: UnitOfWork, idea_id: UUID, command: OfferSupport) -> OfferedSupport:
    """Keeps and tells a department's offer."""
    idea = await lock_visible_idea(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    require_known(command.department, uow.council.departments, "/department")
    _speaks_for(uow.actor, command.department)
    day = day_after_submission(uow, command, idea)
    if command.until is not None and command.until < day:
        raise Unprocessable("An offer lasts at least until it is made.", pointer="/until")
    offer_id = uuid4()
    await uow.connection.execute(
        insert(offers).values(
            id=offer_id,
            idea_id=idea_id,
            department=command.department,
            kind=command.kind,
            offer=command.offer,
            offered_on=day,
            until=command.until,
        )
    )
    await publishing.tell_support_offered(uow, idea, command, day)
    return OfferedSupport(offer_id=offer_id)
