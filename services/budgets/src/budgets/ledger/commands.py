"""What finance does with ward accounts: carry over, take in funds, redirect."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import LongText, Text, WardText

from budgets.ledger import domain
from budgets.ledger.posting import available, post
from budgets.ledger.purpose import WARD_MONEY, Purpose
from budgets.ledger.ward_life import ward_can_receive
from budgets.money import Amount, YearText
from budgets.policy import domain as policy_rules
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.tables import purpose_of, read_published


class CarryOver(Command):
    """Move what was not committed to the next financial year."""

    financial_year: YearText
    amount: Amount | None = None


class TakeIn(Command):
    """Money that somebody else gives to a ward."""

    financial_year: YearText
    amount: Amount
    funder: Text
    proposal_id: UUID | None = None


class Redirect(Command):
    """Move available money to another ward or year, by an explicit entry."""

    financial_year: YearText
    to_ward: WardText
    to_financial_year: YearText
    amount: Amount
    reason: LongText


class Posted(BaseModel):
    """The transaction that was made."""

    transaction_id: UUID


async def carry_over(uow: UnitOfWork, ward: str, command: CarryOver) -> Posted:
    """Moves a ward's uncommitted money to the next year, where the policy lets it."""
    book, day = rulebook_of(uow), command.occurred(uow)
    book.ward(ward, "")
    year = FinancialYear.parse(command.financial_year)
    to = FinancialYear(year.begins + 1)
    policy = book.policy_for(year.first_day, "/financial_year")
    policy_rules.money_may_carry_over(policy, year, to)
    amount = command.amount or await available(uow, ward, str(year))
    movement = domain.carry_over(ward, str(year), str(to), amount)
    return await _posted(uow, movement, day, "carry-over")


async def take_in(uow: UnitOfWork, ward: str, kind: str, command: TakeIn) -> Posted:
    """Books match funding or a sponsorship as available to the ward.

    A proposal that is named says what the money was given for; it is not set aside for it.
    """
    book, day = rulebook_of(uow), command.occurred(uow)
    book.ward(ward, "")
    ward_can_receive(book, ward, command.financial_year, day)
    purpose = WARD_MONEY
    if command.proposal_id is not None:
        purpose = await _purpose(uow, command.proposal_id, ward)
    movement = domain.given(kind, kind, ward, command.financial_year, command.amount)
    return await _posted(uow, movement, day, command.funder, purpose)


async def _purpose(uow: UnitOfWork, proposal_id: UUID, ward: str) -> Purpose:
    """What the money is for; with it everybody is told who applied."""
    try:
        proposal = await read_published(uow.connection, proposal_id)
    except NotFound as error:
        raise Unprocessable("There is no such proposal.", pointer="/proposal_id") from error
    if ward not in proposal.wards:
        raise Unprocessable("The proposal is for other wards.", pointer="/proposal_id")
    return purpose_of(proposal)


async def redirect(uow: UnitOfWork, ward: str, command: Redirect) -> Posted:
    """Moves available money to another account; to another ward only as the policy says."""
    book, day = rulebook_of(uow), command.occurred(uow)
    policy = book.policy_for(day)
    successors = book.ward(ward, "").successors
    book.ward(command.to_ward, "/to_ward")
    domain.money_may_move(policy.money_moves_to, ward, command.to_ward, successors)
    if ward == command.to_ward:
        raise Unprocessable("Within one ward money is carried over.", pointer="/to_ward")
    ward_can_receive(book, command.to_ward, command.to_financial_year, day, "/to_ward")
    start, to = (ward, command.financial_year), (command.to_ward, command.to_financial_year)
    movement = domain.redirection(start, to, command.amount)
    return await _posted(uow, movement, day, command.reason)


async def _posted(
    uow: UnitOfWork,
    movement: domain.Movement,
    day: date,
    reason: str,
    purpose: Purpose = WARD_MONEY,
) -> Posted:
    made = await post(uow, movement, occurred_on=day, purpose=purpose, reason=reason)
    await uow.audit(f"ward-money.{movement.kind}", movement.source.ward, amount=movement.amount)
    return Posted(transaction_id=made)
