"""What the ideas service tells about listening: conversations and the Area Forum's agenda."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import (
    Code,
    Count,
    Date,
    Flag,
    Id,
    Measure,
    PublicText,
    Record,
    WardCode,
)

Wards = Annotated[tuple[WardCode, ...], Field(max_length=100)]


class SectorCount(Record):
    """How many of a sector took part: council, nhs, police, voluntary-sector, residents."""

    sector: Code
    people: Count


class ConversationEvent(Event):
    """What happened in one round of listening."""

    conversation_id: Id


class ConversationOpened(ConversationEvent, type="civic.ideas.conversation.opened.v1"):
    """A round of listening began. ``wards`` is empty where the whole city is asked."""

    title: PublicText
    kind: Code
    commissioning_department: Code
    theme: Code | None = None
    area: Code | None = None
    wards: Wards = ()
    starts_on: Date
    ends_on: Date | None = None


class ConversationEventHeld(ConversationEvent, type="civic.ideas.conversation.event-held.v1"):
    """A meeting of the round took place. ``ladder_rung`` is the level of participation reached."""

    session: Code
    ward: WardCode | None = None
    participants: Count
    sectors: Annotated[tuple[SectorCount, ...], Field(max_length=50)] = ()
    facilitators: Count = 0
    tables: Count = 0
    listening_groups: Count = 0
    ladder_rung: Code | None = None
    topic_kept: Flag = True
    topic_change: PublicText | None = None
    comments: Annotated[tuple[PublicText, ...], Field(max_length=20)] = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=50)] = ()


class ConversationClosed(ConversationEvent, type="civic.ideas.conversation.closed.v1"):
    """The round ended."""

    ideas_heard: Count
    participants: Count


class ConversationTextWithdrawn(
    ConversationEvent, type="civic.ideas.conversation.text-withdrawn.v1"
):
    """The public texts of these events are to be erased everywhere."""

    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code


class AgendaItemAccepted(Event, type="civic.ideas.agenda-item.accepted.v1"):
    """An idea was put on the agenda of an Area Forum."""

    agenda_item_id: Id
    idea_id: Id | None = None
    conversation_id: Id | None = None
    wards: Wards = ()
    meeting_on: Date


class AgendaItemDiscussed(Event, type="civic.ideas.agenda-item.discussed.v1"):
    """The forum discussed it; what was said and what follows."""

    agenda_item_id: Id
    idea_id: Id | None = None
    outcome: Code
    summary: PublicText
