"""The JSON interface of urgent needs."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from volunteers.fields import Day
from volunteers.policies import coordinator, staff
from volunteers.urgent_needs import commands, queries

api = Api()


@api.get("/urgent-needs", permit=public)
async def get_needs(
    reading: Reading, status: Annotated[Literal["open", "met"] | None, Query()] = None
) -> list[queries.NeedView]:
    """Urgent needs, the most pressing first."""
    return await queries.needs(reading.connection, status)


@api.get("/urgent-needs/{need_id}", permit=public)
async def get_need(need_id: UUID, reading: Reading) -> queries.NeedView:
    """One urgent need."""
    return await queries.need(reading.connection, need_id)


@api.get("/urgent-needs/{need_id}/suggestions", permit=staff)
async def get_suggestions(
    need_id: UUID, reading: Reading, on: Annotated[Day | None, Query()] = None
) -> list[queries.Suggestion]:
    """Spaces on offer with what speaks for and against each, today or on another day."""
    day = on or reading.today
    return await queries.suggestions(reading.connection, reading.council, need_id, day)


@api.post(
    "/urgent-needs/{need_id}/assignments",
    permit=coordinator,
    response_model=commands.AssignedSpace,
)
async def post_assignment(
    need_id: UUID, command: commands.AssignSpace, execute: Execute
) -> Response:
    """Gives a space to the need."""
    return await execute(lambda uow: commands.assign_space(uow, need_id, command))
