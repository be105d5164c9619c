"""My places and my hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from servicekit.web import ExecuteForm, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Find, Search
from volunteers.hours import commands, queries
from volunteers.placements.commands import EndPlacement, end_placement
from volunteers.placements.queries import placements_of
from volunteers.policies import person
from volunteers.profiles.queries import own_profile

pages = Pages()


class LogOwnHours(commands.LogHours):
    """Hours with the place in which they were given, as the form sends them."""

    placement_id: UUID


async def _hours(reading: Reading, find: Search | None = None) -> Mapping[str, Any]:
    key, looked = reading.actor.person_key, find or Search()
    places = await placements_of(reading.connection, key, Search(limit=100))
    given = await queries.hours_of_person(reading.connection, key, looked)
    return screens.with_wards(
        reading,
        profile=await own_profile(reading.connection, reading.actor),
        places=places.items,
        giving=[(str(one.id), one.title) for one in places.items if one.confirmed_on],
        total=sum(one.minutes for one in places.items),
        entries=given.items,
        next=screens.onwards("/volunteers/hours", looked, given.next),
    )


@pages.get("/hours", permit=person, form=person)
async def hours(find: Find, reading: Reading, page: Page) -> Response:
    """Where I help and what I have given."""
    return await screens.draw(page, reading, "hours.html", await _hours(reading, find))


@pages.post("/hours", permit=person)
async def log(again: screens.Again, execute: ExecuteForm) -> Response:
    """Enters time."""
    return await execute(
        LogOwnHours,
        lambda uow, command: commands.log_hours(uow, command.placement_id, command),
        then=lambda _: "/volunteers/hours",
        template="hours.html",
        context=again(lambda reading: _hours(reading)),
    )


@pages.post("/hours/placements/{placement_id}/end", permit=person)
async def give_up(placement_id: UUID, again: screens.Again, execute: ExecuteForm) -> Response:
    """Gives a place up."""
    return await execute(
        EndPlacement,
        lambda uow, command: end_placement(uow, placement_id, command),
        then=lambda _: "/volunteers/hours",
        template="hours.html",
        context=again(lambda reading: _hours(reading)),
    )


async def _entry(reading: Reading, entry_id: UUID) -> Mapping[str, Any]:
    found = await queries.own_entry(reading.connection, reading.actor.person_key, entry_id)
    return screens.with_wards(reading, entry=found, reasons=screens.CORRECTION_REASONS)


@pages.get("/hours/{entry_id}/correction", permit=person, form=person)
async def entry(entry_id: UUID, reading: Reading, page: Page) -> Response:
    """The form that puts an entry right."""
    return await screens.draw(page, reading, "correction.html", await _entry(reading, entry_id))


@pages.post("/hours/{entry_id}/correction", permit=person)
async def correct(entry_id: UUID, again: screens.Again, execute: ExecuteForm) -> Response:
    """Puts it right."""
    return await execute(
        commands.CorrectHours,
        lambda uow, command: commands.correct_hours(uow, entry_id, command),
        then=lambda _: "/volunteers/hours",
        template="correction.html",
        context=again(lambda reading: _entry(reading, entry_id)),
    )
