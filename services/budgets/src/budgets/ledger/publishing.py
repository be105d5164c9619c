"""What is said of the ledger: one event per transaction, with all its postings."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from civic_contracts.events.budgets import LedgerPosted
from civic_contracts.fields import Posting
from servicekit import UnitOfWork

from budgets.ledger.domain import Movement
from budgets.ledger.purpose import Purpose


async def tell_posted(
    uow: UnitOfWork,
    transaction_id: UUID,
    movement: Movement,
    purpose: Purpose,
    occurred_on: date,
    corrects: UUID | None = None,
) -> None:
    """Says a transaction, under the ward that gives; a correction names what it books back."""
    event = LedgerPosted(
        transaction_id=transaction_id,
        ward=movement.source.ward,
        kind=movement.kind,
        financial_year=movement.source.year,
        proposal_id=purpose.proposal_id,
        award_id=purpose.award_id,
        project_id=purpose.project_id,
        idea_id=purpose.idea_id,
        theme=purpose.theme,
        organisation=purpose.organisation,
        postings=tuple(
            Posting(account=account.code, amount=amount) for account, amount in movement.postings
        ),
        corrects=corrects,
        occurred_on=occurred_on,
    )
    await uow.publish(event, subject=movement.source.ward)
