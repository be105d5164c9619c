"""What a thread says of an idea when a moderator gives it other words, or the hidden ones back.

The steps stay; the words of the idea in them become those that stand now. The events that told the
old words are named for their withdrawal.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from ideas.threads.step import THREAD
from ideas.threads.tables import steps
from ideas.threads.withdrawing import EXAMPLES, OWN

EDITED = "A moderator has edited the words"
AGAIN = "A moderator has published the words again"


@dataclass(frozen=True, slots=True)
class Words:
    """An idea's title and summary."""

    title: str
    summary: str


def example(title: str) -> str:
    """The line of a project that took up what another idea began."""
    return f"It follows an example: {title}"


def feedback(said: str, did: str) -> str:
    """You said, we did."""
    return f"You said: {said}\n\nWe did: {did}"


async def events_with_words(
    connection: AsyncConnection, idea_id: UUID, before: Words, now: Words
) -> list[UUID]:
    """The events by which this service told words that stand no more, the oldest first."""
    telling = [
        steps.c.kind.in_(("idea.submitted", "idea.referred")),
        and_(steps.c.kind == "idea.moderated", steps.c.what.in_((EDITED, AGAIN))),
    ]
    if before.title != now.title:
        telling.append(_quotes(before))
    query = (
        select(steps.c.event_id)
        .where(steps.c.idea_id == idea_id, steps.c.service == OWN, or_(*telling))
        .order_by(steps.c.position)
    )
    return list((await connection.execute(query)).scalars())


async def reword(connection: AsyncConnection, idea_id: UUID, before: Words, now: Words) -> None:
    """Puts the words that stand now in the place of the old ones, on every thread."""
    own = (steps.c.idea_id == idea_id, steps.c.service == OWN)
    await connection.execute(
        update(steps).where(*own, steps.c.kind == "idea.submitted").values(text=now.summary)
    )
    quoting = select(steps.c.position, steps.c.text).where(*own, _quotes(before))
    for position, text in (await connection.execute(quoting)).all():
        did = text.removeprefix(feedback(before.title, ""))
        await connection.execute(
            update(steps).where(steps.c.position == position).values(text=feedback(now.title, did))
        )
    await connection.execute(
        update(steps)
        .where(*EXAMPLES, steps.c.link == THREAD.format(idea_id))
        .values(what=example(now.title))
    )


def _quotes(words: Words) -> ColumnElement[bool]:
    """Feedback says back the idea's title where no other words were given."""
    begins = steps.c.text.startswith(feedback(words.title, ""), autoescape=True)
    return and_(steps.c.kind == "idea.feedback-given", begins)
