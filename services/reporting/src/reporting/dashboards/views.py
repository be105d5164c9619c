"""What the other queries answer in JSON. Money is whole pence, time whole minutes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from reporting.dashboards.areas import AsAt, MeasureView, MoneyView


class MilestoneView(BaseModel):
    """One milestone: met, missed, or how many schemes are to go and when it is expected.

    ``missing`` is counted on the milestone's own day once that is past.
    """

    target: int
    by: date
    name: str
    met_on: date | None
    in_time: bool | None
    missed: bool
    missing: int
    expected_on: date | None


class MilestonesView(BaseModel):
    """``forecast_from`` is how many schemes the last 90 days brought: the forecast goes by that."""

    as_at: AsAt
    today: date
    schemes: int
    forecast_days: int
    forecast_from: int
    milestones: list[MilestoneView]
    reached: list[tuple[date, int]]

    @property
    def ahead(self) -> bool:
        """Whether a milestone is still to be met, so that there is something to forecast."""
        return any(one.met_on is None and not one.missed for one in self.milestones)


class WardYearView(BaseModel):
    """One ward's money of one financial year: every account by its kind, in pence."""

    ward: str
    name: str
    financial_year: str
    accounts: dict[str, int]
    money: MoneyView


class OrganisationView(BaseModel):
    """What one organisation was awarded and paid, in pence; what was given back is not awarded."""

    organisation: str
    projects: int
    awarded: int
    paid: int
    match_funding: int


class MoneyPageView(BaseModel):
    """``sum`` is the sum of all accounts: zero, or something has been lost."""

    as_at: AsAt
    sum: int
    money: MoneyView
    wards: list[WardYearView]
    organisations: list[OrganisationView]


class DepartmentTimeView(BaseModel):
    """Time that one department's staff gave, in minutes.

    ``people`` are those of each entry together: who gives time every week counts every week.
    """

    department: str
    people: int
    minutes: int


class ResponseTimeView(BaseModel):
    """How long one department takes; the median in working days, None where it was never told."""

    department: str
    step: str
    ideas: int
    in_time: int
    late: int
    median_working_days: int | None


class GroupView(BaseModel):
    """A community group and its members."""

    group_id: UUID
    organisation: str
    kind: str | None
    ward: str | None
    members: int


class VolunteeringView(BaseModel):
    """Figures by their code, staff time by department, groups with most members."""

    as_at: AsAt
    figures: dict[str, int]
    departments: list[DepartmentTimeView]
    groups: list[GroupView]


class SpaceView(BaseModel):
    """A space: the minutes a year that are pledged today, and all minutes it was ever used."""

    space_id: UUID
    title: str | None
    organisation: str | None
    kind: str | None
    ward: str | None
    temporary: bool
    pledged_minutes: int
    used_minutes: int


class SpacesView(BaseModel):
    """The ActivePlaces pledge: facilities and minutes a year, against 20 and 2,080 hours.

    What is in force today; ``used_minutes`` are those used under pledges in the year up to today.
    """

    as_at: AsAt
    facilities: int
    facilities_target: int
    pledged_minutes: int
    pledged_minutes_target: int
    used_minutes: int
    spaces: list[SpaceView]


class ConversationView(BaseModel):
    """One round of listening; ``participants`` are those of each of its events together."""

    conversation_id: UUID
    title: str | None
    kind: str | None
    theme: str | None
    ward: str | None
    events: int
    participants: int
    ideas: int
    topic_kept: bool
    ladder_rung: str | None
    opened_on: date | None
    closed_on: date | None
    measures: list[MeasureView]


class UrgentNeedView(BaseModel):
    """Something that was needed at once; whole hours."""

    urgent_need_id: UUID
    idea_id: UUID | None
    title: str | None
    ward: str | None
    raised_on: date | None
    met_on: date | None
    hours_taken: int | None
    in_time: bool | None


class BarrierView(BaseModel):
    """What stood, or stands, in the way."""

    barrier_id: UUID
    idea_id: UUID | None
    title: str | None
    kind: str | None
    owner_department: str | None
    logged_on: date | None
    removed_on: date | None
    days_standing: int | None


class ListeningView(BaseModel):
    """Conversations, urgent needs, barriers, response times."""

    as_at: AsAt
    figures: dict[str, int]
    conversations: list[ConversationView]
    urgent_needs: list[UrgentNeedView]
    barriers: list[BarrierView]
    response_times: list[ResponseTimeView]


class StepView(BaseModel):
    """One step of an idea: an event of the log."""

    position: int
    on: date
    service: str
    type: str
    event_id: UUID
    data: dict[str, Any]


class IdeaView(BaseModel):
    """One idea as this service knows it: how far it has come, its money in pence, its measures.

    ``volunteers`` are places taken: who takes two, or one for a second time, counts twice.
    """

    as_at: AsAt
    idea_id: UUID
    title: str | None
    ward: str | None
    theme: str | None
    area: str | None
    channel: str | None
    owner_kind: str | None
    owner_organisation: str | None
    organisations: list[str]
    outcome: str | None
    decision: str | None
    counts_on: date | None
    dates: dict[str, date]
    awarded: int
    match_funding: int
    paid: int
    supporters: int
    volunteers: int
    minutes: int
    replicas: int
    continued_by: str | None
    merged_into: UUID | None
    measures: list[MeasureView]
    steps: list[StepView]
