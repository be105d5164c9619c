"""Urgent needs for everybody; raising one for whoever hosts a conversation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from ideas.policies import may_moderate, may_raise_urgent_needs
from ideas.promise import Promise
from ideas.threads.own_words import WithdrawWords
from ideas.threads.wording import phrase, ward_name
from ideas.urgent_needs.commands import RaiseUrgentNeed, raise_urgent_need
from ideas.urgent_needs.queries import list_urgent_needs, need_detail
from ideas.urgent_needs.withdrawing import withdraw_words_of_need

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
        can_moderate=may_moderate(reading.actor),
    )


@pages.form(
    "/urgent-needs/{need_id}/withdraw-words",
    permit=may_moderate,
    done=marked("The words are withdrawn."),
)
async def withdrawal(need_id: UUID) -> Form:
    """The words of the need, to be read once more before they are gone."""

    async def shows(reading: Reading) -> dict[str, Any]:
        need = await need_detail(reading.connection, need_id, reading.now)
        return {
            "address": f"/ideas/urgent-needs/{need_id}",
            "words": [one for one in (need.title, need.summary, need.how) if one],
        }

    return Form(
        WithdrawWords,
        lambda uow, command: withdraw_words_of_need(uow, need_id, command),
        then=lambda _: f"/ideas/urgent-needs/{need_id}",
        template="withdraw_words.html",
        shows=shows,
    )
