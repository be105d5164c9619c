"""What is told about urgent needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from civic_contracts.events.ideas import (
    UrgentNeedMet,
    UrgentNeedRaised,
    UrgentNeedReopened,
    UrgentNeedTextWithdrawn,
)
from civic_contracts.fields import PublicText
from pagekit.wording import moment
from servicekit import UnitOfWork

from ideas.threads.step import GOOD, STOPPED, Figure, Step
from ideas.threads.wording import phrase, ward_name
from ideas.threads.writing import tell
from ideas.urgent_needs.domain import UrgentNeed


class Met(NamedTuple):
    """When a need was met, by which space if by one, and how if an officer said so."""

    at: datetime
    space_id: UUID | None
    how: str | None


async def tell_raised(uow: UnitOfWork, need: UrgentNeed) -> None:
    """A community needs something within hours."""
    event = UrgentNeedRaised(
        occurred_on=need.raised_on,
        urgent_need_id=need.id,
        idea_id=need.idea_id,
        conversation_id=need.conversation_id,
        ward=need.ward,
        title=PublicText(text=need.title),
        summary=PublicText(text=need.summary) if need.summary else None,
        spaces_needed=need.spaces_needed,
        people_needed=need.people_needed,
        facilities=tuple(need.facilities),
        raised_at=need.raised_at,
        deadline=need.deadline,
    )
    step = Step(
        on=need.raised_on,
        service="ideas",
        kind="urgent-need.raised",
        what=f"Urgent need: {need.title}",
        who=f"The community, {ward_name(uow.council, need.ward)}",
        text="\n\n".join(
            part for part in (need.summary, f"To be met by {moment(need.deadline)}.") if part
        ),
        measures=tuple(
            one
            for one in (
                Figure("spaces-needed", need.spaces_needed, "spaces"),
                Figure("people-needed", need.people_needed, "people"),
            )
            if one.value
        ),
        tone=STOPPED,
    )
    event_id = await uow.publish(event, subject=need.id)
    await _tell(uow, event_id, step, need)


async def tell_met(uow: UnitOfWork, need: UrgentNeed, met: Met, hours: int, day: date) -> None:
    """What was needed was found."""
    in_time = met.at <= need.deadline
    event = UrgentNeedMet(
        occurred_on=day,
        urgent_need_id=need.id,
        idea_id=need.idea_id,
        space_id=met.space_id,
        met_at=met.at,
        hours_taken=hours,
        in_time=in_time,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="urgent-need.met",
        what=f"Urgent need met: {need.title}",
        who=f"Services and community, {ward_name(uow.council, need.ward)}",
        text=met.how or "",
        measures=(Figure("hours-taken", hours, "hours"),),
        tone=GOOD if in_time else STOPPED,
    )
    event_id = await uow.publish(event, subject=need.id)
    await _tell(uow, event_id, step, need)


async def tell_reopened(
    uow: UnitOfWork, need: UrgentNeed, space_id: UUID, reason: str, day: date
) -> None:
    """What was found fell through, and the need stands again."""
    event = UrgentNeedReopened(
        occurred_on=day,
        urgent_need_id=need.id,
        idea_id=need.idea_id,
        space_id=space_id,
        reason=reason,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="urgent-need.reopened",
        what=f"The urgent need stands again: {phrase(reason)}",
        who=f"Services and community, {ward_name(uow.council, need.ward)}",
        tone=STOPPED,
    )
    event_id = await uow.publish(event, subject=need.id)
    await _tell(uow, event_id, step, need)


async def tell_words_withdrawn(
    uow: UnitOfWork, need: UrgentNeed, event_ids: Sequence[UUID], reason: str, day: date
) -> None:
    """What these events said in words is to be erased everywhere."""
    event = UrgentNeedTextWithdrawn(
        occurred_on=day,
        urgent_need_id=need.id,
        idea_id=need.idea_id,
        event_ids=tuple(event_ids),
        reason=reason,
    )
    await uow.publish(event, subject=need.id)


async def _tell(uow: UnitOfWork, event_id: UUID, step: Step, need: UrgentNeed) -> None:
    await tell(
        uow,
        event_id,
        step,
        idea_id=need.idea_id,
        conversation_id=need.conversation_id,
        words_of=need.id,
    )
