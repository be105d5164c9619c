"""The page of an agreement, and the officer's form for what monitoring showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import NotYours, public
from servicekit.web import Form, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements import queries
from budgets.agreements.access import acts_for_the_applicant
from budgets.agreements.commands.following import RecordMonitoring, record_monitoring
from budgets.agreements.tables import read_agreement
from budgets.payments.commands import RequestPayment, request_payment
from budgets.policy.domain import months_after
from budgets.policy.rulebook import rulebook_of
from budgets.projects.queries import project

pages = Pages()


@pages.get("/agreements/{agreement_id}", permit=public)
async def agreement_page(agreement_id: UUID, reading: Reading, page: Page) -> Response:
    """What was agreed, what was paid, and what became of it."""
    return await page.render("agreement.html", **await _context(reading, agreement_id))


@pages.form(
    "/agreements/{agreement_id}/monitoring",
    permit=policies.may_commission,
    done=marked("What monitoring showed is recorded."),
)
async def monitoring(agreement_id: UUID) -> Form:
    """A visit, a report or an evening."""
    return Form(
        RecordMonitoring,
        lambda uow, command: record_monitoring(uow, agreement_id, command),
        then=lambda _: f"/budgets/agreements/{agreement_id}",
        template="monitoring.html",
        shows=lambda reading: _context(reading, agreement_id),
    )


@pages.form(
    "/agreements/{agreement_id}/payments",
    permit=policies.may_ask_for_payment,
    done=marked("The payment is asked for. Finance pays it or refuses it."),
)
async def payment_request(agreement_id: UUID) -> Form:
    """Asks for a payment."""
    return Form(
        RequestPayment,
        lambda uow, command: request_payment(uow, agreement_id, command),
        then=lambda _: f"/budgets/agreements/{agreement_id}",
        template="payment_request.html",
        shows=lambda reading: _to_ask(reading, agreement_id),
    )


async def _to_ask(reading: ReadingTransaction, agreement_id: UUID) -> Mapping[str, Any]:
    """For whoever may ask; to another group there is nothing here."""
    bound = await read_agreement(reading.connection, agreement_id)
    if not acts_for_the_applicant(reading.actor, bound.proposal):
        raise NotYours("agreement", agreement_id)
    return await _context(reading, agreement_id)


async def _context(reading: ReadingTransaction, agreement_id: UUID) -> Mapping[str, Any]:
    found = await queries.agreement(reading.connection, agreement_id, reading.actor)
    book = rulebook_of(reading)
    became = await project(reading.connection, found["project_id"])
    return {
        "agreement": found,
        "project": became,
        "follow_ups_due": _follow_ups_due(reading, found["policy"], became),
        "names": {one.code: one.name for one in book.council.wards},
        "officer": policies.may_commission(reading.actor),
        "may_ask": await _may_ask(reading, agreement_id),
        "may_end": policies.may_end_agreement(reading.actor),
    }


def _follow_ups_due(
    reading: ReadingTransaction, policy: str, became: Mapping[str, Any]
) -> list[int]:
    """After how many months it is time to ask whether the project is still going."""
    if became["completed_on"] is None:
        return []
    answered = {one["months_after"] for one in became["follow_ups"]}
    return [
        months
        for months in rulebook_of(reading).policy(policy).follow_up_months
        if months not in answered and months_after(became["completed_on"], months) <= reading.today
    ]


async def _may_ask(reading: ReadingTransaction, agreement_id: UUID) -> bool:
    """Officers ask for payments, and the group that applied."""
    if policies.may_commission(reading.actor):
        return True
    bound = await read_agreement(reading.connection, agreement_id)
    applied = bound.proposal.opened_by == reading.actor.identifier
    return applied and policies.may_ask_for_payment(reading.actor)
