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
    works_in_own_wards(uow.actor, *proposal.wards)
    return proposal


def wards_of_work(actor: Actor) -> frozenset[str] | None:
    """The wards to which an officer is limited; nothing for whoever works in all of them.

    Wards limit officers. A councillor's ward is in the register, never in a login; finance and
    legal answer for the whole council.
    """
    limited = actor.has(Role.NEIGHBOURHOOD_OFFICER) and not actor.has(Role.FINANCE, Role.LEGAL)
    return actor.wards if limited and actor.wards else None


def works_in_own_wards(actor: Actor, *wards: str) -> None:
    """Raises ``Forbidden`` for an officer all of whose wards are others."""
    own = wards_of_work(actor)
    if own is not None and own.isdisjoint(wards):
        raise Forbidden("This is in another officer's wards.")
