"""The start page, the list of opportunities, one opportunity, and opening one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from pagekit import marked
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Find, Search
from volunteers.opportunities import commands, queries
from volunteers.placements.commands import AskToHelp, ask_to_help
from volunteers.placements.queries import PlacementView, placements_found, placements_of
from volunteers.policies import coordinator, person
from volunteers.profiles.queries import own_profile
from volunteers.spaces.queries import progress
from volunteers.urgent_needs.queries import needs

pages = Pages()


@pages.get("/", permit=public)
async def start(reading: Reading, page: Page) -> Response:
    """Where one begins: what is wanted, what one can give."""
    newest = await queries.opportunities_found(reading.connection, Search(limit=5))
    context = screens.with_wards(
        reading,
        opportunities=newest.items,
        needs=await needs(reading.connection, "open"),
        pledges=await progress(reading.connection, reading.today),
    )
    return await screens.draw(page, reading, "start.html", context)


@pages.get("/opportunities", permit=public)
async def opportunities(find: Find, reading: Reading, page: Page) -> Response:
    """Opportunities by ward and words."""
    found = await queries.opportunities_found(reading.connection, find)
    context = screens.with_wards(
        reading,
        found=found.items,
        next=screens.onwards("/volunteers/opportunities", find, found.next),
        filter=screens.found_form(find),
    )
    return await screens.draw(page, reading, "opportunities.html", context)


async def _opening(reading: Reading) -> Mapping[str, Any]:
    return screens.with_wards(
        reading, roles=screens.ROLES, levels=screens.CHECK_LEVELS, skills=screens.SKILLS
    )


@pages.form("/opportunities/new", permit=coordinator, done=marked("The opportunity is open."))
async def open_opportunity() -> Form:
    """Opens an opportunity."""
    return Form(
        commands.OpenOpportunity,
        commands.open_opportunity,
        then=lambda made: f"/volunteers/opportunities/{made.opportunity_id}",
        template="opportunity_new.html",
        shows=_opening,
    )


async def _opportunity(reading: Reading, opportunity_id: UUID) -> Mapping[str, Any]:
    actor = reading.actor
    own = await placements_of(reading.connection, actor.person_key, Search(limit=100))
    people: list[PlacementView] = []
    if coordinator(actor):
        found = await placements_found(
            reading.connection, Search(limit=100), opportunity_id=opportunity_id
        )
        people = found.items
    live = [
        one
        for one in own.items
        if one.opportunity_id == opportunity_id and one.status in ("asked", "confirmed")
    ]
    return screens.with_wards(
        reading,
        opportunity=await queries.opportunity(reading.connection, opportunity_id),
        profile=await own_profile(reading.connection, actor),
        own=live[0] if live else None,
        coordinates=coordinator(actor),
        people=people,
    )


@pages.get("/opportunities/{opportunity_id}", permit=public, form=person)
async def opportunity(opportunity_id: UUID, reading: Reading, page: Page) -> Response:
    """One opportunity, and "I would like to help"."""
    return await screens.draw(
        page, reading, "opportunity.html", await _opportunity(reading, opportunity_id)
    )


@pages.step(
    "/opportunities/{opportunity_id}/help",
    on="/opportunities/{opportunity_id}",
    permit=person,
    done=marked("You have asked to help. A coordinator answers you."),
)
async def help_here(opportunity_id: UUID) -> Form:
    """I would like to help."""
    return Form(
        AskToHelp,
        lambda uow, command: ask_to_help(uow, opportunity_id, command),
        then=lambda _: f"/volunteers/opportunities/{opportunity_id}",
        template="opportunity.html",
        shows=lambda reading: _opportunity(reading, opportunity_id),
    )


@pages.step(
    "/opportunities/{opportunity_id}/closure",
    on="/opportunities/{opportunity_id}",
    permit=coordinator,
    done=marked("The opportunity is closed."),
)
async def close(opportunity_id: UUID) -> Form:
    """Takes no more volunteers."""
    return Form(
        commands.CloseOpportunity,
        lambda uow, command: commands.close_opportunity(uow, opportunity_id, command),
        then=lambda _: f"/volunteers/opportunities/{opportunity_id}",
        template="opportunity.html",
        shows=lambda reading: _opportunity(reading, opportunity_id),
    )
