"""What this service says of a person's wish to be forgotten."""

from __future__ import annotations

from civic_contracts.events.people import ReportingPersonErased
from servicekit import UnitOfWork


async def tell_erased(
    uow: UnitOfWork, person_key: str, records: int, kept: tuple[str, ...]
) -> None:
    """Says that this service has forgotten a person, and what it must keep."""
    event = ReportingPersonErased(records_erased=records, kept=kept, occurred_on=uow.today)
    await uow.publish(event, subject=person_key)
