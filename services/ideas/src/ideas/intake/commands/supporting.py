"""Supporting an idea, once each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import Forbidden, UnitOfWork
from servicekit.web import Command
from sqlalchemy.dialects.postgresql import insert

from ideas.intake import domain, publishing
from ideas.intake.access import lock_visible_idea
from ideas.intake.tables import change_idea, supports


class SupportIdea(Command):
    """A person's support; nothing more needs to be said."""


class Supported(BaseModel):
    """How many people support the idea now."""

    idea_id: UUID
    supporters: int


async def support_idea(uow: UnitOfWork, idea_id: UUID, command: SupportIdea) -> Supported:
    """Counts the person who acts as a supporter of the idea."""
    if uow.actor.person_key is None:
        raise Forbidden("Only a person can support an idea.")
    idea = await lock_visible_idea(uow, idea_id)
    domain.the_idea_is_public_and_stands(idea)
    day = command.occurred(uow)
    await _count_once(uow, idea_id, uow.actor.person_key, day)
    supporters = idea.supporters + 1
    await change_idea(uow.connection, idea_id, supporters=supporters)
    await publishing.tell_supported(uow, idea, supporters, day)
    return Supported(idea_id=idea_id, supporters=supporters)


async def _count_once(uow: UnitOfWork, idea_id: UUID, person_key: str, day: date) -> None:
    counted = await uow.connection.execute(
        insert(supports)
        .values(idea_id=idea_id, person_key=person_key, supported_on=day)
        .on_conflict_do_nothing()
        .returning(supports.c.idea_id)
    )
    if counted.one_or_none() is None:
        raise domain.PersonSupportsOnce
