"""The register of groups, one group, and registering one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from servicekit import public, signed_in
from servicekit.web import ExecuteForm, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Find
from volunteers.groups import commands, queries
from volunteers.policies import may_offer, person

pages = Pages()


@pages.get("/groups", permit=public)
async def groups(find: Find, reading: Reading, page: Page) -> Response:
    """Groups by ward and words."""
    found = await queries.groups_found(reading.connection, find)
    context = screens.with_wards(
        reading,
        found=found.items,
        next=screens.onwards("/volunteers/groups", find, found.next),
        filter=screens.found_form(find),
    )
    return await screens.draw(page, reading, "groups.html", context)


async def _registering(reading: Reading) -> Mapping[str, Any]:
    return screens.with_wards(reading, kinds=screens.GROUP_KINDS)


@pages.get("/groups/new", permit=may_offer, form=may_offer)
async def new_group(reading: Reading, page: Page) -> Response:
    """The form that registers a group."""
    return await screens.draw(page, reading, "group_new.html", await _registering(reading))


@pages.post("/groups/new", permit=may_offer)
async def register(again: screens.Again, execute: ExecuteForm) -> Response:
    """Registers it."""
    return await execute(
        commands.RegisterGroup,
        commands.register_group,
        then=lambda made: f"/volunteers/groups/{made.group_id}",
        template="group_new.html",
        context=again(lambda reading: _registering(reading)),
    )


async def _group(reading: Reading, group_id: UUID) -> Mapping[str, Any]:
    connection, actor = reading.connection, reading.actor
    return screens.with_wards(
        reading,
        group=await queries.group(connection, actor, group_id),
        keeps=await queries.keeps_group(connection, actor, group_id),
    )


@pages.get("/groups/{group_id}", permit=public, form=person)
async def group(group_id: UUID, reading: Reading, page: Page) -> Response:
    """One group, the groups under it, its members over time."""
    return await screens.draw(page, reading, "group.html", await _group(reading, group_id))


@pages.post("/groups/{group_id}/membership-counts", permit=signed_in)
async def count(group_id: UUID, again: screens.Again, execute: ExecuteForm) -> Response:
    """Keeps a count of members."""
    return await execute(
        commands.CountMembers,
        lambda uow, command: commands.count_members(uow, group_id, command),
        then=lambda _: f"/volunteers/groups/{group_id}",
        template="group.html",
        context=again(lambda reading: _group(reading, group_id)),
    )
