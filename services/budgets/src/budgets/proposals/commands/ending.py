"""A proposal ends without an award: declined by an officer, or taken back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import NotYours, Role, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText

from budgets.chronology import comes_after
from budgets.decisions.tables import close_open_decision, latest_decision
from budgets.decisions.tallying import day_reached, keep_tallies, standings
from budgets.ledger.domain import RESERVED
from budgets.ledger.posting import release_all
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import domain, tables
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.commands.opening import ProposalMade
from budgets.proposals.publishing import tell_declined, tell_withdrawn


class DeclineProposal(Command):
    """End a proposal with reasons."""

    reason: CodeText
    reasons: LongText


class WithdrawProposal(Command):
    """Take a proposal back."""

    reason: CodeText


async def decline_proposal(
    uow: UnitOfWork, proposal_id: UUID, command: DeclineProposal
) -> ProposalMade:
    """Ends a proposal that cannot go on; money that was set aside is available again."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    domain.is_at_the_stage("decline", proposal.state)
    comes_after(day, await _steps(uow, proposal))
    await _end(uow, proposal, "declined", command.reason, day, reasons=command.reasons)
    if proposal.words_read:
        await tell_declined(uow, proposal, command.reason, command.reasons, day)
    return ProposalMade(proposal_id=proposal_id, state="declined")


async def withdraw_proposal(
    uow: UnitOfWork, proposal_id: UUID, command: WithdrawProposal
) -> ProposalMade:
    """Takes a proposal back, for whoever opened it or through an officer."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    officer = uow.actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)
    if not officer and proposal.opened_by != uow.actor.identifier:
        raise NotYours("proposal", proposal_id)
    domain.is_at_the_stage("withdraw", proposal.state)
    comes_after(day, await _steps(uow, proposal))
    await withdraw(uow, proposal, command.reason, day)
    return ProposalMade(proposal_id=proposal_id, state="withdrawn")


async def _steps(uow: UnitOfWork, proposal: Any) -> dict[str, date | None]:
    decision = await latest_decision(uow.connection, proposal.id)
    reached = None if decision is None else await day_reached(uow.connection, decision)
    steps = domain.steps_so_far(proposal)
    return {**steps, "was put to the councillors, voted on or decided": reached}


async def withdraw(uow: UnitOfWork, proposal: Any, reason: str, day: date) -> None:
    """Takes a locked proposal back; where its last step lies after ``day``, on the day of that.

    What is heard cannot be refused: an idea may have been withdrawn on a day before its proposal
    was voted on.
    """
    steps = await _steps(uow, proposal)
    day = max(day, *(taken for taken in steps.values() if taken is not None))
    await _end(uow, proposal, "withdrawn", reason, day)
    # What was never published is not told to have been taken back.
    if proposal.words_read:
        await tell_withdrawn(uow, proposal, reason, day)


async def _end(
    uow: UnitOfWork, proposal: Any, state: str, reason: str, day: date, **values: Any
) -> None:
    await tables.change(
        uow.connection, proposal.id, state=state, reason=reason, ended_on=day, **values
    )
    await _close_decision(uow, proposal, state, day)
    await release_all(
        uow, tables.purpose_of(proposal), held=RESERVED, occurred_on=day, reason=reason
    )


async def _close_decision(uow: UnitOfWork, proposal: Any, state: str, day: date) -> None:
    """Closes the decision that is open, if one is, with the votes that there are."""
    decision = await latest_decision(uow.connection, proposal.id)
    if decision is None or decision.state != "open":
        return
    rule = rulebook_of(uow).policy(proposal.policy).decision
    known = await standings(uow.connection, decision, rule, day)
    await keep_tallies(uow.connection, decision.id, known)
    await close_open_decision(uow.connection, proposal.id, state, day)
