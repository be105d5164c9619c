"""Groups without whoever entered them."""

from __future__ import annotations

from servicekit import UnitOfWork
from sqlalchemy import update

from volunteers.groups.domain import REFUSED, WAITING
from volunteers.groups.tables import groups

UNPUBLISHED = (WAITING, REFUSED)

BLANK = {
    "status": REFUSED,
    "status_reason": "person-erased",
    "name": "",
    "charity_number": None,
    "company_number": None,
}


async def erase_groups_of(uow: UnitOfWork, person_key: str) -> int:
    """Takes the person off their groups; returns how many.

    The register stays as it was published. The names of what waits or was refused never were:
    they go, and nobody can approve what is left.
    """
    mine = groups.c.owner_key == person_key
    unpublished = update(groups).where(mine, groups.c.status.in_(UNPUBLISHED))
    blanked = await uow.connection.execute(unpublished.values(owner_key=None, **BLANK))
    freed = await uow.connection.execute(update(groups).where(mine).values(owner_key=None))
    return blanked.rowcount + freed.rowcount
