"""Whether money may be committed to a proposal on a day: asked at each step on the way there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork

from budgets.groups import tables as groups
from budgets.ledger.ward_life import ward_can_pay
from budgets.policy.domain import applied_early_enough
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import domain


async def may_be_committed(
    uow: UnitOfWork,
    proposal: Any,
    shares: Mapping[str, int],
    day: date,
    *,
    starts_on: date | None,
    group_id: UUID | None,
    pointer: str = "",
) -> None:
    """The wards can pay, the policy's notice is kept, and the group that applies has not ended.

    ``shares`` are in pence, in the order in which they were sent; ``pointer`` says where each ward
    was sent, with ``{}`` for its place. Asked at research, at the opening of the decision, at the
    award and at the signing: between any two of them a ward or a group may have ended, or another
    day been named for the beginning.
    """
    book = rulebook_of(uow)
    policy = book.policy(proposal.policy)
    for place, ward in enumerate(shares):
        ward_can_pay(book, policy, ward, day, pointer.format(place))
    applied_early_enough(
        policy,
        amount=sum(shares.values()),
        wards=len(shares),
        opened_on=proposal.opened_on,
        starts_on=starts_on,
    )
    group = None if group_id is None else await groups.find(uow.connection, group_id)
    if group is not None:
        domain.group_has_not_closed(group.closed_on, day)
