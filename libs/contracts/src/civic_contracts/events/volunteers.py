"""What the volunteers service tells: people's time, groups and spaces, never who they are.

Time is in whole minutes. The subject is the thing that the kind names.
"""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.events.opportunities import (
    OpportunityClosed,
    OpportunityEvent,
    OpportunityFilled,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityTextWithdrawn,
    PlacementConfirmed,
    PlacementEnded,
    PlacementEvent,
    PlacementHoursCorrected,
    PlacementHoursLogged,
)
from civic_contracts.fields import (
    CharityNumber,
    Code,
    CompanyNumber,
    Count,
    Date,
    Flag,
    Id,
    OrganisationName,
    PublicText,
    WardCode,
    Whole,
)

__all__ = [
    "CheckExpired",
    "CheckRevoked",
    "CourseCompleted",
    "GroupClosed",
    "GroupEvent",
    "GroupMembershipCounted",
    "GroupRegistered",
    "GuidePublished",
    "ListingClosed",
    "ListingPosted",
    "ListingTextWithdrawn",
    "OpportunityClosed",
    "OpportunityEvent",
    "OpportunityFilled",
    "OpportunityOpened",
    "OpportunityReopened",
    "OpportunityTextWithdrawn",
    "PlacementConfirmed",
    "PlacementEnded",
    "PlacementEvent",
    "PlacementHoursCorrected",
    "PlacementHoursLogged",
    "SpaceEvent",
    "SpaceOffered",
    "SpacePledged",
    "SpaceReleased",
    "SpaceTextWithdrawn",
    "SpaceUseCorrected",
    "SpaceUsed",
    "StaffTimeCorrected",
    "StaffTimeGiven",
]


class GroupEvent(Event):
    """What happened to one community group."""

    group_id: Id
    idea_id: Id | None = None
    project_id: Id | None = None
    ward: WardCode


class GroupRegistered(GroupEvent, type="civic.volunteers.group.registered.v1"):
    """A group made itself known. ``parent_group_id`` is given for a committee of another."""

    organisation: OrganisationName
    kind: Code
    theme: Code | None = None
    parent_group_id: Id | None = None
    charity_number: CharityNumber | None = None
    company_number: CompanyNumber | None = None
    members: Count = 0


class GroupMembershipCounted(GroupEvent, type="civic.volunteers.group.membership-counted.v1"):
    """The group counted its members."""

    organisation: OrganisationName
    members: Count


class GroupClosed(GroupEvent, type="civic.volunteers.group.closed.v1"):
    """The group ended."""

    reason: Code


class SpaceEvent(Event):
    """What happened to one space."""

    space_id: Id
    idea_id: Id | None = None
    project_id: Id | None = None
    urgent_need_id: Id | None = None
    ward: WardCode


class SpaceOffered(SpaceEvent, type="civic.volunteers.space.offered.v1"):
    """A room, a hall or an empty building may be used."""

    organisation: OrganisationName
    title: PublicText
    kind: Code
    facilities: Annotated[tuple[Code, ...], Field(max_length=30)] = ()
    capacity: Count | None = None
    temporary: Flag = False
    available_from: Date | None = None
    available_until: Date | None = None


class SpacePledged(SpaceEvent, type="civic.volunteers.space.pledged.v1"):
    """Free use was promised, weekly or concentrated, as in the ActivePlaces pledge."""

    organisation: OrganisationName
    pledge_id: Id
    pattern: Code
    minutes_a_week: Count
    minutes_a_year: Count
    starts_on: Date
    ends_on: Date | None = None


class SpaceUsed(SpaceEvent, type="civic.volunteers.space.used.v1"):
    """The space was used on ``occurred_on``, or taken for an urgent need."""

    purpose: Code
    minutes: Count
    people: Count | None = None
    group_id: Id | None = None
    pledge_id: Id | None = None
    use_id: Id | None = None


class SpaceUseCorrected(SpaceEvent, type="civic.volunteers.space.use-corrected.v1"):
    """A use was noted wrongly: ``minutes`` are right, ``change`` is what to add to those before.

    It was put right on ``occurred_on``; ``given_on`` is the day of the use. No minutes: no use.
    """

    use_id: Id
    purpose: Code
    minutes: Count
    change: Whole
    people: Count | None = None
    group_id: Id | None = None
    pledge_id: Id | None = None
    reason: Code
    given_on: Date


class SpaceReleased(SpaceEvent, type="civic.volunteers.space.released.v1"):
    """The space is free again and ``stays_offered``, its pledge in force; or no longer offered.

    ``fell_through``: the urgent need that had it is not over, and has to find another.
    """

    reason: Code
    stays_offered: Flag = False
    fell_through: Flag = False


class SpaceTextWithdrawn(SpaceEvent, type="civic.volunteers.space.text-withdrawn.v1"):
    """The public texts of these events are to be erased everywhere."""

    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code


class ListingPosted(Event, type="civic.volunteers.listing.posted.v1"):
    """Something was listed in the swap-shop: an event, a skill offered or wanted."""

    listing_id: Id
    idea_id: Id | None = None
    kind: Code
    title: PublicText
    ward: WardCode
    expires_on: Date


class ListingClosed(Event, type="civic.volunteers.listing.closed.v1"):
    """The listing ended: taken up, expired or removed."""

    listing_id: Id
    idea_id: Id | None = None
    reason: Code
    replies: Count = 0


class ListingTextWithdrawn(Event, type="civic.volunteers.listing.text-withdrawn.v1"):
    """The public texts of these events are to be erased everywhere."""

    listing_id: Id
    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code


class CheckExpired(Event, type="civic.volunteers.check.expired.v1"):
    """A safeguarding check ran out, and so many future shifts stopped."""

    check_id: Id
    level: Code
    shifts_stopped: Count


class CheckRevoked(Event, type="civic.volunteers.check.revoked.v1"):
    """A safeguarding check was taken back before it ran out, and so many future shifts stopped."""

    check_id: Id
    level: Code
    shifts_stopped: Count


class CourseCompleted(Event, type="civic.volunteers.course.completed.v1"):
    """A course of the leadership college ended."""

    course_id: Id
    title: PublicText
    ward: WardCode | None = None
    places: Count
    completed: Count


class StaffTimeGiven(Event, type="civic.volunteers.staff-time.given.v1"):
    """A department gave its staff's time to a project or an area."""

    staff_time_id: Id
    department: Code
    ward: WardCode | None = None
    project_id: Id | None = None
    idea_id: Id | None = None
    people: Count
    minutes: Count


class StaffTimeCorrected(Event, type="civic.volunteers.staff-time.corrected.v1"):
    """An entry was wrong: what to add to its minutes and its people, often negative.

    It was put right on ``occurred_on``; ``given_on`` is the entry's own day.
    """

    staff_time_id: Id
    department: Code
    ward: WardCode | None = None
    project_id: Id | None = None
    idea_id: Id | None = None
    change: Whole
    people_change: Whole
    reason: Code
    given_on: Date


class GuidePublished(Event, type="civic.volunteers.guide.published.v1"):
    """A piece of know-how was published, with the barriers that it removes."""

    guide_id: Id
    title: PublicText
    barrier_ids: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
