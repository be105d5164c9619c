"""Taking an idea back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel
from servicekit import Forbidden, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText

from ideas.answering.offices import day_after_submission
from ideas.intake import domain, publishing
from ideas.intake.access import is_owner, lock_visible_idea, require_own_ward
from ideas.intake.tables import change_idea
from ideas.policies import may_answer


class WithdrawIdea(Command):
    """Why the owner takes the idea back, in a word: no-longer-needed, done-otherwise, other."""

    reason: CodeText = "no-longer-needed"


class WithdrawnIdea(BaseModel):
    """Which idea was withdrawn."""

    idea_id: UUID


async def withdraw_idea(uow: UnitOfWork, idea_id: UUID, command: WithdrawIdea) -> WithdrawnIdea:
    """The owner, or an officer of its ward whom the owner asked, takes the idea back."""
    idea = await lock_visible_idea(uow, idea_id)
    if not is_owner(uow.actor, idea):
        if not may_answer(uow.actor):
            raise Forbidden("Only its owner or an officer can take an idea back.")
        require_own_ward(uow.actor, idea)
    domain.the_idea_can_be_withdrawn(idea)
    day = day_after_submission(uow, command, idea)
    await change_idea(uow.connection, idea_id, withdrawn_on=day, progress="withdrawn")
    if idea.is_published:
        withdrawn = replace(idea, withdrawn_on=day)
        await publishing.tell_withdrawn(uow, withdrawn, command.reason, day)
    return WithdrawnIdea(idea_id=idea_id)
