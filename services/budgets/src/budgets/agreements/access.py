"""Whose an agreement is: the group's that applied, and the officers' of its wards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import Actor, Role, UnitOfWork
from sqlalchemy import Row

from budgets.agreements.tables import Bound, lock_agreement
from budgets.proposals.access import works_in_own_wards


async def lock_in_own_ward(uow: UnitOfWork, agreement_id: UUID) -> Bound:
    """The agreement under lock; ``Forbidden`` for an officer all of whose wards are others."""
    bound = await lock_agreement(uow.connection, agreement_id)
    works_in_own_wards(uow.actor, *bound.proposal.wards)
    return bound


def acts_for_the_applicant(actor: Actor, proposal: Row[Any]) -> bool:
    """The group that applied acts for itself, an officer for whoever does so on paper."""
    officer = actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)
    return officer or proposal.opened_by == actor.identifier
