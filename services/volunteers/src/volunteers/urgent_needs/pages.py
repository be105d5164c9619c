"""One urgent need, and for the coordinator the spaces that would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from pagekit import marked
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Search
from volunteers.opportunities.queries import opportunities_found
from volunteers.policies import coordinator, staff
from volunteers.urgent_needs import commands, queries

pages = Pages()


async def _need(reading: Reading, need_id: UUID) -> Mapping[str, Any]:
    connection = reading.connection
    need = await queries.need(connection, need_id)
    found: list[queries.Suggestion] = []
    if staff(reading.actor) and need.status == "open":
        found = await queries.suggestions(connection, reading.council, need_id, reading.today)
    people = await opportunities_found(
        connection, Search(limit=5), only_open=False, urgent_need_id=need_id
    )
    return screens.with_wards(
        reading,
        need=need,
        suggestions=found,
        people=people.items,
        hours_left=int((need.deadline - reading.now).total_seconds() // 3600),
        coordinates=coordinator(reading.actor),
    )


@pages.get("/urgent-needs/{need_id}", permit=public, form=coordinator)
async def need(need_id: UUID, reading: Reading, page: Page) -> Response:
    """What is needed, by when, and what has been found."""
    return await screens.draw(page, reading, "urgent_need.html", await _need(reading, need_id))


@pages.step(
    "/urgent-needs/{need_id}/assignments",
    on="/urgent-needs/{need_id}",
    permit=coordinator,
    done=marked("The space is given to the need."),
)
async def assign(need_id: UUID) -> Form:
    """Gives a space to the need."""
    return Form(
        commands.AssignSpace,
        lambda uow, command: commands.assign_space(uow, need_id, command),
        then=lambda _: f"/volunteers/urgent-needs/{need_id}",
        template="urgent_need.html",
        shows=lambda reading: _need(reading, need_id),
    )
