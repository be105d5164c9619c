"""Urgent needs for everybody; raising one for whoever hosts a conversation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from ideas.policies import may_raise_urgent_needs
from ideas.promise import Promise
from ideas.threads.wording import phrase, ward_name
from ideas.urgent_needs.commands import RaiseUrgentNeed, raise_urgent_need
from ideas.urgent_needs.queries import list_urgent_needs, need_detail

pages = Pages()


@pages.get("/urgent-needs", permit=public)
async def needs_page(reading: Reading, page: Page, after: UUID | None = None) -> Response:
    """Every urgent need with its clock, the latest first."""
    found = await list_urgent_needs(reading.connection, reading.now, after=after, limit=20)
    council = reading.council
    return await page.render(
        "urgent_needs.html",
        found=found,
        ward_name=lambda code: ward_name(council, code),
        can_raise=may_raise_urgent_needs(reading.actor),
    )


@pages.form(
    "/urgent-needs/new",
    permit=may_raise_urgent_needs,
    done=marked("The urgent need is raised."),
)
async def raising(promise: Promise) -> Form:
    """What is needed, where, and how much of it; sent, the clock starts."""

    async def shows(reading: Reading) -> dict[str, Any]:
        wards = reading.council.wards_on(reading.today)
        return {
            "wards": [(one.code, one.name) for one in wards],
            "hours": promise.urgent_hours,
        }

    return Form(
        RaiseUrgentNeed,
        lambda uow, command: raise_urgent_need(uow, command, promise),
        then=lambda made: f"/ideas/urgent-needs/{made.urgent_need_id}",
        template="raise_need.html",
        shows=shows,
    )


@pages.get("/urgent-needs/{need_id}", permit=public)
async def need_page(need_id: UUID, reading: Reading, page: Page) -> Response:
    """One urgent need."""
    need = await need_detail(reading.connection, need_id, reading.now)
    return await page.render(
        "urgent_need.html",
        need=need,
        ward=ward_name(reading.council, need.ward),
        facilities=[phrase(one) for one in need.facilities],
    )
