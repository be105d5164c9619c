"""What the volunteers service tells about opportunities and the places that volunteers take."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import (
    Code,
    Count,
    Date,
    Id,
    OrganisationName,
    PublicText,
    WardCode,
    Whole,
)


class OpportunityEvent(Event):
    """What happened to one opportunity to volunteer."""

    opportunity_id: Id
    project_id: Id | None = None
    idea_id: Id | None = None
    urgent_need_id: Id | None = None


class OpportunityOpened(OpportunityEvent, type="civic.volunteers.opportunity.opened.v1"):
    """Volunteers are wanted; ``pilot`` names the council's pilot that it is part of."""

    title: PublicText
    role: Code
    places: Count
    ward: WardCode
    theme: Code | None = None
    organisation: OrganisationName | None = None
    department: Code | None = None
    pilot: Code | None = None
    check_level: Code = "none"
    starts_on: Date | None = None
    ends_on: Date | None = None


class OpportunityFilled(OpportunityEvent, type="civic.volunteers.opportunity.filled.v1"):
    """Every place is taken."""

    places: Count


class OpportunityClosed(OpportunityEvent, type="civic.volunteers.opportunity.closed.v1"):
    """No more volunteers are taken."""

    reason: Code
    places: Count
    filled: Count


class OpportunityReopened(OpportunityEvent, type="civic.volunteers.opportunity.reopened.v1"):
    """What closed it is over, and volunteers are taken again."""

    reason: Code
    places: Count
    filled: Count


class OpportunityTextWithdrawn(
    OpportunityEvent, type="civic.volunteers.opportunity.text-withdrawn.v1"
):
    """The public texts of these events are to be erased everywhere.

    ``title`` is what the opportunity is called instead, where its words were replaced.
    """

    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code
    title: PublicText | None = None


class PlacementEvent(Event):
    """What happened to one volunteer's place; the volunteer is not named."""

    placement_id: Id
    opportunity_id: Id
    project_id: Id | None = None
    idea_id: Id | None = None
    ward: WardCode


class PlacementConfirmed(PlacementEvent, type="civic.volunteers.placement.confirmed.v1"):
    """A volunteer took a place. Kinds: resident, council-staff, company."""

    role: Code
    volunteer_kind: Code
    department: Code | None = None
    starts_on: Date | None = None
    opportunity_filled: Count
    opportunity_places: Count


class PlacementEnded(PlacementEvent, type="civic.volunteers.placement.ended.v1"):
    """The volunteer gave the place up or the work is done."""

    reason: Code
    minutes: Count


class PlacementHoursLogged(PlacementEvent, type="civic.volunteers.placement.hours-logged.v1"):
    """Time was given on ``occurred_on``."""

    entry_id: Id
    minutes: Count
    volunteer_kind: Code
    department: Code | None = None


class PlacementHoursCorrected(PlacementEvent, type="civic.volunteers.placement.hours-corrected.v1"):
    """An entry was wrong; ``change`` is what to add to the minutes, often negative.

    It was put right on ``occurred_on``; ``given_on`` is the entry's own day, whose minutes change.
    """

    entry_id: Id
    change: Whole
    reason: Code
    given_on: Date | None = None
