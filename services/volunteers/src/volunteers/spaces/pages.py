"""Spaces on offer, one space, offering one, and how the pledge is getting on."""

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
from volunteers.policies import may_offer, person
from volunteers.spaces import commands, correcting, offering, queries

pages = Pages()


@pages.get("/spaces", permit=public)
async def spaces(find: Find, reading: Reading, page: Page) -> Response:
    """Spaces by ward and words."""
    found = await queries.spaces_found(reading.connection, find, None, None)
    context = screens.with_wards(
        reading,
        found=found.items,
        next=screens.onwards("/volunteers/spaces", find, found.next),
        filter=screens.found_form(find),
    )
    return await screens.draw(page, reading, "spaces.html", context)


@pages.get("/pledges", permit=public)
async def pledges(reading: Reading, page: Page) -> Response:
    """The ActivePlaces pledge against 20 facilities and 2,080 hours."""
    found = await queries.progress(reading.connection, reading.today)
    return await screens.draw(
        page, reading, "pledges.html", screens.with_wards(reading, progress=found)
    )


async def _offering(reading: Reading) -> Mapping[str, Any]:
    return screens.with_wards(reading, kinds=screens.SPACE_KINDS, facilities=screens.FACILITIES)


@pages.form("/spaces/new", permit=may_offer, done=marked("The space is offered."))
async def offer() -> Form:
    """Offers a space."""
    return Form(
        offering.OfferSpace,
        offering.offer_space,
        then=lambda made: f"/volunteers/spaces/{made.space_id}",
        template="space_new.html",
        shows=_offering,
    )


async def _space(reading: Reading, space_id: UUID) -> Mapping[str, Any]:
    connection, actor = reading.connection, reading.actor
    found = await queries.space(connection, actor, space_id)
    return screens.with_wards(
        reading,
        space=found,
        live=[one for one in found.pledges if one.ended_on is None],
        purposes=screens.PURPOSES,
        keeps=await queries.keeps_space(connection, actor, space_id),
    )


@pages.get("/spaces/{space_id}", permit=public, form=person)
async def space(space_id: UUID, reading: Reading, page: Page) -> Response:
    """One space with its pledges and uses."""
    return await screens.draw(page, reading, "space.html", await _space(reading, space_id))


@pages.form("/spaces/{space_id}/pledge", permit=signed_in, done=marked("The pledge is kept."))
async def pledge(space_id: UUID) -> Form:
    """Pledges free use."""
    return Form(
        commands.PledgeSpace,
        lambda uow, command: commands.pledge_space(uow, space_id, command),
        then=lambda _: f"/volunteers/spaces/{space_id}",
        template="pledge_new.html",
        shows=lambda reading: _space(reading, space_id),
    )


@pages.step(
    "/spaces/{space_id}/uses",
    on="/spaces/{space_id}",
    permit=signed_in,
    done=marked("The use of the space is entered."),
)
async def use(space_id: UUID) -> Form:
    """Notes a use."""
    return Form(
        commands.UseSpace,
        lambda uow, command: commands.use_space(uow, space_id, command),
        then=lambda _: f"/volunteers/spaces/{space_id}",
        template="space.html",
        shows=lambda reading: _space(reading, space_id),
    )


async def _use(reading: Reading, space_id: UUID, use_id: UUID) -> Mapping[str, Any]:
    found = await queries.entered_use(reading.connection, reading.actor, space_id, use_id)
    space = await _space(reading, space_id)
    return {**space, "use": found, "reasons": screens.CORRECTION_REASONS}


@pages.form(
    "/spaces/{space_id}/uses/{use_id}/correction",
    permit=signed_in,
    done=marked("The entry is put right."),
)
async def correct(space_id: UUID, use_id: UUID) -> Form:
    """Puts a use right."""
    return Form(
        correcting.CorrectUse,
        lambda uow, command: correcting.correct_use(uow, space_id, use_id, command),
        then=lambda _: f"/volunteers/spaces/{space_id}",
        template="use_correction.html",
        shows=lambda reading: _use(reading, space_id, use_id),
    )


@pages.step(
    "/spaces/{space_id}/release",
    on="/spaces/{space_id}",
    permit=signed_in,
    done=marked("The space is released."),
)
async def release(space_id: UUID) -> Form:
    """Frees the space, or takes it off offer."""
    return Form(
        offering.ReleaseSpace,
        lambda uow, command: offering.release_space(uow, space_id, command),
        then=lambda _: f"/volunteers/spaces/{space_id}",
        template="space.html",
        shows=lambda reading: _space(reading, space_id),
    )
