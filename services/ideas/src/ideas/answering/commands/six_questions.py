"""The Civic Community test: six questions, each answered yes, partly or no, with a reason."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy.dialects.postgresql import insert

from ideas.answering import domain, publishing
from ideas.answering.commands.owning import IdeaStanding
from ideas.answering.offices import day_after_submission
from ideas.answering.tables import test_answers
from ideas.intake.access import lock_idea_in_own_ward
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.intake.tables import change_idea
from ideas.reference import require_known


class AnswerGiven(BaseModel, frozen=True, extra="forbid"):
    """The answer to one question."""

    question: CodeText
    answer: Literal["yes", "partly", "no"]
    reason: LongText


class TestIdea(Command):
    """All six answers; a later test takes the place of the earlier one."""

    # The name is the document's; this tells pytest that it is no test.
    __test__ = False

    answers: Annotated[tuple[AnswerGiven, ...], Field(min_length=1, max_length=20)]


async def put_idea_to_the_test(uow: UnitOfWork, idea_id: UUID, command: TestIdea) -> IdeaStanding:
    """Keeps and tells the answers."""
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    questions = uow.council.test_questions
    for index, one in enumerate(command.answers):
        require_known(one.question, questions, f"/answers/{index}/question")
    domain.every_question_is_answered([one.question for one in command.answers], questions)
    day = day_after_submission(uow, command, idea)
    for one in command.answers:
        await _keep(uow, idea_id, one)
    await change_idea(uow.connection, idea_id, tested_on=day)
    await publishing.tell_tested(uow, idea, command.answers, day)
    return IdeaStanding(idea_id=idea_id, progress=idea.progress)


async def _keep(uow: UnitOfWork, idea_id: UUID, one: AnswerGiven) -> None:
    storing = insert(test_answers).values(idea_id=idea_id, **one.model_dump())
    await uow.connection.execute(
        storing.on_conflict_do_update(
            index_elements=[test_answers.c.idea_id, test_answers.c.question],
            set_={"answer": storing.excluded.answer, "reason": storing.excluded.reason},
        )
    )
