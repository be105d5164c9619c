"""Wards are given their money of a financial year: which can have it, and giving it, once.

What was given by mistake and booked back whole can be given anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from civic_reference import Ward
from pydantic import BaseModel
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import WardText
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger import domain
from budgets.ledger.posting import post
from budgets.ledger.tables import postings, transactions
from budgets.money import YearText
from budgets.policy.domain import Policy
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook, rulebook_of
from budgets.rules import in_words

LeftOut = Literal["already-allocated", "allocated-to-predecessor", "allocated-to-successor"]


class Allocate(Command):
    """Give wards their money of one financial year, as the policy of that year says."""

    financial_year: YearText
    wards: tuple[WardText, ...] | None = None


class Allocated(BaseModel):
    """What each ward was given in pence, and which wards had it already."""

    financial_year: str
    policy: str
    allocated: dict[str, int]
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The wards that have any of the money that they were given of a year, and those that had it.

    What was booked back whole can be given again, to the ward itself or to those before or after;
    ``booked_back`` names the ward's allocation that was booked back last.
    """

    still: frozenset[str]
    booked_back: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class YearToGive:
    """A year that can be given now: the policy's amount, who waits for it and who has it."""

    year: str
    policy: Policy
    waiting: tuple[Ward, ...]
    having: tuple[Ward, ...]


async def allocate(uow: UnitOfWork, command: Allocate) -> Allocated:
    """Gives each ward its year's money; a ward that has it, or whose area has it, is left.

    Where wards change within a year its money goes to those before or those after, never to both.
    """
    book, day = rulebook_of(uow), command.occurred(uow)
    year = FinancialYear.parse(command.financial_year)
    policy = book.policy_for(year.first_day, "/financial_year")
    domain.year_can_be_given(year, day)
    # Two allocations of one year take turns, so that neither gives what the other gave.
    await uow.connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"allocation {year}"},
    )
    given = await _wards_given(uow.connection, year)
    done: dict[str, int] = {}
    left_out: dict[str, str] = {}
    for ward in _wards_to_give(book, command.wards, year.nearest(day)):
        reason = _left_out(book, ward, given)
        if reason is not None:
            left_out[ward] = reason
            continue
        movement = domain.given("allocation", "council", ward, str(year), policy.per_ward)
        await post(
            uow,
            movement,
            occurred_on=day,
            reason=policy.code,
            instead_of=given.booked_back.get(ward),
        )
        done[ward] = policy.per_ward
    await uow.audit("ward-money.allocated", str(year), wards=sorted(done), policy=policy.code)
    return Allocated(
        financial_year=str(year), policy=policy.code, allocated=done, left_out=left_out
    )


async def years_to_give(
    connection: AsyncConnection, book: Rulebook, today: date
) -> list[YearToGive]:
    """This year and, in the weeks before it, the next; those for which there is a policy."""
    now = FinancialYear.of(today)
    found = []
    for year in (now, FinancialYear(now.begins + 1)):
        policy = book.policy_on(year.first_day)
        if policy is None or not domain.is_time_to_give(year, today):
            continue
        given = await _wards_given(connection, year)
        wards = sorted(
            book.council.wards_on(year.nearest(today)), key=lambda ward: (ward.name, ward.code)
        )
        waiting = tuple(one for one in wards if _left_out(book, one.code, given) is None)
        having = tuple(one for one in wards if one not in waiting)
        found.append(YearToGive(str(year), policy, waiting, having))
    return found


async def _wards_given(connection: AsyncConnection, year: FinancialYear) -> Given:
    allocation, correction = transactions.alias(), transactions.alias()
    back = (
        select(correction.c.corrects, func.sum(postings.c.amount).label("amount"))
        .join(postings, postings.c.transaction_id == correction.c.id)
        .where(correction.c.kind == "correction", postings.c.amount > 0)
        .group_by(correction.c.corrects)
        .subquery()
    )
    left = postings.c.amount - func.coalesce(back.c.amount, 0)
    query = (
        select(allocation.c.ward, allocation.c.id, left.label("left"))
        .join(postings, postings.c.transaction_id == allocation.c.id)
        .outerjoin(back, back.c.corrects == allocation.c.id)
        .where(
            allocation.c.financial_year == str(year),
            allocation.c.kind == "allocation",
            postings.c.amount > 0,
        )
        .order_by(allocation.c.position)
    )
    rows = (await connection.execute(query)).all()
    return Given(
        still=frozenset(row.ward for row in rows if row.left > 0),
        # The last of a ward's allocations, because each is followed by one at most.
        booked_back={row.ward: row.id for row in rows if row.left == 0},
    )


def _left_out(book: Rulebook, ward: str, given: Given) -> LeftOut | None:
    """Why a ward is not given a year's money; nothing where it waits for it."""
    if ward in given.still:
        return "already-allocated"
    if not book.predecessors(ward).isdisjoint(given.still):
        return "allocated-to-predecessor"
    if not given.still.isdisjoint(book.ward(ward, "").successors):
        return "allocated-to-successor"
    return None


def _wards_to_give(book: Rulebook, asked: tuple[str, ...] | None, day: date) -> list[str]:
    there = [ward.code for ward in book.council.wards_on(day)]
    if asked is None:
        return sorted(there)
    for place, code in enumerate(asked):
        if code not in there:
            pointer = f"/wards/{place}"
            name = book.ward(code, pointer).name
            raise Unprocessable(f"{name} is not a ward on {in_words(day)}.", pointer=pointer)
    return sorted(set(asked))
