"""Who sees a proposal; and which an officer works on: of their own wards, where there are any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from servicekit import Actor, Forbidden, NotYours, Role, UnitOfWork
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.policies import may_approve_words
from budgets.proposals.tables import lock, read


async def visible(connection: AsyncConnection, proposal_id: UUID, actor: Actor) -> Row[Any]:
    """The proposal; ``NotYours`` where nobody has read its words, and they are another's."""
    row = await read(connection, proposal_id)
    own = row.opened_by == actor.identifier
    if not (row.words_read or own or may_approve_words(actor)):
        raise NotYours("proposal", proposal_id)
    return row


async def lock_in_own_ward(uow: UnitOfWork, proposal_id: UUID) -> Row[Any]:
    """The proposal under lock; ``Forbidden`` for an officer all of whose wards are others.

    ``NotYours`` for whoever may not see it.
    """
    # Before it is locked: who may not see it does not learn by waiting that somebody works on it.
    await visible(uow.connection, proposal_id, uow.actor)
    proposal = await lock(uow.connection, proposal_id)
    works_in_own_wards(uow.actor, *proposal.wards)
    return proposal


def works_in_own_wards(actor: Actor, *wards: str) -> None:
    """Raises ``Forbidden`` for an officer all of whose wards are others.

    Wards limit officers. A councillor's ward is in the register, never in a login; finance and
    legal answer for the whole council.
    """
    if is_limited_to_wards(actor) and not actor.covers_ward(*wards):
        raise Forbidden("This is in another officer's wards.")


def wards_of_work(actor: Actor, wards: Iterable[str]) -> frozenset[str] | None:
    """Those of the wards in which an officer works; nothing for whoever works in all of them."""
    every = frozenset(wards)
    own = frozenset(ward for ward in every if actor.covers_ward(ward))
    return own if is_limited_to_wards(actor) and own != every else None


def is_limited_to_wards(actor: Actor) -> bool:
    """Whether the wards of a role, where it names any, are the only ones that somebody works in."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER) and not actor.has(Role.FINANCE, Role.LEGAL)
