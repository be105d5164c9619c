"""The API of second-person approvals."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit.web import Api, Execute

from budgets import policies
from budgets.approvals import commands

api = Api()


@api.post("/proposals/{proposal_id}/approvals", permit=policies.may_approve, status_code=200)
async def post_approval(proposal_id: UUID, command: commands.Approve, execute: Execute) -> Response:
    """Approves or refuses; which role may is the policy's to say."""
    return await execute(lambda uow: commands.approve(uow, proposal_id, command), status=200)
