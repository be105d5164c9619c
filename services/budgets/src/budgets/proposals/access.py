"""Which proposals an officer works on: those of their own wards, where their role names any."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import Actor, Forbidden, Role, UnitOfWork
from sqlalchemy import Row

from budgets.proposals.tables import lock


async def lock_in_own_ward(uow: UnitOfWork, proposal_id: UUID) -> Row[Any]:
    """The proposal under lock; ``Forbidden`` for an officer all of whose wards are others."""
    proposal = await lock(uow.connection, proposal_id)
    if is_limited(uow.actor) and not uow.actor.covers_ward(*proposal.wards):
        raise Forbidden("This proposal is in another officer's wards.")
    return proposal


def is_limited(actor: Actor) -> bool:
    """Whether wards limit what somebody may do here.

    They limit officers. A councillor's ward is in the register, never in a login; finance and legal
    answer for the whole council.
    """
    return actor.has(Role.NEIGHBOURHOOD_OFFICER) and not actor.has(Role.FINANCE, Role.LEGAL)
