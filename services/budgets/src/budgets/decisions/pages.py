"""The councillors' page: declare interests and vote; officers open and close the decision here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit.web import ExecuteForm, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction
from sqlalchemy import Row

from budgets import policies
from budgets.councillors.tables import term_of
from budgets.decisions.commands.closing import CloseDecision, close_decision
from budgets.decisions.commands.opening import OpenDecision, open_decision
from budgets.decisions.commands.voting import CastVote, cast_vote
from budgets.decisions.tables import votes_of
from budgets.proposals.pages import shown
from budgets.reading import Later, LaterReading

pages = Pages()

TEMPLATE = "decision.html"


@pages.get("/proposals/{proposal_id}/decision", permit=policies.may_vote, form=policies.may_vote)
async def decision_page(proposal_id: UUID, reading: Reading, page: Page) -> Response:
    """Where the decision stands, and the voter's own form."""
    return await page.render(TEMPLATE, **await _context(reading, proposal_id))


@pages.post("/proposals/{proposal_id}/decision", permit=policies.may_commission)
async def post_open(proposal_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Puts it to the councillors."""
    return await execute(
        OpenDecision,
        lambda uow, command: open_decision(uow, proposal_id, command),
        then=lambda _: _address(proposal_id),
        template=TEMPLATE,
        context=lambda: _again(later, proposal_id),
    )


@pages.post("/proposals/{proposal_id}/decision/votes", permit=policies.may_vote)
async def post_vote(proposal_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Takes the vote in."""
    return await execute(
        CastVote,
        lambda uow, command: cast_vote(uow, proposal_id, command),
        then=lambda _: _address(proposal_id),
        template=TEMPLATE,
        context=lambda: _again(later, proposal_id),
    )


@pages.post("/proposals/{proposal_id}/decision/close", permit=policies.may_commission)
async def post_close(proposal_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Closes it, with reasons."""
    return await execute(
        CloseDecision,
        lambda uow, command: close_decision(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template=TEMPLATE,
        context=lambda: _again(later, proposal_id),
    )


def _address(proposal_id: UUID) -> str:
    return f"/budgets/proposals/{proposal_id}/decision"


async def _context(reading: ReadingTransaction, proposal_id: UUID) -> Mapping[str, Any]:
    found = await shown(reading, proposal_id)
    key = reading.actor.person_key
    own = None if key is None else await term_of(reading.connection, key, reading.today)
    return {**found, "term": own, "own_vote": await _own_vote(reading, found, own)}


async def _own_vote(
    reading: ReadingTransaction, found: Mapping[str, Any], own: Row[Any] | None
) -> Row[Any] | None:
    """How the reader's own seat has voted so far; nobody else's vote is shown here."""
    decision = found["proposal"]["decision"]
    if decision is None or own is None:
        return None
    for vote in await votes_of(reading.connection, decision["decision_id"]):
        if (vote.ward, vote.seat) == (own.ward, own.seat):
            return vote
    return None


async def _again(later: LaterReading, proposal_id: UUID) -> Mapping[str, Any]:
    async with later.begin() as reading:
        return await _context(reading, proposal_id)
