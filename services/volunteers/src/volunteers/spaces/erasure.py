"""Spaces without whoever offered them."""

from __future__ import annotations

from servicekit import UnitOfWork
from sqlalchemy import update

from volunteers.spaces.domain import REFUSED, WAITING
from volunteers.spaces.tables import spaces

UNPUBLISHED = (WAITING, REFUSED)

BLANK = {
    "status": REFUSED,
    "status_reason": "person-erased",
    "organisation": "",
    "title": "",
    "facilities": [],
}


async def erase_spaces_of(uow: UnitOfWork, person_key: str) -> int:
    """Takes the person off their spaces; returns how many.

    What was published stays. The words of what waits or was refused were never published: they
    go, and nobody can approve what is left.
    """
    mine = spaces.c.owner_key == person_key
    unpublished = update(spaces).where(mine, spaces.c.status.in_(UNPUBLISHED))
    blanked = await uow.connection.execute(unpublished.values(owner_key=None, **BLANK))
    freed = await uow.connection.execute(update(spaces).where(mine).values(owner_key=None))
    return blanked.rowcount + freed.rowcount
