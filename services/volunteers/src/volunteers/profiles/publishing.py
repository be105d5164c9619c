"""The only events that carry a person key: that somebody is to be forgotten, and has been."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from civic_contracts.events.people import (
    VolunteersPersonErased,
    VolunteersPersonErasureRequested,
)
from servicekit import UnitOfWork


async def ask_everyone_to_erase(uow: UnitOfWork, person_key: str, day: date) -> None:
    """Every service erases what it holds under the key, and answers."""
    await uow.publish(VolunteersPersonErasureRequested(occurred_on=day), subject=person_key)


async def tell_erased(uow: UnitOfWork, person_key: str, records: int, kept: Sequence[str]) -> None:
    """This service has erased ``records`` records."""
    event = VolunteersPersonErased(occurred_on=uow.today, records_erased=records, kept=tuple(kept))
    await uow.publish(event, subject=person_key)
