"""The councillors' page: declare interests and vote; officers open and close the decision here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit.web import Form, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction
from sqlalchemy import Row

from budgets import policies
from budgets.councillors.tables import term_of
from budgets.decisions.commands.closing import CloseDecision, close_decision
from budgets.decisions.commands.opening import OpenDecision, open_decision
from budgets.decisions.commands.voting import CastVote, cast_vote
from budgets.decisions.tables import votes_of
from budgets.decisions.tallying import elsewhere
from budgets.proposals.pages import shown

pages = Pages()

PAGE = "/proposals/{proposal_id}/decision"
TEMPLATE = "decision.html"


@pages.get(PAGE, permit=policies.may_vote, form=policies.may_vote)
async def decision_page(proposal_id: UUID, reading: Reading, page: Page) -> Response:
    """Where the decision stands, and the voter's own form."""
    return await page.render(TEMPLATE, **await _context(reading, proposal_id))


@pages.step(
    PAGE,
    on=PAGE,
    permit=policies.may_commission,
    done=marked("The decision is open: the councillors of the wards can vote."),
)
async def opening(proposal_id: UUID) -> Form:
    """Puts it to the councillors."""
    return Form(
        OpenDecision,
        lambda uow, command: open_decision(uow, proposal_id, command),
        then=lambda _: _address(proposal_id),
        template=TEMPLATE,
        shows=lambda reading: _context(reading, proposal_id),
    )


@pages.step(
    f"{PAGE}/votes",
    on=PAGE,
    permit=policies.may_vote,
    done=marked("Your vote is kept."),
)
async def vote(proposal_id: UUID) -> Form:
    """Takes the vote in."""
    return Form(
        CastVote,
        lambda uow, command: cast_vote(uow, proposal_id, command),
        then=lambda _: _address(proposal_id),
        template=TEMPLATE,
        shows=lambda reading: _context(reading, proposal_id),
    )


@pages.step(
    f"{PAGE}/close",
    on=PAGE,
    permit=policies.may_commission,
    done=marked("The decision is closed."),
)
async def closing(proposal_id: UUID) -> Form:
    """Closes it, with reasons."""
    return Form(
        CloseDecision,
        lambda uow, command: close_decision(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template=TEMPLATE,
        shows=lambda reading: _context(reading, proposal_id),
    )


def _address(proposal_id: UUID) -> str:
    return f"/budgets/proposals/{proposal_id}/decision"


async def _context(reading: ReadingTransaction, proposal_id: UUID) -> Mapping[str, Any]:
    found = await shown(reading, proposal_id)
    key = reading.actor.person_key
    own = None if key is None else await term_of(reading.connection, key, reading.today)
    vote = await _own_vote(reading, found, own)
    has_voted = vote is not None and own is not None and bool(elsewhere([vote], [own]))
    return {**found, "term": own, "own_vote": vote, "voted_elsewhere": has_voted}


async def _own_vote(
    reading: ReadingTransaction, found: Mapping[str, Any], own: Row[Any] | None
) -> Row[Any] | None:
    """How the reader has voted so far; nobody else's vote is shown here, of whichever seat."""
    decision = found["proposal"]["decision"]
    if decision is None or own is None:
        return None
    for vote in await votes_of(reading.connection, decision["decision_id"]):
        if vote.person_key == own.person_key:
            return vote
    return None
