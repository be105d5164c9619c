"""The API of proposals until they are decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.parameters import PAGE, After, CodeQuery, Limit, WardQuery, page_of
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import queries
from budgets.proposals.commands.criteria import AssessCriteria, assess_criteria
from budgets.proposals.commands.ending import (
    DeclineProposal,
    WithdrawProposal,
    decline_proposal,
    withdraw_proposal,
)
from budgets.proposals.commands.opening import (
    AcceptProposal,
    OpenProposal,
    accept_proposal,
    open_proposal,
)
from budgets.proposals.commands.research import Research, research
from budgets.proposals.commands.withdrawing_words import WithdrawWords, withdraw_words

api = Api()


@api.post("/proposals", permit=policies.may_propose)
async def post_proposal(command: OpenProposal, execute: Execute) -> Response:
    """Takes a proposal in."""
    return await execute(lambda uow: open_proposal(uow, command))


@api.post("/proposals/{proposal_id}/accept", permit=policies.may_approve_words, status_code=200)
async def post_accept(proposal_id: UUID, command: AcceptProposal, execute: Execute) -> Response:
    """Publishes a group's proposal."""
    return await execute(lambda uow: accept_proposal(uow, proposal_id, command), status=200)


@api.post(
    "/proposals/{proposal_id}/words/withdrawal",
    permit=policies.may_approve_words,
    status_code=200,
)
async def post_words_withdrawal(
    proposal_id: UUID, command: WithdrawWords, execute: Execute
) -> Response:
    """Takes the words of a published proposal away for good."""
    return await execute(lambda uow: withdraw_words(uow, proposal_id, command), status=200)


@api.post("/proposals/{proposal_id}/research", permit=policies.may_commission, status_code=200)
async def post_research(proposal_id: UUID, command: Research, execute: Execute) -> Response:
    """Costs a proposal."""
    return await execute(lambda uow: research(uow, proposal_id, command), status=200)


@api.post("/proposals/{proposal_id}/criteria", permit=policies.may_commission, status_code=200)
async def post_criteria(proposal_id: UUID, command: AssessCriteria, execute: Execute) -> Response:
    """Judges a proposal by the criteria."""
    return await execute(lambda uow: assess_criteria(uow, proposal_id, command), status=200)


@api.post("/proposals/{proposal_id}/decline", permit=policies.may_commission, status_code=200)
async def post_decline(proposal_id: UUID, command: DeclineProposal, execute: Execute) -> Response:
    """Ends a proposal with reasons."""
    return await execute(lambda uow: decline_proposal(uow, proposal_id, command), status=200)


@api.post("/proposals/{proposal_id}/withdraw", permit=policies.may_propose, status_code=200)
async def post_withdraw(proposal_id: UUID, command: WithdrawProposal, execute: Execute) -> Response:
    """Takes a proposal back."""
    return await execute(lambda uow: withdraw_proposal(uow, proposal_id, command), status=200)


@api.get("/proposals", permit=public)
async def get_proposals(
    reading: Reading,
    ward: WardQuery = None,
    state: CodeQuery = None,
    idea_id: UUID | None = None,
    after: After = None,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """Proposals, newest first."""
    found = await queries.proposal_lines(
        reading.connection,
        reading.actor,
        ward=ward,
        state=state,
        idea_id=idea_id,
        after=after,
        limit=limit,
    )
    return page_of(found, limit)


@api.get("/proposals/{proposal_id}", permit=public)
async def get_proposal(proposal_id: UUID, reading: Reading) -> dict[str, Any]:
    """All that is public about a proposal."""
    return await queries.proposal(
        reading.connection, rulebook_of(reading), proposal_id, reading.actor
    )
