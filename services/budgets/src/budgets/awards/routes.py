"""The API of awards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.awards import queries
from budgets.awards.commands import MakeAward, make_award
from budgets.awards.revoking import RevokeAward, revoke_award

api = Api()


@api.post("/proposals/{proposal_id}/award", permit=policies.may_commission)
async def post_award(proposal_id: UUID, command: MakeAward, execute: Execute) -> Response:
    """Awards an approved proposal its money."""
    return await execute(lambda uow: make_award(uow, proposal_id, command))


@api.post("/awards/{award_id}/revoke", permit=policies.may_commission, status_code=200)
async def post_revoke(award_id: UUID, command: RevokeAward, execute: Execute) -> Response:
    """Takes an award back that nobody has signed for."""
    return await execute(lambda uow: revoke_award(uow, award_id, command), status=200)


@api.get("/awards/{award_id}", permit=public)
async def get_award(award_id: UUID, reading: Reading) -> dict[str, Any]:
    """An award with its shares and conditions."""
    return await queries.award(reading.connection, award_id)
