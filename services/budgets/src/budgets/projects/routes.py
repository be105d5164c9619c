"""The API of projects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.projects import commands, queries

api = Api()


@api.post("/projects/{project_id}/complete", permit=policies.may_commission, status_code=200)
async def post_complete(
    project_id: UUID, command: commands.CompleteProject, execute: Execute
) -> Response:
    """Completes a project."""
    return await execute(
        lambda uow: commands.complete_project(uow, project_id, command), status=200
    )


@api.post("/projects/{project_id}/follow-ups", permit=policies.may_commission, status_code=200)
async def post_follow_up(
    project_id: UUID, command: commands.FollowUp, execute: Execute
) -> Response:
    """Notes whether it is still going."""
    return await execute(lambda uow: commands.follow_up(uow, project_id, command), status=200)


@api.post("/projects/{project_id}/continuations", permit=policies.may_commission, status_code=200)
async def post_continuation(
    project_id: UUID, command: commands.Continue, execute: Execute
) -> Response:
    """Notes who funds it from now on."""
    return await execute(
        lambda uow: commands.continue_by_others(uow, project_id, command), status=200
    )


@api.post("/projects/{project_id}/replications", permit=policies.may_commission, status_code=200)
async def post_replication(
    project_id: UUID, command: commands.Replicate, execute: Execute
) -> Response:
    """Notes that another ward takes it up."""
    return await execute(lambda uow: commands.replicate(uow, project_id, command), status=200)


@api.get("/projects/{project_id}", permit=public)
async def get_project(project_id: UUID, reading: Reading) -> dict[str, Any]:
    """A project and what became of it."""
    return await queries.project(reading.connection, project_id)
