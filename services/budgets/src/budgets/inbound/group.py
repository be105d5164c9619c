"""Groups that made themselves known at the volunteers service may apply under their name."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import (
    GroupClosed,
    GroupMembershipCounted,
    GroupRegistered,
)
from servicekit import Handlers, UnitOfWork

from budgets.groups import tables

HANDLERS = Handlers()


@HANDLERS.on(GroupRegistered)
async def keep_group(uow: UnitOfWork, event: GroupRegistered, envelope: Envelope) -> None:
    """Enters the group in the register."""
    await tables.keep(
        uow.connection,
        id=event.group_id,
        organisation=event.organisation,
        ward=event.ward,
        kind=event.kind,
        theme=event.theme,
        charity_number=event.charity_number,
        company_number=event.company_number,
        members=event.members,
        closed_on=None,
    )


@HANDLERS.on(GroupMembershipCounted)
async def recount_group(uow: UnitOfWork, event: GroupMembershipCounted, envelope: Envelope) -> None:
    """Notes the new count."""
    await tables.recount(uow.connection, event.group_id, event.members)


@HANDLERS.on(GroupClosed)
async def close_group(uow: UnitOfWork, event: GroupClosed, envelope: Envelope) -> None:
    """Notes that the group ended: it can no longer apply."""
    await tables.close(uow.connection, event.group_id, event.occurred_on)
