"""What the ideas service tells: listening, and the promise to answer.

The subject of an idea event is the idea; of the others, the thing that its kind names.
"""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.events.listening import (
    AgendaItemAccepted,
    AgendaItemDiscussed,
    ConversationClosed,
    ConversationEventHeld,
    ConversationOpened,
    ConversationTextWithdrawn,
    SectorCount,
)
from civic_contracts.events.urgent_needs import (
    UrgentNeedMet,
    UrgentNeedRaised,
    UrgentNeedReopened,
    UrgentNeedTextWithdrawn,
)
from civic_contracts.fields import (
    Amount,
    Code,
    Count,
    Date,
    Flag,
    Id,
    Measure,
    OrganisationName,
    PublicText,
    Record,
    WardCode,
)

__all__ = [
    "AgendaItemAccepted",
    "AgendaItemDiscussed",
    "BarrierLogged",
    "BarrierRemoved",
    "BarrierTextWithdrawn",
    "ConversationClosed",
    "ConversationEventHeld",
    "ConversationOpened",
    "ConversationTextWithdrawn",
    "IdeaAcknowledged",
    "IdeaAdopted",
    "IdeaAnswered",
    "IdeaEvent",
    "IdeaFeedbackGiven",
    "IdeaMeasured",
    "IdeaMerged",
    "IdeaModerated",
    "IdeaReferred",
    "IdeaSubmitted",
    "IdeaSupportOffered",
    "IdeaSupported",
    "IdeaTested",
    "IdeaTextWithdrawn",
    "IdeaUnmerged",
    "IdeaWithdrawn",
    "SectorCount",
    "TestAnswer",
    "UrgentNeedMet",
    "UrgentNeedRaised",
    "UrgentNeedReopened",
    "UrgentNeedTextWithdrawn",
]


class TestAnswer(Record):
    """The answer to one of the six Civic Community questions: yes, partly or no, and why."""

    # The name is the document's; this tells pytest that it is no test.
    __test__ = False

    question: Code
    answer: Code
    reason: PublicText


class IdeaEvent(Event):
    """What happened to one idea."""

    idea_id: Id


class IdeaSubmitted(IdeaEvent, type="civic.ideas.idea.submitted.v1"):
    """An idea was taken in. ``owner_organisation`` is given for a group or business only."""

    conversation_id: Id | None = None
    table: Count | None = None
    channel: Code
    owner_kind: Code
    owner_organisation: OrganisationName | None = None
    ward: WardCode
    theme: Code
    area: Code | None = None
    principles: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    title: PublicText
    summary: PublicText


class IdeaAcknowledged(IdeaEvent, type="civic.ideas.idea.acknowledged.v1"):
    """The owner was told that the idea has arrived, and by when there will be an answer."""

    department: Code
    role: Code
    working_days_taken: Count | None = None
    in_time: Flag | None = None
    answer_due_on: Date | None = None


class IdeaSupported(IdeaEvent, type="civic.ideas.idea.supported.v1"):
    """Residents' support changed; ``supporters`` is the running count."""

    supporters: Count


class IdeaModerated(IdeaEvent, type="civic.ideas.idea.moderated.v1"):
    """A moderator judged the words: published, edited or hidden.

    They are given if edited, and if they had been hidden and are public again.
    """

    outcome: Code
    reason: PublicText | None = None
    title: PublicText | None = None
    summary: PublicText | None = None


class IdeaMerged(IdeaEvent, type="civic.ideas.idea.merged.v1"):
    """This idea went into another, with authors and supporters; the count is the other's."""

    into_idea_id: Id
    supporters: Count


class IdeaUnmerged(IdeaEvent, type="civic.ideas.idea.unmerged.v1"):
    """This idea stands on its own again; the count is its own."""

    from_idea_id: Id
    supporters: Count


class IdeaAdopted(IdeaEvent, type="civic.ideas.idea.adopted.v1"):
    """An officer took responsibility for the idea, by name of role."""

    department: Code
    role: Code


class IdeaTested(IdeaEvent, type="civic.ideas.idea.tested.v1"):
    """The six Civic Community test questions were answered."""

    answers: Annotated[tuple[TestAnswer, ...], Field(min_length=1, max_length=20)]


class IdeaSupportOffered(IdeaEvent, type="civic.ideas.idea.support-offered.v1"):
    """A public body offered help: insight, contact, venue, venue-management, mentoring, funds…"""

    department: Code
    kind: Code
    until: Date | None = None
    offer: PublicText | None = None


class IdeaReferred(IdeaEvent, type="civic.ideas.idea.referred.v1"):
    """The idea was referred for funding; all that budgets needs to open a proposal."""

    referral_id: Id
    title: PublicText
    summary: PublicText | None = None
    ward: WardCode
    wards: Annotated[tuple[WardCode, ...], Field(min_length=1, max_length=100)]
    theme: Code
    area: Code | None = None
    estimated: Amount | None = None
    owner_kind: Code
    organisation: OrganisationName | None = None
    department: Code | None = None
    supporters: Count = 0
    volunteer_places: Count = 0


class IdeaAnswered(IdeaEvent, type="civic.ideas.idea.answered.v1"):
    """The idea was answered in public, with reasons."""

    outcome: Code
    reasons: PublicText
    department: Code
    role: Code
    working_days_taken: Count | None = None
    in_time: Flag | None = None


class IdeaWithdrawn(IdeaEvent, type="civic.ideas.idea.withdrawn.v1"):
    """The owner took the idea back."""

    reason: Code


class IdeaFeedbackGiven(IdeaEvent, type="civic.ideas.idea.feedback-given.v1"):
    """You said, we did: what was done, for everybody to read on the idea's thread.

    ``told`` are those for whom it is there, and ``supporters_told`` how many supporters the idea
    had that day; this says nothing of messages: the ideas service sends none.
    """

    said: PublicText | None = None
    did: PublicText
    project_id: Id | None = None
    told: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    supporters_told: Count = 0


class IdeaMeasured(IdeaEvent, type="civic.ideas.idea.measured.v1"):
    """Figures about the idea were recorded where there is no agreement to monitor."""

    measures: Annotated[tuple[Measure, ...], Field(min_length=1, max_length=50)]
    summary: PublicText | None = None


class IdeaTextWithdrawn(IdeaEvent, type="civic.ideas.idea.text-withdrawn.v1"):
    """The public texts of these events are to be erased everywhere."""

    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code


class BarrierLogged(Event, type="civic.ideas.barrier.logged.v1"):
    """A legal, procedural or practical barrier was found, and somebody owns it."""

    barrier_id: Id
    idea_id: Id | None = None
    kind: Code
    title: PublicText
    owner_department: Code


class BarrierRemoved(Event, type="civic.ideas.barrier.removed.v1"):
    """The barrier no longer stands."""

    barrier_id: Id
    idea_id: Id | None = None
    how: PublicText
    days_standing: Count | None = None


class BarrierTextWithdrawn(Event, type="civic.ideas.barrier.text-withdrawn.v1"):
    """The public texts of these events are to be erased everywhere."""

    barrier_id: Id
    idea_id: Id | None = None
    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code
