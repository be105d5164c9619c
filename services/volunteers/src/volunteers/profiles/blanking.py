"""What a volunteer told of themselves, gone with the consent that it was kept by."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import delete, select, update

from volunteers.checks.tables import checks
from volunteers.hours.tables import hour_corrections, hours
from volunteers.placements.ending import end_placements_of_volunteer
from volunteers.placements.tables import placements
from volunteers.profiles.tables import volunteers

# Kind and department stay: events have told them beside the hours.
BLANK: dict[str, Any] = {
    "company": None,
    "ward": None,
    "known_as": None,
    "contact": None,
    "skills": [],
    "interests": [],
    "languages": [],
    "availability": [],
    "travel_metres": None,
    "consent_on": None,
}


async def blank_volunteer(
    uow: UnitOfWork, volunteer_id: UUID, day: date, **kept: object
) -> tuple[int, int]:
    """Ends the places of a volunteer whose row is locked and erases what they told.

    Safeguarding checks go too: they were for the places. Hours stay as figures. ``kept`` are the
    columns that say how the volunteer stands. Returns how many places ended, and how many
    records were erased.
    """
    ended = await end_placements_of_volunteer(uow, volunteer_id, "volunteer-withdrew", day)
    removed = await uow.connection.execute(
        delete(checks).where(checks.c.volunteer_id == volunteer_id)
    )
    said = await uow.connection.execute(
        update(placements)
        .where(placements.c.volunteer_id == volunteer_id, placements.c.message.is_not(None))
        .values(message=None)
    )
    entries = select(hours.c.id).where(hours.c.volunteer_id == volunteer_id)
    noted = await uow.connection.execute(
        update(hour_corrections)
        .where(hour_corrections.c.entry_id.in_(entries), hour_corrections.c.note.is_not(None))
        .values(note=None)
    )
    change = update(volunteers).where(volunteers.c.id == volunteer_id)
    await uow.connection.execute(change.values(**BLANK, **kept))
    return ended, 1 + removed.rowcount + said.rowcount + noted.rowcount
