"""A moderator reads the words before everybody does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import LongText, Text
from sqlalchemy import select

from ideas.answering.tables import quote_anew
from ideas.barriers.tables import forget_words_of_barriers
from ideas.conversations.tables import forget_variants
from ideas.intake import domain, publishing
from ideas.intake.tables import change_idea, lock_idea
from ideas.threads.rewording import Words, events_with_words, reword
from ideas.threads.tables import steps
from ideas.threads.withdrawing import OWN, withdraw_quotations, withdraw_texts
from ideas.urgent_needs.tables import forget_words_of_needs


class ModerateIdea(Command):
    """A judgement: publish as it is, publish with new words, or hide; the latter with a reason."""

    outcome: Literal["published", "edited", "hidden"]
    reason: LongText | None = None
    title: Text | None = None
    summary: LongText | None = None


class ModeratedIdea(BaseModel):
    """How the idea stands now."""

    idea_id: UUID
    moderation: str


async def moderate_idea(uow: UnitOfWork, idea_id: UUID, command: ModerateIdea) -> ModeratedIdea:
    """Publishes, edits or hides an idea; what was never published is not told of when hidden."""
    idea = await lock_idea(uow.connection, idea_id)
    new_words = command.title is not None or command.summary is not None
    domain.the_moderator_may(idea, command.outcome, command.reason, new_words=new_words)
    day = command.occurred(uow)
    judged = _judged(idea, command)
    await change_idea(
        uow.connection,
        idea_id,
        moderation=judged.moderation,
        moderation_reason=judged.moderation_reason,
        title=judged.title,
        summary=judged.summary,
    )
    if command.outcome != domain.PUBLISHED:
        await forget_variants(uow.connection, idea_id)
    await uow.audit("idea.moderated", str(idea_id), outcome=command.outcome)
    await _tell(uow, idea, judged, command, day)
    return ModeratedIdea(idea_id=idea_id, moderation=judged.moderation)


def _judged(idea: domain.Idea, command: ModerateIdea) -> domain.Idea:
    if command.outcome == "hidden":
        return replace(idea, moderation=domain.HIDDEN, moderation_reason=command.reason)
    edited = command.outcome == "edited"
    return replace(
        idea,
        moderation=domain.PUBLISHED,
        moderation_reason=command.reason,
        title=(command.title if edited else None) or idea.title,
        summary=(command.summary if edited else None) or idea.summary,
    )


async def _tell(
    uow: UnitOfWork, before: domain.Idea, now: domain.Idea, command: ModerateIdea, day: date
) -> None:
    told_before = bool(await _event_ids(uow, before.id))
    if command.outcome == domain.HIDDEN:
        if told_before:
            await _tell_hidden(uow, now, command, day)
    elif not told_before:
        await publishing.tell_submitted(uow, now)
        await publishing.tell_moderated(uow, now, command.outcome, command.reason, day, again=False)
    elif command.outcome == "edited":
        await _tell_edited(uow, before, now, command, day)
    else:
        await publishing.tell_moderated(uow, now, command.outcome, command.reason, day, again=True)
        same = Words(now.title, now.summary)
        await reword(uow.connection, now.id, same, same)


async def _tell_hidden(uow: UnitOfWork, now: domain.Idea, command: ModerateIdea, day: date) -> None:
    """Whoever tells of a need or a barrier of the idea at this moment is waited for, and named."""
    await forget_words_of_needs(uow.connection, now.id)
    await forget_words_of_barriers(uow.connection, now.id)
    told_with = await _event_ids(uow, now.id)
    await publishing.tell_moderated(uow, now, command.outcome, command.reason, day, again=False)
    await publishing.tell_text_withdrawn(uow, now, told_with, day)
    await withdraw_texts(uow.connection, told_with, day)
    await withdraw_quotations(uow.connection, now.id)


async def _tell_edited(
    uow: UnitOfWork, before: domain.Idea, now: domain.Idea, command: ModerateIdea, day: date
) -> None:
    """The new words are told first: whoever keeps the old ones has something to put there."""
    old, new = Words(before.title, before.summary), Words(now.title, now.summary)
    told_with = await events_with_words(uow.connection, now.id, old, new)
    again = not before.is_published
    await publishing.tell_moderated(uow, now, command.outcome, command.reason, day, again=again)
    await publishing.tell_text_withdrawn(uow, now, told_with, day)
    await reword(uow.connection, now.id, old, new)
    await quote_anew(uow.connection, now.id, old.title, new.title)


async def _event_ids(uow: UnitOfWork, idea_id: UUID) -> list[UUID]:
    """The events by which this service has told of the idea so far.

    There are none before it was told of itself, whatever else stands on its thread.
    """
    query = select(steps.c.event_id, steps.c.kind).where(
        steps.c.idea_id == idea_id, steps.c.service == OWN
    )
    told = (await uow.connection.execute(query)).all()
    if not any(kind == publishing.SUBMITTED for _, kind in told):
        return []
    return [event_id for event_id, _ in told]
