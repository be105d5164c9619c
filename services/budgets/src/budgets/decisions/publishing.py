"""What is said of decisions: numbers, and reasons; the minutes name the councillors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.budgets import ProposalDecided
from civic_contracts.events.money import WardTally
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row

from budgets.decisions.tallying import WardStanding
from budgets.words.domain import DECISION
from budgets.words.tables import remember_told


async def tell_decided(
    uow: UnitOfWork,
    proposal: Row[Any],
    standings: Mapping[str, WardStanding],
    *,
    decision_id: UUID,
    outcome: str,
    method: str,
    amount: int,
    reasons: str,
    day: date,
) -> None:
    """A proposal was approved, declined or returned."""
    event = ProposalDecided(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        outcome=outcome,
        method=method,
        amount=amount,
        tallies=tuple(_tally(ward, one) for ward, one in standings.items()),
        reasons=PublicText(text=reasons),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=proposal.id)
    await remember_told(uow.connection, event_id, proposal.id, DECISION, day, decision_id)


def _tally(ward: str, standing: WardStanding) -> WardTally:
    tally = standing.tally
    return WardTally(
        ward=ward,
        seats=tally.seats,
        required=tally.required,
        in_favour=tally.in_favour,
        against=tally.against,
        abstained=tally.abstained,
        interests_declared=tally.interests_declared,
    )
