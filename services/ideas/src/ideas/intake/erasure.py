"""Ideas and supports without the person: what is public stays, and names nobody."""

from __future__ import annotations

from typing import Any

from servicekit import UnitOfWork
from sqlalchemy import func, literal, update

from ideas.intake.domain import HIDDEN, PUBLISHED
from ideas.intake.tables import ideas, supports

FORGOTTEN = "forgotten"
"""Stands for an owner; no person key, which is always 64 hexadecimal digits."""

ERASED = "Words erased"
WHY = "Their owner asked to be forgotten."


async def erase_public_ideas(uow: UnitOfWork, person_key: str) -> int:
    """Takes the owner off published ideas, whose words stay; returns how many there were."""
    return await _change(uow, person_key, ideas.c.moderation == PUBLISHED, {})


async def erase_private_ideas(uow: UnitOfWork, person_key: str) -> int:
    """Erases ideas that wait for a moderator or were hidden, with their words; returns how many.

    They count as withdrawn, so that no moderator publishes what is left of them.
    """
    blank = {
        "title": ERASED,
        "summary": ERASED,
        "moderation": HIDDEN,
        "moderation_reason": WHY,
        "progress": "withdrawn",
        "withdrawn_on": func.coalesce(ideas.c.withdrawn_on, uow.today),
    }
    return await _change(uow, person_key, ideas.c.moderation != PUBLISHED, blank)


async def erase_supports(uow: UnitOfWork, person_key: str) -> int:
    """Puts a random name in the place of a supporter; returns how many supports there were.

    Every row has a name of its own: they still count one each, and nobody can tell that they
    were one person's.
    """
    unlinked = literal(f"{FORGOTTEN}:").concat(func.gen_random_uuid())
    changed = await uow.connection.execute(
        update(supports).where(supports.c.person_key == person_key).values(person_key=unlinked)
    )
    return changed.rowcount


async def _change(uow: UnitOfWork, person_key: str, which: Any, values: dict[str, Any]) -> int:
    changed = await uow.connection.execute(
        update(ideas)
        .where(ideas.c.owner_person_key == person_key, which)
        .values(owner_person_key=FORGOTTEN, **values)
    )
    return changed.rowcount
