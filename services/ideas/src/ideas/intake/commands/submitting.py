"""Taking an idea in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from servicekit import Forbidden, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, LongText, Text, WardText
from sqlalchemy import select

from ideas.answering.clocks import start_clocks
from ideas.conversations.tables import conversations
from ideas.intake import domain, publishing
from ideas.intake.tables import store_idea
from ideas.policies import is_staff
from ideas.promise import AnsweringPromise
from ideas.reference import due_after, require_known, require_ward

OrganisationText = Annotated[Text, Field(max_length=200)]
LARGEST_TABLE = 10_000


class IdeaWords(BaseModel):
    """What every idea says, wherever it was heard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    summary: LongText
    ward: WardText
    theme: CodeText
    area: CodeText | None = None
    owner_kind: Literal["resident", "group", "business"] = "resident"
    owner_organisation: OrganisationText | None = None
    principles: Annotated[tuple[CodeText, ...], Field(max_length=10)] = ()


class SubmitIdea(IdeaWords, Command):
    """An idea, said by its owner or entered on the owner's behalf."""

    channel: CodeText = domain.ONLINE
    conversation_id: UUID | None = None
    table: Annotated[Count, Field(le=LARGEST_TABLE)] | None = None


class SubmittedIdea(BaseModel):
    """What the owner is told: whether it is public yet, and when to expect whom."""

    idea_id: UUID
    moderation: str
    acknowledge_due_on: date
    answer_due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Where and when an idea was heard."""

    on: date
    channel: str
    conversation_id: UUID | None = None
    table: int | None = None


async def submit_idea(
    uow: UnitOfWork, command: SubmitIdea, promise: AnsweringPromise
) -> SubmittedIdea:
    """Takes an idea in, starts its clocks and, where nobody needs to read it first, tells of it."""
    if command.channel != domain.ONLINE and not is_staff(uow.actor):
        raise Forbidden("Only staff enter ideas that were heard elsewhere.")
    hearing = Hearing(
        on=command.occurred(uow),
        channel=command.channel,
        conversation_id=command.conversation_id,
        table=command.table,
    )
    await _require_conversation(uow, command.conversation_id)
    idea = await take_in(uow, uuid4(), command, hearing, promise)
    return SubmittedIdea(
        idea_id=idea.id,
        moderation=idea.moderation,
        acknowledge_due_on=idea.acknowledge_due_on,
        answer_due_on=idea.answer_due_on,
    )


async def take_in(
    uow: UnitOfWork,
    idea_id: UUID,
    words: IdeaWords,
    hearing: Hearing,
    promise: AnsweringPromise,
    at: str = "",
) -> domain.Idea:
    """Stores a new idea; ``at`` is where in the request its words stand, as a JSON pointer."""
    _check_words(uow, words, hearing.on, at)
    idea = _new_idea(uow, idea_id, words, hearing, promise)
    await store_idea(uow.connection, idea)
    await start_clocks(uow, idea)
    if is_staff(uow.actor):
        await uow.audit(
            "idea.entered-for-its-owner",
            str(idea.id),
            channel=hearing.channel,
            owner_kind=words.owner_kind,
        )
    if idea.is_published:
        await publishing.tell_submitted(uow, idea)
    return idea


def _check_words(uow: UnitOfWork, words: IdeaWords, day: date, at: str) -> None:
    council = uow.council
    require_ward(council, words.ward, day, f"{at}/ward")
    require_known(words.theme, council.themes, f"{at}/theme")
    require_known(words.area, council.areas, f"{at}/area")
    for index, principle in enumerate(words.principles):
        require_known(principle, council.principles, f"{at}/principles/{index}")
    if not domain.owner_is_named_rightly(words.owner_kind, words.owner_organisation):
        raise Unprocessable(
            "Leave the name empty, or say that it is for a group or a business."
            if words.owner_kind == domain.RESIDENT
            else "Enter the name of the group or business.",
            pointer=f"{at}/owner_organisation",
        )


def _new_idea(
    uow: UnitOfWork,
    idea_id: UUID,
    words: IdeaWords,
    hearing: Hearing,
    promise: AnsweringPromise,
) -> domain.Idea:
    by_staff = is_staff(uow.actor)
    return domain.Idea(
        id=idea_id,
        conversation_id=hearing.conversation_id,
        table_number=hearing.table,
        channel=hearing.channel,
        owner_kind=words.owner_kind,
        # What staff enter belongs to somebody in the room, not to whoever typed it.
        owner_person_key=None if by_staff else uow.actor.person_key,
        owner_organisation=words.owner_organisation,
        ward=words.ward,
        theme=words.theme,
        area=words.area,
        principles=list(words.principles),
        title=words.title,
        summary=words.summary,
        submitted_on=hearing.on,
        recorded_at=uow.recorded_at,
        moderation=domain.PUBLISHED if by_staff else domain.WAITING,
        acknowledge_due_on=due_after(uow.council, hearing.on, promise.acknowledge_days),
        answer_due_on=due_after(uow.council, hearing.on, promise.answer_days),
    )


async def _require_conversation(uow: UnitOfWork, conversation_id: UUID | None) -> None:
    if conversation_id is None:
        return
    query = select(conversations.c.id).where(conversations.c.id == conversation_id)
    if (await uow.connection.execute(query)).one_or_none() is None:
        raise Unprocessable("There is no such conversation.", pointer="/conversation_id")
