"""The JSON interface of groups."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response
from servicekit import public, signed_in
from servicekit.web import Api, Execute, Reading

from volunteers.finding import Find, Listed
from volunteers.groups import commands, queries
from volunteers.policies import may_offer, moderator

api = Api()


@api.post("/groups", permit=may_offer, response_model=commands.GroupState)
async def post_group(command: commands.RegisterGroup, execute: Execute) -> Response:
    """Registers a group."""
    return await execute(lambda uow: commands.register_group(uow, command))


@api.get("/groups", permit=public)
async def get_groups(
    find: Find,
    reading: Reading,
    parent_group_id: UUID | None = None,
    idea_id: UUID | None = None,
    project_id: UUID | None = None,
) -> Listed[queries.GroupView]:
    """The register, by ward, words, parent and scheme."""
    return await queries.groups_found(
        reading.connection,
        find,
        parent_group_id=parent_group_id,
        idea_id=idea_id,
        project_id=project_id,
    )


@api.get("/groups/{group_id}", permit=public)
async def get_group(group_id: UUID, reading: Reading) -> queries.GroupDetail:
    """One group, the groups under it and its counts."""
    return await queries.group(reading.connection, reading.actor, group_id)


@api.post(
    "/groups/{group_id}/approval",
    permit=moderator,
    status_code=200,
    response_model=commands.GroupState,
)
async def post_approval(
    group_id: UUID, command: commands.ApproveGroup, execute: Execute
) -> Response:
    """Puts a waiting group on the register."""
    return await execute(lambda uow: commands.approve_group(uow, group_id, command), status=200)


@api.post(
    "/groups/{group_id}/refusal",
    permit=moderator,
    status_code=200,
    response_model=commands.GroupState,
)
async def post_refusal(group_id: UUID, command: commands.RefuseGroup, execute: Execute) -> Response:
    """Keeps a waiting group off the register."""
    return await execute(lambda uow: commands.refuse_group(uow, group_id, command), status=200)


@api.post(
    "/groups/{group_id}/membership-counts",
    permit=signed_in,
    response_model=commands.GroupState,
)
async def post_count(group_id: UUID, command: commands.CountMembers, execute: Execute) -> Response:
    """Keeps a count of members."""
    return await execute(lambda uow: commands.count_members(uow, group_id, command))


@api.post(
    "/groups/{group_id}/closure",
    permit=signed_in,
    status_code=200,
    response_model=commands.GroupState,
)
async def post_closure(group_id: UUID, command: commands.CloseGroup, execute: Execute) -> Response:
    """Takes a group off the register."""
    return await execute(lambda uow: commands.close_group(uow, group_id, command), status=200)
