"""The page on which a second person approves a proposal, or refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit import NotFound
from servicekit.web import Form, Pages
from servicekit.web.done import Each
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.approvals.commands import Approve, approve
from budgets.approvals.domain import involved_in
from budgets.approvals.tables import approvals_of, first_persons_of
from budgets.parameters import CodePath
from budgets.proposals.domain import mark_of_forgotten
from budgets.proposals.pages import shown
from budgets.proposals.tables import read

pages = Pages()


@pages.form(
    "/proposals/{proposal_id}/approvals/{approval}",
    permit=policies.may_approve,
    done=Each(
        "approved",
        {"True": marked("Your approval is kept."), "False": marked("Your refusal is kept.")},
    ),
)
async def approving(proposal_id: UUID, approval: CodePath) -> Form:
    """Takes the approval in, or the refusal, with its reason."""
    return Form(
        Approve,
        lambda uow, command: approve(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template="approval.html",
        shows=lambda reading: _to_approve(reading, proposal_id, approval),
        given={"approval": approval},
    )


async def _to_approve(
    reading: ReadingTransaction, proposal_id: UUID, code: str
) -> Mapping[str, Any]:
    """With whether the reader is one who can give it: not every official, nor whoever had part."""
    found = await shown(reading, proposal_id)
    for one in found["proposal"]["approvals"]:
        if one["approval"] == code:
            row = await read(reading.connection, proposal_id)
            given = await approvals_of(reading.connection, proposal_id)
            person = reading.actor.identifier
            names = {person, mark_of_forgotten(proposal_id, person)}
            first = await first_persons_of(reading.connection, proposal_id)
            had_part = not names.isdisjoint(involved_in(row.opened_by, first, given, code))
            return {**found, "approval": one, "had_part": had_part}
    raise NotFound("approval", code)
