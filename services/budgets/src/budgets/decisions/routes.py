"""The API of decisions."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit.web import Api, Execute

from budgets import policies
from budgets.decisions.commands.closing import CloseDecision, close_decision
from budgets.decisions.commands.opening import OpenDecision, open_decision
from budgets.decisions.commands.voting import CastVote, RecordReferred, cast_vote, record_referred

api = Api()


@api.post("/proposals/{proposal_id}/decision", permit=policies.may_commission)
async def post_decision(proposal_id: UUID, command: OpenDecision, execute: Execute) -> Response:
    """Puts a proposal to the councillors and reserves the money."""
    return await execute(lambda uow: open_decision(uow, proposal_id, command))


@api.post("/proposals/{proposal_id}/decision/votes", permit=policies.may_vote, status_code=200)
async def post_vote(proposal_id: UUID, command: CastVote, execute: Execute) -> Response:
    """Votes, or changes a vote."""
    return await execute(lambda uow: cast_vote(uow, proposal_id, command), status=200)


@api.post(
    "/proposals/{proposal_id}/decision/referred", permit=policies.may_commission, status_code=200
)
async def post_referred(proposal_id: UUID, command: RecordReferred, execute: Execute) -> Response:
    """Records what another body decided where too few councillors can vote."""
    return await execute(lambda uow: record_referred(uow, proposal_id, command), status=200)


@api.post(
    "/proposals/{proposal_id}/decision/close", permit=policies.may_commission, status_code=200
)
async def post_close(proposal_id: UUID, command: CloseDecision, execute: Execute) -> Response:
    """Closes the decision."""
    return await execute(lambda uow: close_decision(uow, proposal_id, command), status=200)
