"""Community groups that grew out of an idea."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import (
    GroupClosed,
    GroupMembershipCounted,
    GroupRegistered,
)
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.threads.step import GOOD, Figure, Step
from ideas.threads.wording import phrase, ward_name

HANDLERS = Handlers()


@HANDLERS.on(GroupRegistered)
async def group_registered(uow: UnitOfWork, event: GroupRegistered, envelope: Envelope) -> None:
    """A group made itself known."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="group.registered",
        what=f"A group was formed: {event.organisation}",
        who=f"Residents, {ward_name(uow.council, event.ward)}",
        text=f"Kind of group: {phrase(event.kind)}.",
        measures=_members(event, str(event.parent_group_id or "")),
        link=f"/volunteers/groups/{event.group_id}",
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(GroupMembershipCounted)
async def membership_counted(
    uow: UnitOfWork, event: GroupMembershipCounted, envelope: Envelope
) -> None:
    """A group counted its members; the latest count of each group stands."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="group.membership-counted",
        what=f"{event.organisation} counted its members",
        who=event.organisation,
        measures=_members(event),
        slot=f"members:{event.group_id}",
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(GroupClosed)
async def group_closed(uow: UnitOfWork, event: GroupClosed, envelope: Envelope) -> None:
    """A group ended."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="group.closed",
        what=f"A group ended: {phrase(event.reason)}",
        who=f"Residents, {ward_name(uow.council, event.ward)}",
    )
    await follow(uow, envelope, event.idea_id, step)


def _members(
    event: GroupRegistered | GroupMembershipCounted, within: str = ""
) -> tuple[Figure, ...]:
    """The group's own figure; a committee's tells of the group whose members its own are."""
    if isinstance(event, GroupRegistered) and not (event.members or within):
        return ()
    return (Figure("members", event.members, "people", str(event.group_id), within),)
