"""The officer's forms of a project: that it is complete, and whether it is still going later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pagekit import marked
from servicekit import NotFound
from servicekit.web import Form, Pages
from servicekit.web.done import Each
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements.tables import agreement_of, monitoring_of
from budgets.awards.tables import conditions_of, read_award
from budgets.policy.domain import months_after
from budgets.policy.rulebook import rulebook_of
from budgets.projects import queries
from budgets.projects.commands import CompleteProject, FollowUp, complete_project, follow_up
from budgets.projects.domain import latest_measures
from budgets.proposals.tables import read

pages = Pages()

Months = Annotated[int, Path(ge=1, le=120)]


@pages.form(
    "/projects/{project_id}/complete",
    permit=policies.may_commission,
    done=marked("The project is complete: everybody can read what became of it."),
)
async def completing(project_id: UUID) -> Form:
    """Completes a project; the figures are those that monitoring recorded last."""
    return Form(
        CompleteProject,
        lambda uow, command: complete_project(uow, project_id, command),
        then=lambda _: f"/budgets/projects/{project_id}/complete",
        template="complete.html",
        shows=lambda reading: _to_complete(reading, project_id),
    )


@pages.form(
    "/projects/{project_id}/follow-ups/{months}",
    permit=policies.may_commission,
    done=Each(
        "still_going",
        {
            "True": marked("It is noted that the project is still going."),
            "False": marked("It is noted that the project is no longer going."),
        },
    ),
)
async def following_up(project_id: UUID, months: Months) -> Form:
    """Whether it is still going so many months after."""
    return Form(
        FollowUp,
        lambda uow, command: follow_up(uow, project_id, command),
        then=lambda _: f"/budgets/projects/{project_id}/follow-ups/{months}",
        template="follow_up.html",
        shows=lambda reading: _to_follow_up(reading, project_id, months),
        given={"months_after": str(months)},
    )


async def _shown(reading: ReadingTransaction, project_id: UUID) -> dict[str, Any]:
    project = await queries.project(reading.connection, project_id)
    award = await read_award(reading.connection, project["award_id"])
    return {
        "project": project,
        "award": award,
        "proposal": await read(reading.connection, award.proposal_id),
        "agreement": await agreement_of(reading.connection, award.id),
    }


async def _to_complete(reading: ReadingTransaction, project_id: UUID) -> Mapping[str, Any]:
    found = await _shown(reading, project_id)
    agreement = found["agreement"]
    recorded = [] if agreement is None else await monitoring_of(reading.connection, agreement.id)
    conditions = await conditions_of(reading.connection, found["award"].id)
    return {
        **found,
        "unmet": [one.title for one in conditions if one.met_on is None],
        "measures": latest_measures(one.measures for one in recorded),
    }


async def _to_follow_up(
    reading: ReadingTransaction, project_id: UUID, months: int
) -> Mapping[str, Any]:
    """With the day from which it is asked; nothing where the policy does not ask then."""
    found = await _shown(reading, project_id)
    asked = rulebook_of(reading).policy(found["proposal"].policy).follow_up_months
    if months not in asked:
        raise NotFound("follow-up", str(months))
    completed = found["project"]["completed_on"]
    answers = {one["months_after"]: one for one in found["project"]["follow_ups"]}
    return {
        **found,
        "months": months,
        "due": None if completed is None else months_after(completed, months),
        "answer": answers.get(months),
        "today": reading.today,
    }
