"""From an award to an agreement: the officer draws it up, whoever applied signs; conditions met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import NotFound, NotYours
from servicekit.web import ExecuteForm, Form, FormView, Page, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements import domain
from budgets.agreements.commands.drawing_up import DrawUpAgreement, draw_up_agreement
from budgets.agreements.commands.following import MeetCondition, meet_condition
from budgets.agreements.commands.signing import SignOffer, sign_offer
from budgets.agreements.queries import agreement
from budgets.awards.pages import award_shown
from budgets.parameters import CodePath

pages = Pages()


@pages.form(
    "/awards/{award_id}/terms",
    permit=policies.may_commission,
    done=marked("The agreement is drawn up. Now whoever applied signs it."),
)
async def terms(award_id: UUID) -> Form:
    """Draws the agreement up: how it is paid."""
    return Form(
        DrawUpAgreement,
        lambda uow, command: draw_up_agreement(uow, award_id, command),
        then=lambda _: f"/budgets/awards/{award_id}",
        template="terms.html",
        shows=lambda reading: award_shown(reading, award_id),
    )


SIGNATURE = "/awards/{award_id}/signature"


@pages.get(SIGNATURE, permit=policies.may_sign, form=policies.may_sign)
async def signature_form(page: Page, award_id: UUID) -> Response:
    """The agreement as it was drawn up, to be read and signed."""
    return await page.show(_signature(award_id))


@pages.post(
    SIGNATURE,
    permit=policies.may_sign,
    done=marked("The agreement is signed, and in force."),
)
async def post_signature(award_id: UUID, execute: ExecuteForm) -> Response:
    """Signs; what was drawn up anew since it was read is shown first, whatever else was typed."""
    form = _signature(award_id)
    shown = await execute.page.read_for(form)
    offer = shown["award"]["offer"]
    if offer is not None and execute.values.get("version") != str(offer["version"]):
        again = FormView(errors={"": str(domain.DrawnUpAnew())})
        return await execute.page.render(form.template, status=409, form=again, **shown)
    return await execute(form)


def _signature(award_id: UUID) -> Form:
    return Form(
        SignOffer,
        lambda uow, command: sign_offer(uow, award_id, command),
        then=lambda made: f"/budgets/agreements/{made.agreement_id}",
        template="signature.html",
        shows=lambda reading: _to_sign(reading, award_id),
    )


@pages.form(
    "/agreements/{agreement_id}/conditions/{code}",
    permit=policies.may_commission,
    done=marked("The condition is noted as met."),
)
async def condition(agreement_id: UUID, code: CodePath) -> Form:
    """How it is known that a condition was met."""
    return Form(
        MeetCondition,
        lambda uow, command: meet_condition(uow, agreement_id, code, command),
        then=lambda _: f"/budgets/agreements/{agreement_id}",
        template="condition.html",
        shows=lambda reading: _condition(reading, agreement_id, code),
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
    found = await agreement(reading.connection, agreement_id, reading.actor)
    for one in found["conditions"]:
        if one["code"] == code:
            return {"agreement": found, "condition": one}
    raise NotFound("condition", code)
