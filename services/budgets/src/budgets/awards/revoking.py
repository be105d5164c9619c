"""An award that nobody signs is taken back, and its money is the wards' again."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import update

from budgets.agreements.domain import AlreadySigned
from budgets.agreements.tables import agreement_of, offer_of
from budgets.awards import tables
from budgets.awards.publishing import tell_revoked
from budgets.chronology import comes_after
from budgets.ledger.domain import COMMITTED
from budgets.ledger.posting import release_all
from budgets.projects.domain import REVOKED
from budgets.projects.tables import projects
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.domain import is_at_the_stage
from budgets.proposals.tables import change


class RevokeAward(Command):
    """Take an award back for which there is no agreement, as where the organisation is gone."""

    reason: CodeText


class AwardRevoked(BaseModel):
    """The award, and what was released to the wards, in pence."""

    award_id: UUID
    released: int


async def revoke_award(uow: UnitOfWork, award_id: UUID, command: RevokeAward) -> AwardRevoked:
    """Releases what was committed, ends the project and tells of it; a signed award is ended."""
    day = command.occurred(uow)
    first = await tables.read_award(uow.connection, award_id)
    proposal = await lock_in_own_ward(uow, first.proposal_id)
    # Whoever signs meanwhile has this lock, too.
    award = await tables.lock_award(uow.connection, award_id)
    is_at_the_stage("revoke", proposal.state)
    if await agreement_of(uow.connection, award_id) is not None:
        raise AlreadySigned
    offer = await offer_of(uow.connection, award_id)
    drawn_up = None if offer is None else offer.offered_on
    comes_after(day, {"was awarded": award.awarded_on, "was drawn up": drawn_up})
    await uow.connection.execute(
        update(tables.awards)
        .where(tables.awards.c.id == award_id)
        .values(revoked_on=day, revoked_by=uow.actor.identifier, revoked_for=command.reason)
    )
    await uow.connection.execute(
        update(projects).where(projects.c.award_id == award_id).values(state=REVOKED)
    )
    await change(uow.connection, proposal.id, state="revoked", reason=command.reason, ended_on=day)
    shares = await tables.shares_of(uow.connection, award_id)
    await tell_revoked(uow, award, proposal, shares, command.reason, day)
    released = await release_all(
        uow,
        tables.purpose_of(award, proposal),
        held=COMMITTED,
        occurred_on=day,
        reason=command.reason,
    )
    await uow.audit("award.revoked", str(award_id), reason=command.reason, amount=released)
    return AwardRevoked(award_id=award_id, released=released)
