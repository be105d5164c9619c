"""What the next page says after a step was taken by form; where it says so itself, nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pagekit import marked
from servicekit.web import Command

from ideas.answering.commands.offering import OfferSupport
from ideas.answering.commands.owning import AcknowledgeIdea, AdoptIdea
from ideas.answering.commands.referring import ReferIdea
from ideas.answering.commands.replying import AnswerIdea, GiveFeedback
from ideas.answering.commands.six_questions import TestIdea
from ideas.barriers.commands import LogBarrier, RemoveBarrier
from ideas.intake.commands.moderating import ModerateIdea
from ideas.intake.commands.supporting import SupportIdea
from ideas.urgent_needs.commands import RaiseUrgentNeed

DONE: Mapping[type[Command], str] = {
    SupportIdea: marked("You support this idea now."),
    ModerateIdea: marked("Your decision about the idea is kept."),
    AcknowledgeIdea: marked("The idea is acknowledged. Its thread says so."),
    AdoptIdea: marked("Who is responsible for the idea is kept. Its thread says so."),
    TestIdea: marked("The answers to the six questions are kept."),
    OfferSupport: marked("The support is offered. The idea’s thread says so."),
    LogBarrier: marked("The barrier is logged."),
    RemoveBarrier: marked("The barrier is marked as removed."),
    ReferIdea: marked("The idea is referred for funding. A proposal is opened for it."),
    AnswerIdea: marked("The idea is answered in public."),
    GiveFeedback: marked("What came of the idea is published."),
    RaiseUrgentNeed: marked("The urgent need is raised."),
}
