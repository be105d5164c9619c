"""Lists of ideas: by ward and theme, by words, those that are alike, those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Select, and_, cast, func, literal_column, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.intake.domain import Idea
from ideas.intake.progress import WITH_MONEY
from ideas.intake.tables import idea_of, ideas, supports
from ideas.intake.views import IdeaPage, SimilarIdea, summary_of

NEWEST_FIRST = (ideas.c.submitted_on.desc(), ideas.c.id.desc())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed down to; nothing means everything that is published."""

    ward: str | None = None
    theme: str | None = None
    progress: str | None = None
    words: str | None = None


async def list_ideas(
    connection: AsyncConnection, wanted: Wanted, *, after: UUID | None, limit: int
) -> IdeaPage:
    """Published ideas, newest first, from behind the idea ``after``."""
    query = _narrowed(select(ideas), wanted).order_by(*NEWEST_FIRST).limit(limit + 1)
    if after is not None:
        place = select(ideas.c.submitted_on, ideas.c.id).where(ideas.c.id == after)
        query = query.where(tuple_(ideas.c.submitted_on, ideas.c.id) < place.scalar_subquery())
    found = [idea_of(row) for row in (await connection.execute(query)).mappings()]
    items = [summary_of(idea) for idea in found[:limit]]
    return IdeaPage(items=items, next=items[-1].idea_id if len(found) > limit else None)


async def page_of_ideas(
    connection: AsyncConnection, wanted: Wanted, *, page: int, size: int
) -> tuple[list[Idea], int]:
    """One numbered page of published ideas, and how many there are in all."""
    query = _narrowed(select(ideas), wanted).order_by(*NEWEST_FIRST)
    rows = await connection.execute(query.limit(size).offset((page - 1) * size))
    count = await connection.execute(_narrowed(select(func.count()), wanted))
    return [idea_of(row) for row in rows.mappings()], int(count.scalar_one())


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(ideas.c.moderation == "published")
    if wanted.ward:
        query = query.where(ideas.c.ward == wanted.ward)
    if wanted.theme:
        query = query.where(ideas.c.theme == wanted.theme)
    if wanted.progress:
        query = query.where(ideas.c.progress == wanted.progress)
    if wanted.words:
        query = query.where(_speaks_of(wanted.words))
    return query


def _speaks_of(words: str) -> Any:
    # The configuration stands as a constant, as it does in the index.
    english: Any = literal_column("'english'::regconfig")
    vector = func.to_tsvector(english, ideas.c.title + literal_column("' '") + ideas.c.summary)
    return or_(
        vector.op("@@")(func.websearch_to_tsquery(english, words)),
        func.lower(ideas.c.title).op("%")(words.lower()),
    )


async def similar_ideas(
    connection: AsyncConnection, title: str, summary: str, *, limit: int
) -> list[SimilarIdea]:
    """Published ideas that may be the same, the likeliest first.

    Titles are compared by their three-letter parts (pg_trgm), and with the words of the summary,
    so that "Choir for Harrow Road" is found by "a harrow road comunity choir".
    """
    known, asked = func.lower(ideas.c.title), title.lower()
    # Alike as a whole; the words asked for within a title; a title within the words asked for.
    whole, said = known.op("%")(asked), f"{asked} {summary.lower()}"
    alike = or_(whole, known.op("%>")(asked), known.op("<%")(said))
    likeness = func.greatest(
        func.similarity(known, asked),
        func.word_similarity(asked, known),
        func.word_similarity(known, said),
    )
    query = (
        select(ideas, cast(likeness * 1000, Integer).label("likeness"))
        .where(ideas.c.moderation == "published", ideas.c.withdrawn_on.is_(None), alike)
        .order_by(likeness.desc(), ideas.c.supporters.desc(), ideas.c.id)
        .limit(limit)
    )
    return [
        SimilarIdea(
            idea_id=row.id,
            title=row.title,
            ward=row.ward,
            supporters=row.supporters,
            progress=row.progress,
            likeness=row.likeness,
        )
        for row in await connection.execute(query)
    ]


async def waiting_ideas(connection: AsyncConnection, *, limit: int) -> list[Idea]:
    """Ideas that wait for a moderator, the oldest first."""
    query = (
        select(ideas)
        .where(ideas.c.moderation == "waiting", ideas.c.withdrawn_on.is_(None))
        .order_by(ideas.c.submitted_on, ideas.c.id)
        .limit(limit)
    )
    return [idea_of(row) for row in (await connection.execute(query)).mappings()]


async def ideas_of_person(
    connection: AsyncConnection, person_key: str
) -> tuple[list[Idea], list[Idea]]:
    """(said by the person, supported by the person), newest first."""
    own = select(ideas).where(ideas.c.owner_person_key == person_key).order_by(*NEWEST_FIRST)
    backed = (
        select(ideas)
        .join(supports, supports.c.idea_id == ideas.c.id)
        .where(supports.c.person_key == person_key, ideas.c.moderation == "published")
        .order_by(*NEWEST_FIRST)
    )
    said = (await connection.execute(own.limit(200))).mappings()
    supported = (await connection.execute(backed.limit(200))).mappings()
    return [idea_of(row) for row in said], [idea_of(row) for row in supported]


async def supports_it(connection: AsyncConnection, person_key: str | None, idea_id: UUID) -> bool:
    """Whether the person supports the idea."""
    if person_key is None:
        return False
    query = select(supports.c.idea_id).where(
        and_(supports.c.idea_id == idea_id, supports.c.person_key == person_key)
    )
    return (await connection.execute(query)).one_or_none() is not None


async def counts_by_ward(connection: AsyncConnection) -> list[Row[Any]]:
    """For each ward with published ideas: how many, how supported, how many funded so far."""
    funded = ideas.c.progress.in_(WITH_MONEY)
    query = (
        select(
            ideas.c.ward,
            func.count().label("ideas"),
            func.sum(ideas.c.supporters).cast(Integer).label("supporters"),
            func.count().filter(ideas.c.answered_on.is_not(None)).label("answered"),
            func.count().filter(funded).label("funded"),
        )
        .where(ideas.c.moderation == "published")
        .group_by(ideas.c.ward)
    )
    return list(await connection.execute(query))
