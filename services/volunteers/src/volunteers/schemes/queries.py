"""What a command or a page asks about an idea or a project that it names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from servicekit import NotFound, Unprocessable
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import View
from volunteers.schemes.tables import ideas, projects


class IdeaView(View):
    """An idea as this service knows it."""

    id: UUID
    ward: str | None
    theme: str | None
    title: str | None
    status: str


class ProjectView(View):
    """A funded project as this service knows it."""

    id: UUID
    award_id: UUID
    idea_id: UUID | None
    title: str
    organisation: str
    theme: str
    ward: str
    status: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a thing belongs to: a project, an idea, both or neither."""

    project_id: UUID | None = None
    idea_id: UUID | None = None


async def scheme_of(
    connection: AsyncConnection, project_id: UUID | None, idea_id: UUID | None
) -> Scheme:
    """The scheme that a command names; a project brings its idea with it.

    Raises ``Unprocessable`` at the field for what has not been heard of here (yet), and for an
    idea that is not the project's.
    """
    if project_id is not None:
        found = await connection.execute(
            select(projects.c.idea_id).where(projects.c.id == project_id)
        )
        project = found.one_or_none()
        if project is None:
            raise Unprocessable("No such project is known here yet.", pointer="/project_id")
        if idea_id is not None and project.idea_id != idea_id:
            raise Unprocessable("The project comes from another idea.", pointer="/idea_id")
        return Scheme(project_id, project.idea_id)
    if idea_id is not None:
        idea = await connection.execute(select(ideas.c.id).where(ideas.c.id == idea_id))
        if idea.one_or_none() is None:
            raise Unprocessable("No such idea is known here yet.", pointer="/idea_id")
    return Scheme(None, idea_id)


async def project(connection: AsyncConnection, project_id: UUID) -> ProjectView:
    """A project; ``NotFound`` until its award has been heard of."""
    found = await connection.execute(select(projects).where(projects.c.id == project_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("project", project_id)
    return ProjectView.model_validate(row)


async def idea(connection: AsyncConnection, idea_id: UUID) -> IdeaView:
    """An idea; ``NotFound`` until it has been heard of."""
    row = (await connection.execute(select(ideas).where(ideas.c.id == idea_id))).one_or_none()
    if row is None:
        raise NotFound("idea", idea_id)
    return IdeaView.model_validate(row)
