"""An urgent need of a session in 2023, and a space that is given to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from civic_contracts.events.volunteers import SpaceUsed
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, Bench
from ideas.urgent_needs.commands import RaiseUrgentNeed, raise_urgent_need

WARD = "E05013794"
RAISED = datetime(2023, 3, 1, 11, 15, tzinfo=UTC)
DAY_ONE: dict[str, Any] = {
    "occurred_on": RAISED.date(),
    "late_reason": "Entered from the record of the session.",
}


async def a_need(bench: Bench, **more: Any) -> UUID:
    values = {"raised_at": RAISED, **DAY_ONE, **more}
    command = RaiseUrgentNeed(
        ward=WARD, title="A roof for the food bank", facilities=("kitchen",), **values
    )
    made = await bench.act(
        FACILITATOR, lambda uow: raise_urgent_need(uow, command, AnsweringPromise())
    )
    if command.raised_at is not None:
        assert made.deadline == command.raised_at + timedelta(hours=48)
    return UUID(str(made.urgent_need_id))


def used(need: UUID, day: date, space: UUID | None = None) -> SpaceUsed:
    """What a coordinator tells who gives a space to the need."""
    return SpaceUsed(
        occurred_on=day,
        space_id=space or uuid4(),
        urgent_need_id=need,
        ward=WARD,
        purpose="urgent-need",
        minutes=0,
    )
