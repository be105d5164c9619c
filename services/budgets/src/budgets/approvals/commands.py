"""A second person approves, or refuses."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import Forbidden, Role, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy.dialects.postgresql import insert

from budgets.approvals import domain
from budgets.approvals.tables import approvals, approvals_of, first_persons_of
from budgets.chronology import comes_after
from budgets.councillors.tables import term_of
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.domain import is_at_the_stage, mark_of_forgotten, steps_so_far


class Approve(Command):
    """Approve or refuse as a second person."""

    approval: CodeText
    approved: bool
    reason: LongText


class Approved(BaseModel):
    """What stands now."""

    proposal_id: UUID
    approval: str
    approved: bool


async def approve(uow: UnitOfWork, proposal_id: UUID, command: Approve) -> Approved:
    """Keeps the approval; whoever worked on the proposal cannot give it."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("approve", proposal.state)
    comes_after(day, steps_so_far(proposal))
    policy = rulebook_of(uow).policy(proposal.policy)
    needed = policy.second_approvals(proposal.cost)
    wanted = domain.approval_is_needed(needed, command.approval)
    if not uow.actor.has(wanted.role):
        raise Forbidden(f"This approval is given by {wanted.role}.")
    if wanted.role == Role.COUNCILLOR:
        await _require_seat(uow, day)
    person = uow.actor.identifier
    known = await approvals_of(uow.connection, proposal_id)
    first = await first_persons_of(uow.connection, proposal_id)
    involved = domain.involved_in(proposal.opened_by, first, known, command.approval)
    names = (person, mark_of_forgotten(proposal_id, person))
    domain.another_person_approves(names, involved)
    given = {
        "approved": command.approved,
        "reason": command.reason,
        "given_by": person,
        "given_on": day,
    }
    statement = insert(approvals).values(
        proposal_id=proposal_id, approval=command.approval, **given
    )
    keys = [approvals.c.proposal_id, approvals.c.approval]
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=given))
    await uow.audit(
        "proposal.approved", str(proposal_id), approval=wanted.code, approved=command.approved
    )
    return Approved(proposal_id=proposal_id, approval=command.approval, approved=command.approved)


async def _require_seat(uow: UnitOfWork, day: date) -> None:
    """Who is a councillor the register says; the role of a login is not enough."""
    key = uow.actor.person_key
    if key is None or await term_of(uow.connection, key, day) is None:
        raise Forbidden("You hold no seat in the register of councillors on that day.")
