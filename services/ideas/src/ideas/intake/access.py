"""Who may know of an idea that is not public."""

from __future__ import annotations

from uuid import UUID

from servicekit import Actor, Forbidden, NotFound, NotYours, UnitOfWork
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.intake.domain import Idea
from ideas.intake.tables import find_idea, lock_idea
from ideas.policies import sees_everything


def may_see(actor: Actor, idea: Idea) -> bool:
    """Everyone sees a published idea; its owner and staff see it before, and when hidden."""
    return idea.is_published or sees_everything(actor) or is_owner(actor, idea)


def is_owner(actor: Actor, idea: Idea) -> bool:
    """Whether the idea was said by this very person."""
    return actor.person_key is not None and actor.person_key == idea.owner_person_key


async def visible_idea(connection: AsyncConnection, actor: Actor, idea_id: UUID) -> Idea:
    """The idea, if the actor may see it; else ``NotFound``."""
    idea = await find_idea(connection, idea_id)
    if idea is None:
        raise NotFound("idea", idea_id)
    if not may_see(actor, idea):
        raise NotYours("idea", idea_id)
    return idea


async def lock_visible_idea(uow: UnitOfWork, idea_id: UUID) -> Idea:
    """The idea under lock, if whoever acts may see it; else ``NotFound``."""
    idea = await lock_idea(uow.connection, idea_id)
    if not may_see(uow.actor, idea):
        raise NotYours("idea", idea_id)
    return idea


async def lock_idea_in_own_ward(uow: UnitOfWork, idea_id: UUID) -> Idea:
    """The idea under lock, for an officer; ``Forbidden`` where the officer has other wards."""
    idea = await lock_visible_idea(uow, idea_id)
    require_own_ward(uow.actor, idea)
    return idea


def require_own_ward(actor: Actor, idea: Idea) -> None:
    """``Forbidden`` where an officer has other wards."""
    if not actor.covers_ward(idea.ward):
        raise Forbidden("This idea is in another officer's ward.")
