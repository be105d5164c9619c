"""The coordinator's page: who asks for a place, what is urgent, what waits for a moderator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Response
from pagekit import marked
from servicekit import UnitOfWork
from servicekit.web import Command, Form, Page, Pages, Reading

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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a moderator can say of what waits: where, by which command, and what is told then."""

    address: str
    command: type[Command]
    use_case: Judge
    done: str


JUDGEMENTS = (
    Judgement(
        "groups/{thing_id}/approval",
        groups.ApproveGroup,
        groups.approve_group,
        marked("The group is approved."),
    ),
    Judgement(
        "groups/{thing_id}/refusal",
        groups.RefuseGroup,
        groups.refuse_group,
        marked("The group is refused."),
    ),
    Judgement(
        "spaces/{thing_id}/approval",
        spaces.ApproveSpace,
        spaces.approve_space,
        marked("The space is approved."),
    ),
    Judgement(
        "spaces/{thing_id}/refusal",
        spaces.RefuseSpace,
        spaces.refuse_space,
        marked("The space is refused."),
    ),
    Judgement(
        "listings/{thing_id}/approval",
        listings.ApproveListing,
        listings.approve_listing,
        marked("The listing is approved."),
    ),
    Judgement(
        "listings/{thing_id}/refusal",
        listings.RefuseListing,
        listings.refuse_listing,
        marked("The listing is refused."),
    ),
)


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


@pages.step(
    "/coordination/placements/{placement_id}/confirmation",
    on="/coordination",
    permit=coordinator,
    done=marked("The place is given."),
)
async def confirm(placement_id: UUID) -> Form:
    """Gives the place."""
    return _on_the_page(
        commands.ConfirmPlacement,
        lambda uow, command: commands.confirm_placement(uow, placement_id, command),
    )


@pages.step(
    "/coordination/placements/{placement_id}/refusal",
    on="/coordination",
    permit=coordinator,
    done=marked("The place is refused."),
)
async def refuse(placement_id: UUID) -> Form:
    """Says no."""
    return _on_the_page(
        commands.RefusePlacement,
        lambda uow, command: commands.refuse_placement(uow, placement_id, command),
    )


def _declare(judgement: Judgement) -> None:
    """Where a moderator's judgement is sent."""

    @pages.step(
        f"/coordination/{judgement.address}",
        on="/coordination",
        permit=moderator,
        done=judgement.done,
    )
    async def judge(thing_id: UUID) -> Form:
        return _on_the_page(
            judgement.command,
            lambda uow, command: judgement.use_case(uow, thing_id, command),
        )


for one in JUDGEMENTS:
    _declare(one)


def _on_the_page(command: type[C], use_case: Callable[[UnitOfWork, C], Awaitable[Any]]) -> Form:
    return Form(command, use_case, then=lambda _: HERE, template="coordination.html", shows=_work)
