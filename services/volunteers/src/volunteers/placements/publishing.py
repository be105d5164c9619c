"""What is told of placements: the place, never who has it."""

from __future__ import annotations

from datetime import date
from typing import Any

from civic_contracts.events.volunteers import PlacementConfirmed, PlacementEnded
from servicekit import UnitOfWork
from sqlalchemy import Row


def subject_of(placement: Row[Any], opportunity: Row[Any]) -> dict[str, Any]:
    """The fields that every event about a placement has."""
    return {
        "placement_id": placement.id,
        "opportunity_id": opportunity.id,
        "project_id": opportunity.project_id,
        "idea_id": opportunity.idea_id,
        "ward": opportunity.ward,
    }


async def tell_confirmed(
    uow: UnitOfWork, placement: Row[Any], opportunity: Row[Any], volunteer: Row[Any], day: date
) -> None:
    """A volunteer took a place."""
    event = PlacementConfirmed(
        **subject_of(placement, opportunity),
        occurred_on=day,
        role=opportunity.role,
        volunteer_kind=volunteer.kind,
        department=volunteer.department,
        starts_on=placement.starts_on,
        opportunity_filled=opportunity.filled,
        opportunity_places=opportunity.places,
    )
    await uow.publish(event, subject=placement.id)


async def tell_ended(
    uow: UnitOfWork, placement: Row[Any], opportunity: Row[Any], reason: str, day: date
) -> None:
    """The place was given up, or the work is done."""
    event = PlacementEnded(
        **subject_of(placement, opportunity),
        occurred_on=day,
        reason=reason,
        minutes=placement.minutes,
    )
    await uow.publish(event, subject=placement.id)
