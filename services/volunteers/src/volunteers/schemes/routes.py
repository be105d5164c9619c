"""What this service has heard of ideas and projects."""

from __future__ import annotations

from uuid import UUID

from servicekit import public
from servicekit.web import Api, Reading

from volunteers.schemes import queries

api = Api()


@api.get("/projects/{project_id}", permit=public)
async def get_project(project_id: UUID, reading: Reading) -> queries.ProjectView:
    """A funded project, once its award has been heard of."""
    return await queries.project(reading.connection, project_id)


@api.get("/ideas/{idea_id}", permit=public)
async def get_idea(idea_id: UUID, reading: Reading) -> queries.IdeaView:
    """An idea, once it has been heard of."""
    return await queries.idea(reading.connection, idea_id)
