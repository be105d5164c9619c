"""The database keeps the ledger's rules by itself: here the code is bypassed, and it says no."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

WARD, YEAR = "E05000635", "2009-10"

TRANSACTION = """
    INSERT INTO ledger_transactions (id, ward, financial_year, kind, occurred_on, recorded_by)
    VALUES (:id, :ward, '2009-10', :kind, '2009-06-01', 'nobody')
"""
POSTING = """
    INSERT INTO ledger_postings (transaction_id, account_id, amount)
    SELECT :id, id, :amount FROM ledger_accounts
    WHERE ward = :ward AND financial_year = '2009-10' AND kind = :account
"""


@pytest.fixture(scope="module", autouse=True)
async def _money(api: Any, journey: Any) -> None:
    """The ward has its year's money, a hundred pounds of it reserved."""
    await journey.give_money(WARD, YEAR, "2009-04-01")
    await journey.deciding("2009-06-01", {WARD: 10_000})


async def book(api: Any, kind: str, *lines: tuple[str, int]) -> None:
    """Books lines directly, in one database transaction, past all of the code."""
    names = {"id": uuid4(), "ward": WARD, "kind": kind}
    async with api.engine.begin() as connection:
        await connection.execute(text(TRANSACTION), names)
        for account, amount in lines:
            values = names | {"account": account, "amount": amount}
            await connection.execute(text(POSTING), values)


async def refusal(work: Any) -> str:
    """What the database says to something that it must refuse."""
    with pytest.raises(DBAPIError) as refused:
        await work
    return str(refused.value.orig)


async def test_what_balances_is_booked(api: Any, journey: Any) -> None:
    before = await journey.money(WARD, YEAR)
    await book(api, "release", ("reserved", -100), ("available", 100))
    await book(api, "reservation", ("available", -100), ("reserved", 100))
    assert await journey.money(WARD, YEAR) == before


async def test_overspending_is_refused(api: Any) -> None:
    lines = (("available", -10_000_000), ("reserved", 10_000_000))
    assert "ward_money_never_overspent" in await refusal(book(api, "reservation", *lines))


async def test_paying_what_was_not_committed_is_refused(api: Any) -> None:
    said = await refusal(book(api, "payment", ("reserved", -10_001), ("available", 10_001)))
    assert "ward_money_never_overspent" in said


async def test_a_source_that_takes_more_than_it_gave_is_refused(api: Any) -> None:
    lines = (("available", -5), ("sponsorship", 5))
    await api.sql(
        "INSERT INTO ledger_accounts (ward, financial_year, kind)"
        " VALUES (:ward, '2009-10', 'sponsorship')",
        ward=WARD,
    )
    assert "sources_only_give" in await refusal(book(api, "sponsorship", *lines))


async def test_money_from_nowhere_is_refused(api: Any) -> None:
    said = await refusal(book(api, "release", ("reserved", -100), ("available", 101)))
    assert "sum to zero" in said


async def test_a_transaction_without_postings_is_refused(api: Any) -> None:
    assert "sum to zero" in await refusal(book(api, "release"))


async def test_a_posting_added_later_is_refused(api: Any) -> None:
    names = {"ward": WARD, "account": "reserved", "amount": 5}
    first = (await api.sql("SELECT id FROM ledger_transactions WHERE kind = 'allocation'"))[0].id
    assert "complete when it is committed" in await refusal(api.sql(POSTING, id=first, **names))


async def test_a_second_allocation_of_a_year_is_refused(api: Any) -> None:
    lines = (("council", -100), ("available", 100))
    said = await refusal(book(api, "allocation", *lines))
    assert "one_allocation_a_ward_and_year" in said


BOOKED_BACK = """
    INSERT INTO ledger_transactions
        (id, ward, financial_year, kind, occurred_on, recorded_by, corrects)
    VALUES (:id, :ward, '2009-10', 'correction', '2009-06-01', 'nobody', :first)
"""
GIVEN_AGAIN = """
    INSERT INTO ledger_transactions
        (id, ward, financial_year, kind, occurred_on, recorded_by, instead_of)
    VALUES (:id, :ward, '2009-10', :kind, '2009-06-01', 'nobody', :first)
"""


async def book_of(
    api: Any, statement: str, ward: str, first: Any, amount: int, kind: str = "allocation"
) -> Any:
    """Moves so much from the council, past all of the code; returns the transaction's id."""
    names = {"id": uuid4(), "ward": ward, "first": first, "kind": kind}
    async with api.engine.begin() as connection:
        await connection.execute(text(statement), names)
        for account, moved in (("council", -amount), ("available", amount)):
            values = names | {"account": account, "amount": moved}
            await connection.execute(text(POSTING), values)
    return names["id"]


