"""What is told when somebody answers for an idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from civic_contracts.events.ideas import (
    IdeaAcknowledged,
    IdeaAdopted,
    IdeaAnswered,
    IdeaEvent,
    IdeaFeedbackGiven,
    IdeaMeasured,
    IdeaReferred,
    IdeaSupportOffered,
    IdeaTested,
    TestAnswer,
)
from civic_contracts.fields import Measure, PublicText
from pagekit.wording import day as in_words
from servicekit import UnitOfWork

from ideas.answering.domain import FINAL, is_in_time
from ideas.intake.domain import Idea
from ideas.threads.rewording import feedback
from ideas.threads.step import GOOD, STOPPED, Figure, Money, Step, figures
from ideas.threads.wording import department_name, office, phrase, sentence, ward_name
from ideas.threads.writing import tell

if TYPE_CHECKING:
    from ideas.answering.commands.measuring import RecordMeasures
    from ideas.answering.commands.offering import OfferSupport
    from ideas.answering.commands.referring import ReferIdea
    from ideas.answering.commands.replying import AnswerIdea, GiveFeedback
    from ideas.answering.commands.six_questions import AnswerGiven

Office = tuple[str, str]
"""Department and role."""

TOLD = ("owner", "supporters", "ward", "public")


class Referral(NamedTuple):
    """What a referral says beyond the command: its id, its wards, who refers."""

    id: UUID
    wards: tuple[str, ...]
    office: Office


async def _tell(uow: UnitOfWork, idea: Idea, event: IdeaEvent, step: Step) -> None:
    event_id = await uow.publish(event, subject=idea.id)
    await tell(uow, event_id, step, idea_id=idea.id)


def _by(uow: UnitOfWork, one: Office) -> str:
    department, role = one
    return office(uow.council, role, department)


async def tell_acknowledged(uow: UnitOfWork, idea: Idea, by: Office, taken: int, day: date) -> None:
    """The owner was told that the idea has arrived."""
    in_time = is_in_time(day, idea.acknowledge_due_on)
    event = IdeaAcknowledged(
        occurred_on=day,
        idea_id=idea.id,
        department=by[0],
        role=by[1],
        working_days_taken=taken,
        in_time=in_time,
        answer_due_on=idea.answer_due_on,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="idea.acknowledged",
        what="The idea was acknowledged",
        who=_by(uow, by),
        text=f"An answer was promised by {in_words(idea.answer_due_on)}.",
        measures=(Figure("working-days-to-acknowledge", taken, "working-days"),),
        tone="plain" if in_time else STOPPED,
    )
    await _tell(uow, idea, event, step)


async def tell_adopted(uow: UnitOfWork, idea: Idea, by: Office, day: date) -> None:
    """A department answers for the idea from now on."""
    event = IdeaAdopted(occurred_on=day, idea_id=idea.id, department=by[0], role=by[1])
    step = Step(
        on=day,
        service="ideas",
        kind="idea.adopted",
        what="Somebody took responsibility",
        who=_by(uow, by),
    )
    await _tell(uow, idea, event, step)


async def tell_tested(
    uow: UnitOfWork, idea: Idea, answers: Sequence[AnswerGiven], day: date
) -> None:
    """The six questions were answered."""
    event = IdeaTested(
        occurred_on=day,
        idea_id=idea.id,
        answers=tuple(
            TestAnswer(question=one.question, answer=one.answer, reason=PublicText(text=one.reason))
            for one in answers
        ),
    )
    questions = uow.council.test_questions
    step = Step(
        on=day,
        service="ideas",
        kind="idea.tested",
        what="The idea was put to the Civic Community test",
        who=department_name(uow.council, idea.department),
        text="\n\n".join(
            f"{questions[one.question]} {sentence(one.answer)}: {one.reason}" for one in answers
        ),
        measures=tuple(
            Figure(f"answers-{word}", sum(one.answer == word for one in answers), "answers")
            for word in ("yes", "partly", "no")
        ),
    )
    await _tell(uow, idea, event, step)


async def tell_support_offered(
    uow: UnitOfWork, idea: Idea, command: OfferSupport, day: date
) -> None:
    """A public body offered help."""
    event = IdeaSupportOffered(
        occurred_on=day,
        idea_id=idea.id,
        department=command.department,
        kind=command.kind,
        until=command.until,
        offer=PublicText(text=command.offer) if command.offer else None,
    )
    until = f"Until {in_words(command.until)}." if command.until else ""
    step = Step(
        on=day,
        service="ideas",
        kind="idea.support-offered",
        what=f"Support was offered: {phrase(command.kind)}",
        who=department_name(uow.council, command.department),
        text="\n\n".join(part for part in (command.offer, until) if part),
    )
    await _tell(uow, idea, event, step)


async def tell_referred(
    uow: UnitOfWork, idea: Idea, command: ReferIdea, referral: Referral, day: date
) -> None:
    """The idea goes to the budgets."""
    event = IdeaReferred(
        occurred_on=day,
        idea_id=idea.id,
        referral_id=referral.id,
        title=PublicText(text=idea.title),
        summary=PublicText(text=command.summary or idea.summary),
        ward=idea.ward,
        wards=referral.wards,
        theme=idea.theme,
        area=idea.area,
        estimated=command.estimated,
        owner_kind=idea.owner_kind,
        organisation=command.organisation or idea.owner_organisation,
        department=referral.office[0],
        supporters=idea.supporters,
        volunteer_places=command.volunteer_places,
    )
    names = ", ".join(ward_name(uow.council, code) for code in referral.wards)
    step = Step(
        on=day,
        service="ideas",
        kind="idea.referred",
        what="The idea was referred for funding",
        who=_by(uow, referral.office),
        text=f"Asked for in {names}." if len(referral.wards) > 1 else "",
        money=(Money("estimated", command.estimated),) if command.estimated else (),
    )
    await _tell(uow, idea, event, step)


async def tell_answered(
    uow: UnitOfWork, idea: Idea, command: AnswerIdea, by: Office, taken: int, day: date
) -> None:
    """The public answer, with reasons."""
    event = IdeaAnswered(
        occurred_on=day,
        idea_id=idea.id,
        outcome=command.outcome,
        reasons=PublicText(text=command.reasons),
        department=by[0],
        role=by[1],
        working_days_taken=taken,
        in_time=is_in_time(day, idea.answer_due_on),
    )
    step = Step(
        on=day,
        service="ideas",
        kind="idea.answered",
        what=f"Answered in public: {phrase(command.outcome)}",
        who=_by(uow, by),
        text=command.reasons,
        measures=(Figure("working-days-to-answer", taken, "working-days"),),
        tone=STOPPED if command.outcome in FINAL else GOOD,
    )
    await _tell(uow, idea, event, step)


async def tell_feedback(
    uow: UnitOfWork, idea: Idea, said: str, command: GiveFeedback, day: date
) -> None:
    """You said, we did."""
    event = IdeaFeedbackGiven(
        occurred_on=day,
        idea_id=idea.id,
        said=PublicText(text=said),
        did=PublicText(text=command.did),
        project_id=command.project_id,
        told=TOLD if idea.supporters else tuple(one for one in TOLD if one != "supporters"),
        supporters_told=idea.supporters,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="idea.feedback-given",
        what="You said, we did",
        who=department_name(uow.council, idea.department),
        text=feedback(said, command.did),
        tone=GOOD,
    )
    await _tell(uow, idea, event, step)


async def tell_measured(uow: UnitOfWork, idea: Idea, command: RecordMeasures, day: date) -> None:
    """Figures were recorded."""
    event = IdeaMeasured(
        occurred_on=day,
        idea_id=idea.id,
        measures=tuple(Measure(**one.model_dump()) for one in command.measures),
        summary=PublicText(text=command.summary) if command.summary else None,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="idea.measured",
        what="Figures were recorded",
        who=department_name(uow.council, idea.department),
        text=command.summary or "",
        measures=figures(command.measures),
    )
    await _tell(uow, idea, event, step)
