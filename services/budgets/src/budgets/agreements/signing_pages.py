"""From an award to an agreement: the officer draws it up, whoever applied signs; conditions met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import NotFound, NotYours
from servicekit.web import ExecuteForm, FormView, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements import domain
from budgets.agreements.commands.drawing_up import DrawUpAgreement, draw_up_agreement
from budgets.agreements.commands.following import MeetCondition, meet_condition
from budgets.agreements.commands.signing import SignOffer, sign_offer
from budgets.agreements.queries import agreement
from budgets.awards.pages import award_shown
from budgets.parameters import CodePath
from budgets.reading import Later, LaterReading

pages = Pages()


@pages.get("/awards/{award_id}/terms", permit=policies.may_commission)
async def terms_form(award_id: UUID, reading: Reading, page: Page) -> Response:
    """The form for how it is paid."""
    return await page.render("terms.html", **await award_shown(reading, award_id))


@pages.post("/awards/{award_id}/terms", permit=policies.may_commission)
async def post_terms(award_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Draws the agreement up."""
    return await execute(
        DrawUpAgreement,
        lambda uow, command: draw_up_agreement(uow, award_id, command),
        then=lambda _: f"/budgets/awards/{award_id}",
        template="terms.html",
        context=lambda: _award(later, award_id),
    )


@pages.get("/awards/{award_id}/signature", permit=policies.may_sign)
async def signature_form(award_id: UUID, reading: Reading, page: Page) -> Response:
    """The agreement as it was drawn up, to be read and signed."""
    return await page.render("signature.html", **await _to_sign(reading, award_id))


@pages.post("/awards/{award_id}/signature", permit=policies.may_sign)
async def post_signature(award_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Signs; what was drawn up anew since it was read is shown first, whatever else was typed."""

    async def context() -> Mapping[str, Any]:
        async with later.begin() as reading:
            return await _to_sign(reading, award_id)

    shown = await context()
    offer = shown["award"]["offer"]
    if offer is not None and execute.values.get("version") != str(offer["version"]):
        form = FormView(errors={"": str(domain.DrawnUpAnew())})
        return await execute.page.render("signature.html", status=409, form=form, **shown)

    return await execute(
        SignOffer,
        lambda uow, command: sign_offer(uow, award_id, command),
        then=lambda made: f"/budgets/agreements/{made.agreement_id}",
        template="signature.html",
        context=context,
    )


@pages.get("/agreements/{agreement_id}/conditions/{code}", permit=policies.may_commission)
async def condition_form(
    agreement_id: UUID, code: CodePath, reading: Reading, page: Page
) -> Response:
    """The form for how it is known that a condition is met."""
    return await page.render("condition.html", **await _condition(reading, agreement_id, code))


@pages.post("/agreements/{agreement_id}/conditions/{code}", permit=policies.may_commission)
async def post_condition(
    agreement_id: UUID, code: CodePath, later: Later, execute: ExecuteForm
) -> Response:
    """Notes that a condition was met."""

    async def context() -> Mapping[str, Any]:
        async with later.begin() as reading:
            return await _condition(reading, agreement_id, code)

    return await execute(
        MeetCondition,
        lambda uow, command: meet_condition(uow, agreement_id, code, command),
        then=lambda _: f"/budgets/agreements/{agreement_id}",
        template="condition.html",
        context=context,
    )


async def _to_sign(reading: ReadingTransaction, award_id: UUID) -> Mapping[str, Any]:
    """For whoever signs it; to another group there is nothing here."""
    found = await award_shown(reading, award_id)
    if not found["may_sign"]:
        raise NotYours("award", award_id)
    return found


async def _condition(
    reading: ReadingTransaction, agreement_id: UUID, code: str
) -> Mapping[str, Any]:
    found = await agreement(reading.connection, agreement_id)
    for one in found["conditions"]:
        if one["code"] == code:
            return {"agreement": found, "condition": one}
    raise NotFound("condition", code)


async def _award(later: LaterReading, award_id: UUID) -> Mapping[str, Any]:
    async with later.begin() as reading:
        return await award_shown(reading, award_id)