async def test_a_year_is_given_again_in_place_of_what_was_booked_back_whole(
    api: Any, journey: Any
) -> None:
    ward = "E05000636"
    await journey.give_money(ward, YEAR, "2009-04-01")
    (first,) = await api.sql(
        "SELECT id FROM ledger_transactions WHERE kind = 'allocation' AND ward = :ward", ward=ward
    )
    whole = (await journey.money(ward, YEAR))["available"]
    again = (api, GIVEN_AGAIN, ward, first.id, 100)
    for booked_back in (1, whole - 1):
        assert "booked back whole" in await refusal(book_of(*again))
        await book_of(api, BOOKED_BACK, ward, first.id, -booked_back)
    assert "one_allocation_a_ward_and_year" in await refusal(
        book_of(api, GIVEN_AGAIN, ward, None, 100)
    )
    other_ward = (api, GIVEN_AGAIN, WARD, first.id, 100)
    assert "booked back whole" in await refusal(book_of(*other_ward))
    assert "only_an_allocation" in await refusal(book_of(*again, "match-funding"))
    second = await book_of(*again)
    assert "one_allocation_a_ward_and_year" in await refusal(book_of(*again))
    assert "booked back whole" in await refusal(book_of(api, GIVEN_AGAIN, ward, second, 100))


async def test_of_many_who_give_a_year_again_past_the_code_one_does(api: Any, journey: Any) -> None:
    ward = "E05000637"
    await journey.give_money(ward, YEAR, "2009-04-01")
    (first,) = await api.sql(
        "SELECT id FROM ledger_transactions WHERE kind = 'allocation' AND ward = :ward", ward=ward
    )
    whole = (await journey.money(ward, YEAR))["available"]
    await book_of(api, BOOKED_BACK, ward, first.id, -whole)
    done = await asyncio.gather(
        *(book_of(api, GIVEN_AGAIN, ward, first.id, whole) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, UUID) for one in done) == 1
    assert (await journey.money(ward, YEAR))["available"] == whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_postings SET amount = amount + 1",
        "DELETE FROM ledger_postings",
        "TRUNCATE ledger_postings",
        "UPDATE ledger_transactions SET kind = 'payment'",
        "DELETE FROM ledger_transactions",
        "TRUNCATE ledger_transactions CASCADE",
        "TRUNCATE ledger_accounts CASCADE",
    ],
)
async def test_history_cannot_be_changed(api: Any, statement: str) -> None:
    assert "append-only" in await refusal(api.sql(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_accounts SET balance = balance + 1",
        "UPDATE ledger_accounts SET ward = 'E05000999'",
        "DELETE FROM ledger_accounts",
        "INSERT INTO ledger_accounts (ward, financial_year, kind, balance)"
        " VALUES ('E05000999', '2009-10', 'available', 5)",
    ],
)
async def test_a_balance_changes_through_postings_only(api: Any, statement: str) -> None:
    assert "only postings change an account" in await refusal(api.sql(statement))


async def test_paying_above_the_agreement_is_refused(api: Any, journey: Any) -> None:
    agreed = await journey.agreed("2009-06-01", {WARD: 500}, "in-advance")
    said = await refusal(
        api.sql("UPDATE agreements SET paid = 501 WHERE id = :id", id=agreed["agreement_id"])
    )
    assert "never_paid_above_the_agreement" in said


async def test_overlapping_terms_of_a_seat_or_a_person_are_refused(api: Any) -> None:
    entry = """
        INSERT INTO councillor_terms (id, person_key, ward, seat, starts_on, ends_on)
        VALUES (:id, :key, 'E05000640', :seat, cast(:start AS date), cast(:end AS date))
    """

    async def term(letter: str, seat: int, start: date, end: date | None) -> None:
        await api.sql(entry, id=uuid4(), key=letter * 64, seat=seat, start=start, end=end)

    await term("a", 1, date(2006, 5, 4), date(2010, 5, 5))
    await term("b", 1, date(2010, 5, 6), None)
    await term("b", 2, date(2006, 5, 4), date(2010, 5, 5))
    same_day = term("c", 1, date(2010, 5, 5), date(2010, 5, 5))
    assert "one_councillor_a_seat" in await refusal(same_day)
    assert "one_councillor_a_seat" in await refusal(term("c", 1, date(2030, 1, 1), None))
    assert "one_seat_a_councillor" in await refusal(term("b", 3, date(2012, 1, 1), None))
