"""Keeping the register of councillors' terms."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import Day, Text, WardText
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from budgets.councillors import domain
from budgets.councillors.tables import terms
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import works_in_own_wards

BROKEN = {
    "one_councillor_a_seat": domain.SeatAlreadyHeld,
    "one_seat_a_councillor": domain.CouncillorHoldsAnotherSeat,
}


class RegisterTerm(Command):
    """Somebody, by the issuer's subject, holds a seat of a ward from a day, to a day if known."""

    model_config = ConfigDict(populate_by_name=True)

    subject: Text
    ward: WardText
    seat: Annotated[int, Field(ge=1, le=99)]
    starts_on: Annotated[Day, Field(alias="from")]
    ends_on: Annotated[Day | None, Field(alias="to")] = None


class EndTerm(Command):
    """A term ends, early or at last."""

    model_config = ConfigDict(populate_by_name=True)

    ends_on: Annotated[Day, Field(alias="to")]


class Registered(BaseModel):
    """The entry of the register, and its last day if there is one."""

    term_id: UUID
    ends_on: date | None


async def register_term(uow: UnitOfWork, command: RegisterTerm, person_key: str) -> Registered:
    """Enters a term; the database refuses one that overlaps another of the seat or the person."""
    command.occurred(uow)
    book = rulebook_of(uow)
    ward = book.ward(command.ward)
    works_in_own_wards(uow.actor, command.ward)
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise Unprocessable("A term ends after it begins.", pointer="/to")
    policy = book.policy_on(command.starts_on) or book.policies[0]
    domain.there_is_such_a_seat(command.seat, policy.decision.seats)
    ends_on = domain.term_lies_in_the_wards_life(
        command.starts_on, command.ends_on, ward.valid_from, ward.valid_until
    )
    term_id = uuid4()
    entry = insert(terms).values(
        id=term_id,
        person_key=person_key,
        ward=command.ward,
        seat=command.seat,
        starts_on=command.starts_on,
        ends_on=ends_on,
    )
    try:
        await uow.connection.execute(entry)
    except IntegrityError as error:
        raise _rule_of(error) from error
    await uow.audit("term.registered", command.ward, seat=command.seat, from_=command.starts_on)
    return Registered(term_id=term_id, ends_on=ends_on)


def _rule_of(error: IntegrityError) -> Exception:
    name = str(getattr(error.orig.__cause__, "constraint_name", ""))  # type: ignore[union-attr]  # always from asyncpg
    return BROKEN[name]() if name in BROKEN else error


async def end_term(uow: UnitOfWork, term_id: UUID, command: EndTerm) -> Registered:
    """Ends a term on a day."""
    command.occurred(uow)
    found = await uow.connection.execute(
        select(terms).where(terms.c.id == term_id).with_for_update()
    )
    term = found.one_or_none()
    if term is None:
        raise NotFound("term", term_id)
    works_in_own_wards(uow.actor, term.ward)
    if command.ends_on < term.starts_on:
        raise Unprocessable("A term ends after it begins.", pointer="/to")
    if term.ends_on is not None and term.ends_on < command.ends_on:
        raise domain.TermHasEnded
    await uow.connection.execute(
        update(terms).where(terms.c.id == term_id).values(ends_on=command.ends_on)
    )
    await uow.audit("term.ended", term.ward, seat=term.seat, to=command.ends_on)
    return Registered(term_id=term_id, ends_on=command.ends_on)
