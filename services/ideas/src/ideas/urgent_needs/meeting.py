"""How a need comes to be met: by what was found for it, or by an officer's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from ideas.urgent_needs import domain, publishing
from ideas.urgent_needs.tables import (
    count_people,
    count_spaces,
    found_people,
    found_spaces,
    urgent_needs,
)


async def space_was_found(
    uow: UnitOfWork, need: domain.UrgentNeed, space_id: UUID, day: date
) -> None:
    """Notes a space found for a locked need; meets the need if that is enough."""
    await uow.connection.execute(
        insert(found_spaces)
        .values(urgent_need_id=need.id, space_id=space_id, found_on=day)
        .on_conflict_do_nothing()
    )
    await _meet_if_enough(uow, need, space_id, day)


async def people_were_found(
    uow: UnitOfWork, need: domain.UrgentNeed, opportunity_id: UUID, people: int, day: date
) -> None:
    """Notes how many an opportunity has found for a locked need; meets it if that is enough.

    The opportunity says so again when a place that had become free is taken: the same places.
    """
    latest = {"people": people, "found_on": day}
    await uow.connection.execute(
        insert(found_people)
        .values(urgent_need_id=need.id, opportunity_id=opportunity_id, **latest)
        .on_conflict_do_update(
            index_elements=[found_people.c.urgent_need_id, found_people.c.opportunity_id],
            set_=latest,
        )
    )
    found = await count_people(uow.connection, need.id)
    await uow.connection.execute(
        update(urgent_needs).where(urgent_needs.c.id == need.id).values(people_found=found)
    )
    await _meet_if_enough(uow, replace(need, people_found=found), None, day)


async def _meet_if_enough(
    uow: UnitOfWork, need: domain.UrgentNeed, space_id: UUID | None, day: date
) -> None:
    if need.met_at is not None:
        return
    if not domain.is_met(need, await count_spaces(uow.connection, need.id)):
        return
    day = domain.day_of_finding(need, day)
    met_at = max(need.raised_at, domain.moment_of_finding(day, uow.now))
    await mark_met(uow, need, publishing.Met(met_at, space_id, None), day)


async def mark_met(uow: UnitOfWork, need: domain.UrgentNeed, met: publishing.Met, day: date) -> int:
    """Stops the clock and tells of it; returns the hours taken, rounded up."""
    hours = domain.hours_between(need.raised_at, met.at)
    await uow.connection.execute(
        update(urgent_needs)
        .where(urgent_needs.c.id == need.id)
        .values(met_at=met.at, hours_taken=hours, how=met.how, space_id=met.space_id)
    )
    await publishing.tell_met(uow, need, met, hours, day)
    return hours
