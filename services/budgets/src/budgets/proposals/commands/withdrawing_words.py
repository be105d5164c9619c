"""Words that somebody wrote in a proposal, and that are public, are taken away for good."""

from __future__ import annotations

from uuid import UUID

from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText

from budgets.chronology import comes_after
from budgets.proposals import domain
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.commands.opening import ProposalMade
from budgets.proposals.withdrawn_words import forget_words


class WithdrawWords(Command):
    """Take the title and the summary of a published proposal away, here and in every copy."""

    reason: CodeText


async def withdraw_words(
    uow: UnitOfWork, proposal_id: UUID, command: WithdrawWords
) -> ProposalMade:
    """Erases the words and has erased what was told in them; money and figures stay."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    domain.words_can_be_withdrawn(proposal.origin, words_read=proposal.words_read)
    comes_after(day, {"came in": proposal.opened_on})
    await forget_words(uow, proposal, command.reason, day)
    return ProposalMade(proposal_id=proposal_id, state=proposal.state)
