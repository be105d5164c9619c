"""The API of what officers and councillors said in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.words.commands import WithdrawToldWords, withdraw_told_words
from budgets.words.queries import words_of

api = Api()


@api.get("/proposals/{proposal_id}/words", permit=policies.may_approve_words)
async def get_words(proposal_id: UUID, reading: Reading) -> dict[str, Any]:
    """Which events said something of a proposal in words, each with what it told of."""
    return {"items": await words_of(reading.connection, proposal_id, reading.actor)}


@api.post(
    "/proposals/{proposal_id}/words/{event_id}/withdrawal",
    permit=policies.may_approve_words,
    status_code=200,
)
async def post_withdrawal(
    proposal_id: UUID, event_id: UUID, command: WithdrawToldWords, execute: Execute
) -> Response:
    """Takes the words of one event away for good."""
    return await execute(
        lambda uow: withdraw_told_words(uow, proposal_id, event_id, command), status=200
    )
