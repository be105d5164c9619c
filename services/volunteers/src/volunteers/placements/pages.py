"""The coordinator's page: who asks for a place, what is urgent, what waits for a moderator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Response
from servicekit import NotFound, UnitOfWork
from servicekit.web import Command, ExecuteForm, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Search
from volunteers.groups import commands as groups
from volunteers.groups.queries import groups_waiting
from volunteers.listings import commands as listings
from volunteers.listings.queries import listings_waiting
from volunteers.placements import commands
from volunteers.placements.queries import placements_found
from volunteers.policies import coordinator, moderator
from volunteers.spaces import offering as spaces
from volunteers.spaces.queries import spaces_waiting
from volunteers.urgent_needs.queries import needs

pages = Pages()

HERE = "/volunteers/coordination"

C = TypeVar("C", bound=Command)

Judge = Callable[[UnitOfWork, UUID, Any], Awaitable[Any]]

# What a moderator says about what, and the command that says it.
JUDGEMENTS: Mapping[tuple[str, str], tuple[type[Command], Judge]] = {
    ("groups", "approval"): (groups.ApproveGroup, groups.approve_group),
    ("groups", "refusal"): (groups.RefuseGroup, groups.refuse_group),
    ("spaces", "approval"): (spaces.ApproveSpace, spaces.approve_space),
    ("spaces", "refusal"): (spaces.RefuseSpace, spaces.refuse_space),
    ("listings", "approval"): (listings.ApproveListing, listings.approve_listing),
    ("listings", "refusal"): (listings.RefuseListing, listings.refuse_listing),
}


async def _work(reading: Reading) -> Mapping[str, Any]:
    connection = reading.connection
    coordinates = coordinator(reading.actor)
    asked = await placements_found(connection, Search(limit=50), status="asked")
    waiting = [("groups", one.id, one.name, one.ward) for one in await groups_waiting(connection)]
    waiting += [
        ("spaces", one.id, f"{one.title}, {one.organisation}", one.ward)
        for one in await spaces_waiting(connection)
    ]
    waiting += [
        ("listings", one.id, f"{one.title}. {one.about}", one.ward)
        for one in await listings_waiting(connection)
    ]
    return screens.with_wards(
        reading,
        coordinates=coordinates,
        asked=asked.items if coordinates else [],
        needs=await needs(connection, "open"),
        waiting=waiting,
    )


@pages.get("/coordination", permit=moderator, form=moderator)
async def coordination(reading: Reading, page: Page) -> Response:
    """What there is to do."""
    return await screens.draw(page, reading, "coordination.html", await _work(reading))


async def _do(
    execute: ExecuteForm,
    again: screens.Again,
    kind: type[C],
    use_case: Callable[[UnitOfWork, C], Awaitable[Any]],
) -> Response:
    return await execute(
        kind,
        use_case,
        then=lambda _: HERE,
        template="coordination.html",
        context=again(lambda reading: _work(reading)),
    )


@pages.post("/coordination/placements/{placement_id}/confirmation", permit=coordinator)
async def confirm(placement_id: UUID, again: screens.Again, execute: ExecuteForm) -> Response:
    """Gives the place."""
    return await _do(
        execute,
        again,
        commands.ConfirmPlacement,
        lambda uow, command: commands.confirm_placement(uow, placement_id, command),
    )


@pages.post("/coordination/placements/{placement_id}/refusal", permit=coordinator)
async def refuse(placement_id: UUID, again: screens.Again, execute: ExecuteForm) -> Response:
    """Says no."""
    return await _do(
        execute,
        again,
        commands.RefusePlacement,
        lambda uow, command: commands.refuse_placement(uow, placement_id, command),
    )


@pages.post("/coordination/{things}/{thing_id}/{judgement}", permit=moderator)
async def judge(
    things: str, thing_id: UUID, judgement: str, again: screens.Again, execute: ExecuteForm
) -> Response:
    """Approves or refuses what waits."""
    if (things, judgement) not in JUDGEMENTS:
        raise NotFound("page", f"{things}/{judgement}")
    kind, use_case = JUDGEMENTS[things, judgement]
    return await _do(execute, again, kind, lambda uow, command: use_case(uow, thing_id, command))
