"""Wards are given their money of a financial year: which can have it, and giving it, once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from civic_reference import Ward
from pydantic import BaseModel
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import WardText
from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger import domain
from budgets.ledger.posting import post
from budgets.ledger.tables import transactions
from budgets.money import YearText
from budgets.policy.domain import Policy
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook, rulebook_of
from budgets.rules import in_words

LeftOut = Literal["already-allocated", "allocated-to-predecessor"]


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
class YearToGive:
    """A year that can be given now: the policy's amount, who waits for it and who has it."""

    year: str
    policy: Policy
    waiting: tuple[Ward, ...]
    having: tuple[Ward, ...]


async def allocate(uow: UnitOfWork, command: Allocate) -> Allocated:
    """Gives each ward its year's money once; a ward that has it, or whose area has it, is left."""
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
        await post(uow, movement, occurred_on=day, reason=policy.code)
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


async def _wards_given(connection: AsyncConnection, year: FinancialYear) -> set[str]:
    return set((await connection.execute(_allocations_of(str(year)))).scalars())


def _allocations_of(year: str) -> Select[Any]:
    return select(transactions.c.ward).where(
        transactions.c.financial_year == year, transactions.c.kind == "allocation"
    )


def _left_out(book: Rulebook, ward: str, given: Collection[str]) -> LeftOut | None:
    """Why a ward is not given a year's money; nothing where it waits for it."""
    if ward in given:
        return "already-allocated"
    return None if book.predecessors(ward).isdisjoint(given) else "allocated-to-predecessor"


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
