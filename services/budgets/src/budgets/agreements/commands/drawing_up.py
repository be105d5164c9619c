"""An officer draws up the agreement of an award: how the money is paid, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Day
from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import insert

from budgets.agreements import domain, tables
from budgets.awards.domain import each_has_its_own_code, with_codes
from budgets.awards.tables import conditions_of, lock_award
from budgets.chronology import comes_after
from budgets.money import Amount
from budgets.policy.domain import payment_basis_is_allowed
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import works_in_own_wards
from budgets.proposals.tables import read
from budgets.rules import in_words


class PlannedPayment(BaseModel):
    """An instalment in pence, and the condition that must be met before it, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText
    amount: Amount
    due_on: Day | None = None
    condition: CodeText | None = None


class InstalmentDrawnUp(BaseModel):
    """An instalment in pence; without a code of its own it is called by its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText | None = None
    amount: Amount
    due_on: Day | None = None
    condition: CodeText | None = None


class DrawUpAgreement(Command):
    """Draw up the agreement of an award, for the applicant to sign."""

    payment_basis: CodeText
    instalments: Annotated[tuple[InstalmentDrawnUp, ...], Field(max_length=100)] = ()


class DrawnUp(BaseModel):
    """The award whose agreement waits to be signed, its amount in pence, how often drawn up."""

    award_id: UUID
    amount: int
    version: int


class Terms(Protocol):
    """What an agreement says of money and time."""

    @property
    def payment_basis(self) -> str:
        """How it is paid."""

    @property
    def instalments(self) -> Sequence[PlannedPayment]:
        """In which parts."""

    @property
    def starts_on(self) -> date | None:
        """When it begins, where that is not what the award says."""

    @property
    def ends_on(self) -> date | None:
        """When it ends, where that is not what the award says."""


async def draw_up_agreement(uow: UnitOfWork, award_id: UUID, command: DrawUpAgreement) -> DrawnUp:
    """Keeps the terms, in place of earlier ones; nobody is bound by them before they sign."""
    day = command.occurred(uow)
    award, proposal = await award_to_sign(uow, award_id)
    comes_after(day, {"was awarded": award.awarded_on})
    policy = rulebook_of(uow).policy(proposal.policy)
    payment_basis_is_allowed(policy, command.payment_basis)
    planned = with_codes("instalment", command.instalments)
    await _adds_up(uow, award, command.payment_basis, planned)
    terms = {
        "payment_basis": command.payment_basis,
        "instalments": [one.model_dump(mode="json") for one in planned],
        "offered_on": day,
        "offered_by": uow.actor.identifier,
    }
    offers = tables.offers
    drawn_up = await uow.connection.execute(
        insert(offers)
        .values(award_id=award_id, **terms)
        .on_conflict_do_update(
            index_elements=["award_id"], set_={**terms, "version": offers.c.version + 1}
        )
        .returning(offers.c.version)
    )
    return DrawnUp(award_id=award_id, amount=award.amount, version=drawn_up.scalar_one())


async def award_to_sign(uow: UnitOfWork, award_id: UUID) -> tuple[Row[Any], Row[Any]]:
    """The award under lock, with its proposal; an award is signed for once.

    ``Forbidden`` for an officer all of whose wards are others.
    """
    award = await lock_award(uow.connection, award_id)
    proposal = await read(uow.connection, award.proposal_id)
    works_in_own_wards(uow.actor, *proposal.wards)
    if award.revoked_on is not None:
        raise domain.AwardTakenBack
    if await tables.agreement_of(uow.connection, award_id) is not None:
        raise domain.AlreadySigned
    return award, proposal


async def check_plan(uow: UnitOfWork, award: Any, proposal: Any, terms: Terms) -> None:
    """Whether the policy lets it be paid so, in these days, and the parts are the whole."""
    payment_basis_is_allowed(rulebook_of(uow).policy(proposal.policy), terms.payment_basis)
    starts_on = terms.starts_on or award.starts_on
    ends_on = terms.ends_on or award.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        sent = "/ends_on" if terms.ends_on else "/starts_on"
        raise Unprocessable(
            f"It runs from {in_words(starts_on)}: it cannot end on {in_words(ends_on)}.",
            pointer=sent,
        )
    await _adds_up(uow, award, terms.payment_basis, terms.instalments)


async def _adds_up(uow: UnitOfWork, award: Any, basis: str, parts: Sequence[Any]) -> None:
    each_has_its_own_code([one.code for one in parts])
    conditions = {one.code for one in await conditions_of(uow.connection, award.id)}
    planned = [domain.PlannedInstalment(one.code, one.amount, one.condition) for one in parts]
    domain.instalments_fit(basis, award.amount, planned, conditions)
