"""Somebody wishes to be forgotten: what is no statutory record is erased, the rest is named.

Who held a seat, decided, paid or was paid by whom is kept by law; a person stands in those records
under their key alone, without a name.
"""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.people import (
    BudgetsPersonErased,
    BudgetsPersonErasureRequested,
    IdeasPersonErasureRequested,
    PersonErasureRequested,
    ReportingPersonErasureRequested,
    VolunteersPersonErasureRequested,
)
from servicekit import Handlers, UnitOfWork
from servicekit.identity import forgetting
from sqlalchemy import func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from budgets.agreements.tables import agreements, monitoring, offers
from budgets.approvals.tables import approvals, first_persons
from budgets.awards.tables import awards
from budgets.corrections.tables import corrections
from budgets.councillors.tables import terms
from budgets.decisions.tables import superseded_votes, votes
from budgets.ledger.tables import transactions
from budgets.payments.tables import payments
from budgets.proposals.commands.ending import withdraw
from budgets.proposals.domain import FORGOTTEN, UNDECIDED, mark_of_forgotten
from budgets.proposals.tables import change, proposals
from budgets.proposals.withdrawn_words import erase_words

HANDLERS = Handlers()


def _statutory(key: str) -> dict[str, list[tuple[FromClause, ColumnElement[bool]]]]:
    """The records that are kept, by the code under which that is told."""
    return {
        "register-of-councillors": [(terms, terms.c.person_key == key)],
        "decision-records": [
            (votes, votes.c.recorded_by == key),
            (superseded_votes, superseded_votes.c.recorded_by == key),
            (approvals, approvals.c.given_by == key),
            (first_persons, first_persons.c.person == key),
            (awards, or_(awards.c.awarded_by == key, awards.c.revoked_by == key)),
        ],
        "payment-records": [
            (payments, or_(payments.c.requested_by == key, payments.c.settled_by == key)),
            (
                corrections,
                or_(corrections.c.entered_by == key, corrections.c.settled_by == key),
            ),
            (agreements, agreements.c.signed_by == key),
            (offers, offers.c.offered_by == key),
            (transactions, transactions.c.recorded_by == key),
        ],
    }


async def forget_person(uow: UnitOfWork, event: PersonErasureRequested, envelope: Envelope) -> None:
    """Erases who took a proposal in and who recorded figures, and answers what was kept."""
    key = envelope.subject
    opened = await _forget_who_opened(uow, key)
    recorded = await uow.connection.execute(
        update(monitoring).where(monitoring.c.recorded_by == key).values(recorded_by=FORGOTTEN)
    )
    answered = await forgetting.forget_person(uow.connection, key)
    kept = [code for code, places in _statutory(key).items() if await _stands_in(uow, places)]
    answer = BudgetsPersonErased(
        records_erased=opened + recorded.rowcount + answered,
        kept=(*kept, *await forgetting.kept_records(uow.connection, key)),
        occurred_on=uow.today,
    )
    await uow.publish(answer, subject=key)


async def _forget_who_opened(uow: UnitOfWork, key: str) -> int:
    """Puts a mark for whoever took proposals in, which keeps them from approving their own.

    Their own words that nobody has read are erased, and nothing comes of that proposal: afterwards
    there is nobody who could say that they may be published.
    """
    theirs = select(proposals).where(proposals.c.opened_by == key).with_for_update()
    found = (await uow.connection.execute(theirs.order_by(proposals.c.id))).all()
    for one in found:
        await change(uow.connection, one.id, opened_by=mark_of_forgotten(one.id, key))
        if one.words_read:
            continue
        await erase_words(uow.connection, one)
        if one.state in UNDECIDED:
            await withdraw(uow, one, "applicant-forgotten", uow.today)
    return len(found)


async def _stands_in(uow: UnitOfWork, places: list[tuple[FromClause, ColumnElement[bool]]]) -> bool:
    for table, condition in places:
        found = await uow.connection.execute(
            select(func.count()).select_from(table).where(condition)
        )
        if found.scalar_one():
            return True
    return False


for _kind in (
    IdeasPersonErasureRequested,
    BudgetsPersonErasureRequested,
    VolunteersPersonErasureRequested,
    ReportingPersonErasureRequested,
):
    HANDLERS.on(_kind)(forget_person)
