"""The forms on which a proposal ends without an award: declined by an officer, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit import NotYours
from servicekit.web import Form, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.ledger.domain import RESERVED
from budgets.ledger.posting import holdings_of
from budgets.proposals.commands.ending import (
    DeclineProposal,
    WithdrawProposal,
    decline_proposal,
    withdraw_proposal,
)
from budgets.proposals.domain import STAGES
from budgets.proposals.pages import shown

pages = Pages()

# What a form offers; over the API a reason is any code.
DECLINED_FOR = (
    *("not-eligible", "criterion-not-met", "no-money-left", "approval-refused"),
    "other-reasons",
)
WITHDRAWN_FOR = ("applicant-asked", "no-longer-needed", "funded-by-others", "other-reasons")


@pages.form(
    "/proposals/{proposal_id}/decline",
    permit=policies.may_commission,
    done=marked("The proposal is declined. The reasons are there for everybody to read."),
)
async def declining(proposal_id: UUID) -> Form:
    """Shows what that does, because it is for good; once that is confirmed, declines it."""
    return Form(
        DeclineProposal,
        lambda uow, command: decline_proposal(uow, proposal_id, command),
        then=_address,
        template="decline.html",
        shows=lambda reading: _to_end(reading, proposal_id, "decline", DECLINED_FOR),
        check="ending_check.html",
    )


@pages.form(
    "/proposals/{proposal_id}/withdraw",
    permit=policies.may_propose,
    done=marked("The proposal is taken back."),
)
async def withdrawing(proposal_id: UUID) -> Form:
    """The same for whoever takes a proposal back, or an officer for them."""
    return Form(
        WithdrawProposal,
        lambda uow, command: withdraw_proposal(uow, proposal_id, command),
        then=_address,
        template="withdraw.html",
        shows=lambda reading: _to_withdraw(reading, proposal_id),
        check="ending_check.html",
    )


def _address(made: Any) -> str:
    return f"/budgets/proposals/{made.proposal_id}"


async def _to_withdraw(reading: ReadingTransaction, proposal_id: UUID) -> Mapping[str, Any]:
    """For an officer, or whose proposal it is; to another group there is nothing here."""
    found = await _to_end(reading, proposal_id, "withdraw", WITHDRAWN_FOR)
    if not found["whose"]:
        raise NotYours("proposal", proposal_id)
    return found


async def _to_end(
    reading: ReadingTransaction, proposal_id: UUID, action: str, reasons: tuple[str, ...]
) -> Mapping[str, Any]:
    found = await shown(reading, proposal_id)
    held = await holdings_of(reading.connection, proposal_id, RESERVED)
    return {
        **found,
        "action": action,
        "reasons": reasons,
        "can_end": found["proposal"]["state"] in STAGES[action],
        "held": sum(held.values()),
    }
