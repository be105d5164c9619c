"""Opening a conversation, entering its meetings, closing it."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, model_validator
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, Day, LongText, Text, WardText
from sqlalchemy import Integer, cast, func, insert, select, update

from ideas.conversations import domain, publishing
from ideas.conversations.tables import conversations, lock_conversation, meetings
from ideas.intake.tables import ideas
from ideas.measures import MeasureGiven
from ideas.reference import require_known, require_ward, require_wards

People = Annotated[Count, Field(le=1_000_000)]


class OpenConversation(Command):
    """A round of listening; without wards the whole city is asked."""

    title: Text
    kind: CodeText
    department: CodeText
    theme: CodeText | None = None
    area: CodeText | None = None
    wards: Annotated[tuple[WardText, ...], Field(max_length=100)] = ()
    starts_on: Day
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("the conversation may not end before it starts")
        return self


class OpenedConversation(BaseModel):
    """The new conversation."""

    conversation_id: UUID


async def open_conversation(uow: UnitOfWork, command: OpenConversation) -> OpenedConversation:
    """Stores and announces a conversation."""
    council = uow.council
    require_known(command.department, council.departments, "/department")
    require_known(command.theme, council.themes, "/theme")
    require_known(command.area, council.areas, "/area")
    require_wards(council, command.wards, command.starts_on, "/wards")
    conversation_id, day = uuid4(), command.occurred(uow)
    given = command.model_dump(exclude={"occurred_on", "late_reason"})
    await uow.connection.execute(
        insert(conversations).values(
            **{**given, "wards": list(command.wards)},
            id=conversation_id,
            opened_on=day,
            recorded_at=uow.recorded_at,
        )
    )
    await publishing.tell_opened(uow, conversation_id, command, day)
    return OpenedConversation(conversation_id=conversation_id)


class SectorGiven(BaseModel, frozen=True, extra="forbid"):
    """How many of a sector took part: council, nhs, police, voluntary-sector, residents."""

    sector: CodeText
    people: People


class HoldEvent(Command):
    """A meeting of the conversation, such as day two of a Change Makers event."""

    session: CodeText
    ward: WardText | None = None
    participants: People
    facilitators: People = 0
    tables: People = 0
    listening_groups: People = 0
    sectors: Annotated[tuple[SectorGiven, ...], Field(max_length=50)] = ()
    ladder_rung: CodeText | None = None
    topic_kept: bool = True
    topic_change: LongText | None = None
    comments: Annotated[tuple[LongText, ...], Field(max_length=20)] = ()
    measures: Annotated[tuple[MeasureGiven, ...], Field(max_length=50)] = ()


class HeldEvent(BaseModel):
    """The meeting as it was entered."""

    conversation_event_id: UUID


async def hold_event(uow: UnitOfWork, conversation_id: UUID, command: HoldEvent) -> HeldEvent:
    """Enters what took place at one meeting; each session once."""
    conversation = await lock_conversation(uow.connection, conversation_id)
    day = command.occurred(uow)
    domain.the_conversation_is_open_on(conversation.closed_on, day)
    domain.sectors_fit({one.sector: one.people for one in command.sectors}, command.participants)
    if command.topic_kept != (command.topic_change is None):
        raise Unprocessable(
            "Say what the topic was changed to, if it was.", pointer="/topic_change"
        )
    if command.ward is not None:
        require_ward(uow.council, command.ward, day)
    await _require_new_session(uow, conversation_id, command.session)
    event_id = uuid4()
    given = command.model_dump(mode="json", exclude={"occurred_on", "late_reason"})
    await uow.connection.execute(
        insert(meetings).values(**given, id=event_id, conversation_id=conversation_id, held_on=day)
    )
    held = publishing.Held(conversation_id, event_id)
    await publishing.tell_event_held(uow, held, conversation.title, command, day)
    return HeldEvent(conversation_event_id=event_id)


async def _require_new_session(uow: UnitOfWork, conversation_id: UUID, session: str) -> None:
    query = select(meetings.c.id).where(
        meetings.c.conversation_id == conversation_id, meetings.c.session == session
    )
    if (await uow.connection.execute(query)).one_or_none() is not None:
        raise domain.SessionWasEntered


class CloseConversation(Command):
    """The round of listening ends."""


class ClosedConversation(BaseModel):
    """What the conversation came to."""

    conversation_id: UUID
    ideas_heard: int
    participants: int


async def close_conversation(
    uow: UnitOfWork, conversation_id: UUID, command: CloseConversation
) -> ClosedConversation:
    """Closes a conversation and tells how much was heard in it."""
    conversation = await lock_conversation(uow.connection, conversation_id)
    if conversation.closed_on is not None:
        raise domain.ConversationIsClosed
    day = command.occurred(uow)
    if day < conversation.opened_on:
        raise Unprocessable("The conversation had not begun then.", pointer="/occurred_on")
    heard = select(func.count()).where(ideas.c.conversation_id == conversation_id)
    people = select(cast(func.coalesce(func.sum(meetings.c.participants), 0), Integer)).where(
        meetings.c.conversation_id == conversation_id
    )
    closed = ClosedConversation(
        conversation_id=conversation_id,
        ideas_heard=(await uow.connection.execute(heard)).scalar_one(),
        participants=(await uow.connection.execute(people)).scalar_one(),
    )
    await uow.connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(closed_on=day)
    )
    await publishing.tell_closed(uow, closed, conversation.title, day)
    return closed
