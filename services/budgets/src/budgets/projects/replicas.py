"""A proposal that takes a finished project as its template makes that project a replicated one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from servicekit import UnitOfWork

from budgets.awards.tables import read_award, shares_of
from budgets.projects.domain import REVOKED, ToldAlready
from budgets.projects.publishing import tell_replicated
from budgets.projects.tables import lock_project, replications, store_once
from budgets.proposals.tables import read


async def note_replicas(
    uow: UnitOfWork, project_id: UUID, wards: Iterable[str], proposal_id: UUID, day: date
) -> None:
    """Notes, for each ward that did not pay for the project, that it plans the same.

    Of a project whose award was taken back meanwhile nothing is told any more.
    """
    project = await lock_project(uow.connection, project_id)
    if project.state == REVOKED:
        return
    award = await read_award(uow.connection, project.award_id)
    template = await read(uow.connection, award.proposal_id)
    paid = await shares_of(uow.connection, award.id)
    for ward in wards:
        if ward in paid:
            continue
        values = {"ward": ward, "stage": "planned", "proposal_id": proposal_id}
        try:
            await store_once(
                uow.connection, replications, ToldAlready, id=project_id, told_on=day, **values
            )
        except ToldAlready:
            continue
        await tell_replicated(
            uow,
            award,
            template,
            ward=ward,
            stage="planned",
            idea_id=None,
            proposal_id=proposal_id,
            summary=None,
            day=day,
        )
