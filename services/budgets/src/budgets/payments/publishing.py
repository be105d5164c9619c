"""What is said of payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from civic_contracts.events.budgets import AgreementPaymentMade, AgreementPaymentRepaid
from servicekit import UnitOfWork
from sqlalchemy import Row

from budgets.agreements.publishing import names_of
from budgets.agreements.tables import Bound
from budgets.proposals.publishing import ward_shares


async def tell_payment(
    uow: UnitOfWork,
    bound: Bound,
    payment: Row[Any],
    shares: Mapping[str, int],
    paid_to_date: int,
    day: date,
) -> None:
    """The organisation was paid; amounts in pence."""
    event = AgreementPaymentMade(
        **names_of(bound),
        payment_id=payment.id,
        amount=payment.amount,
        paid_to_date=paid_to_date,
        organisation=bound.award.organisation,
        ward_shares=ward_shares(shares),
        financial_year=bound.proposal.financial_year,
        instalment=payment.instalment,
        occurred_on=day,
    )
    await uow.publish(event, subject=bound.agreement.id)


async def tell_repaid(
    uow: UnitOfWork,
    bound: Bound,
    payment: Row[Any],
    shares: Mapping[str, int],
    paid_to_date: int,
    released: int,
    day: date,
) -> None:
    """Money of a payment came back to the wards that had paid it; amounts in pence."""
    event = AgreementPaymentRepaid(
        **names_of(bound),
        payment_id=payment.id,
        amount=sum(shares.values()),
        paid_to_date=paid_to_date,
        released=released,
        organisation=bound.award.organisation,
        ward_shares=ward_shares(shares),
        financial_year=bound.proposal.financial_year,
        instalment=payment.instalment,
        occurred_on=day,
    )
    await uow.publish(event, subject=bound.agreement.id)
