"""My places and my hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit.web import Form, Pages, Reading

from volunteers import screens
from volunteers.finding import Find, Search
from volunteers.hours import commands, queries
from volunteers.placements.commands import EndPlacement, end_placement
from volunteers.placements.queries import placements_of
from volunteers.policies import person
from volunteers.profiles.queries import own_profile

pages = Pages()

NEWEST = Search()


class LogOwnHours(commands.LogHours):
    """Hours with the place in which they were given, as the form sends them."""

    placement_id: UUID


async def _hours(reading: Reading, find: Search = NEWEST) -> Mapping[str, Any]:
    key = reading.actor.person_key
    places = await placements_of(reading.connection, key, Search(limit=100))
    given = await queries.hours_of_person(reading.connection, key, find)
    return screens.with_wards(
        reading,
        profile=await own_profile(reading.connection, reading.actor),
        places=places.items,
        giving=[(str(one.id), one.title) for one in places.items if one.confirmed_on],
        total=sum(one.minutes for one in places.items),
        entries=given.items,
        next=screens.onwards("/volunteers/hours", find, given.next),
    )


@pages.form("/hours", permit=person, done=marked("Your hours are entered."))
async def log(find: Find) -> Form:
    """Where I help and what I have given; sent, it enters time."""
    return Form(
        LogOwnHours,
        lambda uow, command: commands.log_hours(uow, command.placement_id, command),
        then=lambda _: "/volunteers/hours",
        template="hours.html",
        shows=lambda reading: _hours(reading, find),
    )


@pages.step(
    "/hours/placements/{placement_id}/end",
    on="/hours",
    permit=person,
    done=marked("The place is given up."),
)
async def give_up(placement_id: UUID) -> Form:
    """Gives a place up."""
    return Form(
        EndPlacement,
        lambda uow, command: end_placement(uow, placement_id, command),
        then=lambda _: "/volunteers/hours",
        template="hours.html",
        shows=_hours,
    )


async def _entry(reading: Reading, entry_id: UUID) -> Mapping[str, Any]:
    found = await queries.own_entry(reading.connection, reading.actor.person_key, entry_id)
    return screens.with_wards(reading, entry=found, reasons=screens.CORRECTION_REASONS)


@pages.form("/hours/{entry_id}/correction", permit=person, done=marked("The entry is put right."))
async def correct(entry_id: UUID) -> Form:
    """Puts an entry right."""
    return Form(
        commands.CorrectHours,
        lambda uow, command: commands.correct_hours(uow, entry_id, command),
        then=lambda _: "/volunteers/hours",
        template="correction.html",
        shows=lambda reading: _entry(reading, entry_id),
    )
