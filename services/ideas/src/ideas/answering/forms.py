"""The steps that an officer can take for an idea, each with its form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText

from ideas.answering.commands.offering import OfferSupport, offer_support
from ideas.answering.commands.owning import AcknowledgeIdea, AdoptIdea, acknowledge_idea, adopt_idea
from ideas.answering.commands.referring import ReferIdea, refer_idea
from ideas.answering.commands.replying import AnswerIdea, GiveFeedback, answer_idea, give_feedback
from ideas.answering.commands.six_questions import TestIdea, put_idea_to_the_test
from ideas.barriers.commands import LogBarrier, LoggedBarrier, log_barrier
from ideas.intake.domain import Idea

ForIdea = Callable[[UnitOfWork, UUID, Any], Awaitable[Any]]


class AnswerByForm(AnswerIdea):
    """Likewise: nobody answers in the name of a department that nobody chose."""

    department: CodeText


class AcknowledgeByForm(AcknowledgeIdea):
    """On a page the department is chosen: what is published there was seen by whoever sent it."""

    department: CodeText


@dataclass(frozen=True, slots=True)
class WorkForm:
    """One step: where its form is, what it is called, which command it becomes, what is said then.

    ``done_on`` names the idea's field that says when it was done; steps without one may be taken
    again and again.
    """

    action: str
    title: str
    hint: str
    command: type[Command]
    use_case: ForIdea
    done: str
    done_on: str | None = None

    @property
    def template(self) -> str:
        """Its template."""
        return f"work/{self.action}.html"

    def state(self, idea: Idea) -> tuple[str, str]:
        """(words, tone) of how far this step has come for an idea."""
        if self.done_on is None:
            return "", ""
        return ("Done", "") if getattr(idea, self.done_on) else ("To do", "waiting")

    def given(self, idea_id: UUID) -> dict[str, str]:
        """Fields of the command that the address says."""
        return {"idea_id": str(idea_id)} if "idea_id" in self.command.model_fields else {}


async def _log_barrier(uow: UnitOfWork, _: UUID, command: LogBarrier) -> LoggedBarrier:
    return await log_barrier(uow, command)


_FORMS = (
    WorkForm(
        "acknowledge",
        "Acknowledge",
        "Tell the owner that the idea has arrived",
        AcknowledgeByForm,
        acknowledge_idea,
        marked("The idea is acknowledged. Its thread says so."),
        "acknowledged_on",
    ),
    WorkForm(
        "adopt",
        "Take responsibility",
        "A department answers for the idea, by name of role",
        AdoptIdea,
        adopt_idea,
        marked("Who is responsible for the idea is kept. Its thread says so."),
        "adopted_on",
    ),
    WorkForm(
        "test",
        "Put it to the test",
        "Six questions, each with a reason",
        TestIdea,
        put_idea_to_the_test,
        marked("The answers to the six questions are kept."),
        "tested_on",
    ),
    WorkForm(
        "offer",
        "Offer support",
        "An insight, a contact, a venue, mentoring",
        OfferSupport,
        offer_support,
        marked("The support is offered. The idea’s thread says so."),
    ),
    WorkForm(
        "barrier",
        "Log a barrier",
        "What stands in the way",
        LogBarrier,
        _log_barrier,
        marked("The barrier is logged."),
    ),
    WorkForm(
        "refer",
        "Refer for funding",
        "The budgets open a proposal",
        ReferIdea,
        refer_idea,
        marked("The idea is referred for funding. A proposal is opened for it."),
        "referred_on",
    ),
    WorkForm(
        "answer",
        "Answer in public",
        "With reasons",
        AnswerByForm,
        answer_idea,
        marked("The idea is answered in public."),
        "answered_on",
    ),
    WorkForm(
        "feedback",
        "You said, we did",
        "What came of it",
        GiveFeedback,
        give_feedback,
        marked("What came of the idea is published."),
    ),
)

FORMS = {form.action: form for form in _FORMS}
