"""The register of groups, one group, and registering one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from pagekit import marked
from servicekit import public, signed_in
from servicekit.web import Form, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Find
from volunteers.groups import commands, queries
from volunteers.groups.domain import REGISTERED
from volunteers.policies import may_apply, may_offer, person

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


@pages.form("/groups/new", permit=may_offer, done=marked("The group is registered."))
async def register() -> Form:
    """Registers a group."""
    return Form(
        commands.RegisterGroup,
        commands.register_group,
        then=lambda made: f"/volunteers/groups/{made.group_id}",
        template="group_new.html",
        shows=_registering,
    )


async def _group(reading: Reading, group_id: UUID) -> Mapping[str, Any]:
    connection, actor = reading.connection, reading.actor
    found = await queries.group(connection, actor, group_id)
    keeps = found.status == REGISTERED and await queries.keeps_group(connection, actor, group_id)
    return screens.with_wards(reading, group=found, keeps=keeps, applies=keeps and may_apply(actor))


@pages.get("/groups/{group_id}", permit=public, form=person)
async def group(group_id: UUID, reading: Reading, page: Page) -> Response:
    """One group, the groups under it, its members over time."""
    return await screens.draw(page, reading, "group.html", await _group(reading, group_id))


@pages.step(
    "/groups/{group_id}/membership-counts",
    on="/groups/{group_id}",
    permit=signed_in,
    done=marked("The count of members is kept."),
)
async def count(group_id: UUID) -> Form:
    """Keeps a count of members."""
    return Form(
        commands.CountMembers,
        lambda uow, command: commands.count_members(uow, group_id, command),
        then=lambda _: f"/volunteers/groups/{group_id}",
        template="group.html",
        shows=lambda reading: _group(reading, group_id),
    )
