"""The public answer, and what was done: you said, we did."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy import insert

from ideas.answering import domain, publishing
from ideas.answering.commands.owning import IdeaStanding
from ideas.answering.offices import day_after_submission, office_of
from ideas.answering.tables import feedback
from ideas.intake.access import lock_idea_in_own_ward
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.intake.progress import further
from ideas.intake.tables import change_idea
from ideas.reference import days_taken


class AnswerIdea(Command):
    """What the council will do or not, such as taken-up or not-possible, and why."""

    outcome: CodeText
    reasons: LongText
    department: CodeText | None = None
    role: CodeText | None = None


async def answer_idea(uow: UnitOfWork, idea_id: UUID, command: AnswerIdea) -> IdeaStanding:
    """Answers in public and stops the second clock."""
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    domain.the_idea_is_answered_once(idea)
    domain.the_answer_agrees_with_the_referral(idea, command.outcome)
    day = day_after_submission(uow, command, idea)
    office = office_of(uow, idea, command.department, command.role)
    taken = days_taken(uow.council, idea.submitted_on, day)
    progress = further(idea.progress, "answered")
    await change_idea(
        uow.connection,
        idea_id,
        answered_on=day,
        answered_in=taken,
        answer_outcome=command.outcome,
        answer_reasons=command.reasons,
        progress=progress,
    )
    await uow.audit("idea.answered", str(idea_id), outcome=command.outcome)
    await publishing.tell_answered(uow, idea, command, office, taken, day)
    return IdeaStanding(idea_id=idea_id, progress=progress)


class GiveFeedback(Command):
    """You said, we did. ``said`` is the idea's title where it is left out."""

    said: LongText | None = None
    did: LongText
    project_id: UUID | None = None


class GivenFeedback(BaseModel):
    """The new feedback."""

    feedback_id: UUID


async def give_feedback(uow: UnitOfWork, idea_id: UUID, command: GiveFeedback) -> GivenFeedback:
    """Says on the thread what was done, for the owner, the supporters and everybody to read.

    Nobody is sent a message; the event tells for whom it is there and how many support the idea.
    """
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    day = day_after_submission(uow, command, idea)
    said = command.said or idea.title
    feedback_id = uuid4()
    await uow.connection.execute(
        insert(feedback).values(
            id=feedback_id,
            idea_id=idea_id,
            said=said,
            did=command.did,
            project_id=command.project_id,
            given_on=day,
            supporters_told=idea.supporters,
        )
    )
    await publishing.tell_feedback(uow, idea, said, command, day)
    return GivenFeedback(feedback_id=feedback_id)
