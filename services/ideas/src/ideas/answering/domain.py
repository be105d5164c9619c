"""What holds when somebody answers for an idea."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ideas.intake.domain import Idea
from ideas.rules import RuleBroken

# Outcomes after which the council does nothing more for the idea.
FINAL = frozenset({"not-possible", "declined", "already-happening"})


class AcknowledgedOnce(RuleBroken):
    """This idea has been acknowledged already."""


class AdoptedByTheSameOffice(RuleBroken):
    """This role of this department answers for the idea already."""


class SomebodyAnswersForTheIdea(RuleBroken):
    """An officer takes responsibility for an idea before it is referred for funding."""


class ReferredAlready(RuleBroken):
    """The idea is referred for funding already, and has not been decided yet."""


class AnsweredOnce(RuleBroken):
    """The idea has been answered in public already."""


class AnsweredIdeasAreNotReferred(RuleBroken):
    """The public answer was that the council will not take the idea up."""


class ReferredIdeasAreNotTurnedDown(RuleBroken):
    """The idea is with the budgets: the answer cannot be that nothing comes of it."""


class EachQuestionIsAnsweredOnce(RuleBroken):
    """The test has six questions, and each is answered once, with a reason."""


def the_idea_is_acknowledged_once(idea: Idea) -> None:
    """Raises where the owner has been told before."""
    if idea.acknowledged_on is not None:
        raise AcknowledgedOnce


def the_office_is_another(idea: Idea, department: str, role: str) -> None:
    """Raises where the very same office adopted the idea; another may take it over."""
    if (idea.department, idea.role) == (department, role):
        raise AdoptedByTheSameOffice


def the_idea_can_be_referred(idea: Idea) -> None:
    """Raises unless somebody answers for the idea and it is not with the budgets already."""
    if idea.adopted_on is None:
        raise SomebodyAnswersForTheIdea
    if idea.referral_open:
        raise ReferredAlready
    if idea.answer_outcome in FINAL:
        raise AnsweredIdeasAreNotReferred


def the_idea_is_answered_once(idea: Idea) -> None:
    """Raises where there is a public answer already."""
    if idea.answered_on is not None:
        raise AnsweredOnce


def the_answer_agrees_with_the_referral(idea: Idea, outcome: str) -> None:
    """Raises where the public would read no while the budgets are asked for money."""
    if idea.referral_open and outcome in FINAL:
        raise ReferredIdeasAreNotTurnedDown


def every_question_is_answered(given: Collection[str], questions: Collection[str]) -> None:
    """Raises unless each of the questions is answered exactly once."""
    if sorted(given) != sorted(questions):
        missing = ", ".join(sorted(set(questions) - set(given))) or "none, but one came twice"
        raise EachQuestionIsAnsweredOnce(
            f"{EachQuestionIsAnsweredOnce.__doc__} Missing: {missing}."
        )


def is_in_time(done_on: date, due_on: date) -> bool:
    """Whether a promise was kept: the due day itself still counts."""
    return done_on <= due_on
