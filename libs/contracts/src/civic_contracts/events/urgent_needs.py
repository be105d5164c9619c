"""What the ideas service tells about urgent needs: spaces or people, by a deadline."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, Count, Flag, Id, Moment, PublicText, WardCode


class UrgentNeedRaised(Event, type="civic.ideas.urgent-need.raised.v1"):
    """A community needs spaces or people by the deadline."""

    urgent_need_id: Id
    idea_id: Id | None = None
    conversation_id: Id | None = None
    ward: WardCode
    title: PublicText
    summary: PublicText | None = None
    spaces_needed: Count
    people_needed: Count
    facilities: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    raised_at: Moment
    deadline: Moment


class UrgentNeedMet(Event, type="civic.ideas.urgent-need.met.v1"):
    """What was needed was found; ``hours_taken`` since it was raised, rounded up."""

    urgent_need_id: Id
    idea_id: Id | None = None
    space_id: Id | None = None
    met_at: Moment
    hours_taken: Count
    in_time: Flag
    temporary: Flag = True


class UrgentNeedTextWithdrawn(Event, type="civic.ideas.urgent-need.text-withdrawn.v1"):
    """The public texts of these events are to be erased everywhere."""

    urgent_need_id: Id
    idea_id: Id | None = None
    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code


class UrgentNeedReopened(Event, type="civic.ideas.urgent-need.reopened.v1"):
    """What was found fell through and the need stands again; its clock has run on all the while.

    What ``urgent-need.met`` told no longer holds. Met again, it is told anew, with the hours since
    the need was first raised and beside the same deadline.
    """

    urgent_need_id: Id
    idea_id: Id | None = None
    space_id: Id | None = None
    reason: Code
