"""What the budgets service tells about projects: what became of what was funded."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.events.money import Wards
from civic_contracts.fields import (
    Amount,
    Code,
    Count,
    Flag,
    Id,
    Measure,
    OrganisationName,
    PublicText,
    WardCode,
)


class ProjectEvent(Event):
    """What became of one funded project."""

    project_id: Id
    award_id: Id
    idea_id: Id | None = None


class ProjectCompleted(ProjectEvent, type="civic.budgets.project.completed.v1"):
    """The project did what it was funded for."""

    title: PublicText
    theme: Code
    wards: Wards
    organisation: OrganisationName
    spent: Amount
    measures: Annotated[tuple[Measure, ...], Field(max_length=50)] = ()
    summary: PublicText | None = None


class ProjectSustained(ProjectEvent, type="civic.budgets.project.sustained.v1"):
    """Is it still going, so many months after? Asked at 6 and at 12."""

    months_after: Count
    still_going: Flag
    organisation: OrganisationName | None = None
    summary: PublicText | None = None


class ProjectContinued(ProjectEvent, type="civic.budgets.project.continued.v1"):
    """Somebody else funds it from now on; the amount is not always told."""

    funder: OrganisationName
    amount: Amount | None = None
    summary: PublicText | None = None


class ProjectReplicated(ProjectEvent, type="civic.budgets.project.replicated.v1"):
    """Another ward takes the project up as its own: planned or started."""

    ward: WardCode
    stage: Code
    replica_idea_id: Id | None = None
    replica_proposal_id: Id | None = None
    summary: PublicText | None = None
