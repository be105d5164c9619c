"""Referring an idea for funding."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, LongText, Pence, WardText

from ideas.answering import domain, publishing
from ideas.answering.offices import day_after_every_step, office_of
from ideas.intake.access import lock_idea_in_own_ward
from ideas.intake.commands.submitting import OrganisationText
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.intake.progress import referred_again
from ideas.intake.tables import change_idea
from ideas.reference import require_wards


class ReferIdea(Command):
    """What the budgets need to open a proposal; ``estimated`` in pence."""

    estimated: Pence | None = None
    organisation: OrganisationText | None = None
    wards: Annotated[tuple[WardText, ...], Field(max_length=100)] = ()
    department: CodeText | None = None
    volunteer_places: Annotated[Count, Field(le=100_000)] = 0
    summary: LongText | None = None


class ReferredIdea(BaseModel):
    """Under which id the budgets know the referral."""

    referral_id: UUID


async def refer_idea(uow: UnitOfWork, idea_id: UUID, command: ReferIdea) -> ReferredIdea:
    """Refers the idea; again only once the proposal of the referral before has ended."""
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    domain.the_idea_can_be_referred(idea)
    day = day_after_every_step(uow, command, idea)
    wards = tuple(dict.fromkeys((idea.ward, *command.wards)))
    require_wards(uow.council, wards, day, "/wards")
    office = office_of(uow, idea, command.department, None)
    referral_id = uuid4()
    await change_idea(
        uow.connection,
        idea_id,
        referral_id=referral_id,
        referred_on=day,
        referral_open=True,
        referral_stage="referred",
        progress=referred_again(idea.progress),
    )
    await publishing.tell_referred(
        uow, idea, command, publishing.Referral(referral_id, wards, office), day
    )
    return ReferredIdea(referral_id=referral_id)
