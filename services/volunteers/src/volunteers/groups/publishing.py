"""What is told of groups; a group that waits for a moderator is not told of."""

from __future__ import annotations

from datetime import date
from typing import Any

from civic_contracts.events.volunteers import (
    GroupClosed,
    GroupMembershipCounted,
    GroupRegistered,
)
from servicekit import UnitOfWork
from sqlalchemy import Row


def _subject(row: Row[Any]) -> dict[str, Any]:
    return {
        "group_id": row.id,
        "idea_id": row.idea_id,
        "project_id": row.project_id,
        "ward": row.ward,
    }


async def tell_registered(uow: UnitOfWork, row: Row[Any]) -> None:
    """A group is on the register."""
    event = GroupRegistered(
        **_subject(row),
        occurred_on=row.registered_on,
        organisation=row.name,
        kind=row.kind,
        theme=row.theme,
        parent_group_id=row.parent_group_id,
        charity_number=row.charity_number,
        company_number=row.company_number,
        members=row.members,
    )
    await uow.publish(event, subject=row.id)


async def tell_counted(uow: UnitOfWork, row: Row[Any], members: int, day: date) -> None:
    """The group counted its members."""
    event = GroupMembershipCounted(
        **_subject(row), occurred_on=day, organisation=row.name, members=members
    )
    await uow.publish(event, subject=row.id)


async def tell_closed(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """The group ended."""
    await uow.publish(GroupClosed(**_subject(row), occurred_on=day, reason=reason), subject=row.id)
