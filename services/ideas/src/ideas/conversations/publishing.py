"""What is told about conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from civic_contracts.events.ideas import (
    ConversationClosed,
    ConversationEventHeld,
    ConversationOpened,
    ConversationTextWithdrawn,
    SectorCount,
)
from civic_contracts.fields import Measure, PublicText
from servicekit import UnitOfWork

from ideas.threads.step import Figure, Step, figures
from ideas.threads.wording import department_name, phrase, sentence
from ideas.threads.writing import tell

if TYPE_CHECKING:
    from ideas.conversations.commands import ClosedConversation, HoldEvent, OpenConversation


class Held(NamedTuple):
    """A meeting, and the conversation in which it was held."""

    conversation_id: UUID
    meeting_id: UUID


async def tell_opened(
    uow: UnitOfWork, conversation_id: UUID, command: OpenConversation, day: date
) -> None:
    """A round of listening began."""
    event = ConversationOpened(
        occurred_on=day,
        conversation_id=conversation_id,
        title=PublicText(text=command.title),
        kind=command.kind,
        commissioning_department=command.department,
        theme=command.theme,
        area=command.area,
        wards=command.wards,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="conversation.opened",
        what=f"The council began to listen: {command.title}",
        who=department_name(uow.council, command.department),
    )
    event_id = await uow.publish(event, subject=conversation_id)
    await tell(uow, event_id, step, conversation_id=conversation_id)


async def tell_event_held(
    uow: UnitOfWork, held: Held, title: str, command: HoldEvent, day: date
) -> None:
    """A meeting took place."""
    conversation_id = held.conversation_id
    event = ConversationEventHeld(
        occurred_on=day,
        conversation_id=conversation_id,
        session=command.session,
        ward=command.ward,
        participants=command.participants,
        sectors=tuple(SectorCount(sector=one.sector, people=one.people) for one in command.sectors),
        facilitators=command.facilitators,
        tables=command.tables,
        listening_groups=command.listening_groups,
        ladder_rung=command.ladder_rung,
        topic_kept=command.topic_kept,
        topic_change=PublicText(text=command.topic_change) if command.topic_change else None,
        comments=tuple(PublicText(text=one) for one in command.comments),
        measures=tuple(Measure(**one.model_dump()) for one in command.measures),
    )
    step = Step(
        on=day,
        service="ideas",
        kind="conversation.event-held",
        what=f"{sentence(command.session)} of {title}",
        who="Residents and public services",
        text=_told_of_the_day(command),
        measures=(*_head_counts(command), *figures(command.measures)),
    )
    event_id = await uow.publish(event, subject=conversation_id)
    await tell(uow, event_id, step, conversation_id=conversation_id, words_of=held.meeting_id)


async def tell_words_withdrawn(
    uow: UnitOfWork, conversation_id: UUID, event_ids: Sequence[UUID], reason: str, day: date
) -> None:
    """What these events said in words is to be erased everywhere."""
    event = ConversationTextWithdrawn(
        occurred_on=day,
        conversation_id=conversation_id,
        event_ids=tuple(event_ids),
        reason=reason,
    )
    await uow.publish(event, subject=conversation_id)


async def tell_closed(uow: UnitOfWork, closed: ClosedConversation, title: str, day: date) -> None:
    """The round ended."""
    event = ConversationClosed(
        occurred_on=day,
        conversation_id=closed.conversation_id,
        ideas_heard=closed.ideas_heard,
        participants=closed.participants,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="conversation.closed",
        what=f"The listening ended: {title}",
        who="Facilitators",
        measures=(
            Figure("ideas-heard", closed.ideas_heard, "ideas"),
            # Who came on two days is counted on both.
            Figure("attendances", closed.participants, "people"),
        ),
    )
    event_id = await uow.publish(event, subject=closed.conversation_id)
    await tell(uow, event_id, step, conversation_id=closed.conversation_id)


def _told_of_the_day(command: HoldEvent) -> str:
    sectors = ", ".join(f"{phrase(one.sector)} {one.people}" for one in command.sectors)
    lines = [
        f"Those present chose another topic: {command.topic_change}"
        if command.topic_change
        else "",
        f"Who took part: {sectors}." if sectors else "",
        f"Level reached on the ladder of participation: {phrase(command.ladder_rung)}."
        if command.ladder_rung
        else "",
        *(f"“{one}”" for one in command.comments),
    ]
    return "\n\n".join(line for line in lines if line)


def _head_counts(command: HoldEvent) -> tuple[Figure, ...]:
    counted = (
        Figure("participants", command.participants, "people", command.session),
        Figure("facilitators", command.facilitators, "people", command.session),
        Figure("tables", command.tables, "tables", command.session),
        Figure("listening-groups", command.listening_groups, "groups", command.session),
    )
    return tuple(one for one in counted if one.value)
