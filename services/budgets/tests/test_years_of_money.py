"""A year's money is given, awarded and paid in its own time, and never before it begins."""

from __future__ import annotations

from datetime import date

import pytest
from budgets.decisions import domain as decisions
from budgets.ledger.domain import NotTheYearToGive, year_can_be_given
from budgets.policy.domain.financial_year import FinancialYear
from budgets_client import ApiClient
from budgets_journey import Journey

WARD, DAY = "E05000635", "2009-06-01"
BRYANSTON, BRYANSTON_BECAME = "E05000632", ("E05013801", "E05013805", "E05013796")
YEAR_2009, YEAR_2010 = FinancialYear(2009), FinancialYear(2010)
ALLOCATIONS = "/ward-accounts/allocations"


@pytest.mark.parametrize("day", [date(2010, 2, 4), date(2010, 4, 1), date(2011, 3, 31)])
def test_a_year_is_given_from_eight_weeks_before_it_until_its_end(day: date) -> None:
    year_can_be_given(YEAR_2010, day)


@pytest.mark.parametrize("day", [date(2005, 4, 1), date(2010, 2, 3), date(2011, 4, 1)])
def test_no_other_year_is_given(day: date) -> None:
    with pytest.raises(NotTheYearToGive):
        year_can_be_given(YEAR_2010, day)


def test_a_year_begins_on_its_first_day() -> None:
    decisions.year_has_begun(YEAR_2010, date(2010, 4, 1))
    with pytest.raises(decisions.MoneyOfAFutureYear):
        decisions.year_has_begun(YEAR_2010, date(2010, 3, 31))


@pytest.fixture(scope="module", autouse=True)
async def _councillors(journey: Journey) -> None:
    await journey.seat_councillors(WARD, "2006-05-04")


async def test_money_of_years_to_come_is_not_given(api: ApiClient, journey: Journey) -> None:
    await journey.give_money(WARD, "2009-10", "2009-04-01")
    for year, day in (("2015-16", "2010-04-01"), ("2010-11", "2010-02-03"), ("2008-09", DAY)):
        rule = await api.on(day).refused("finance", ALLOCATIONS, financial_year=year, wards=[WARD])
        assert rule == "not-the-year-to-give"
    assert await journey.money(WARD, "2015-16") == {}
    await journey.give_money(WARD, "2010-11", "2010-02-04")


async def test_where_wards_change_a_year_s_money_is_given_to_those_before_or_after(
    api: ApiClient,
) -> None:
    """Whichever are asked first; what was booked back whole is free for the others."""
    after = await api.on("2022-05-10").post("finance", ALLOCATIONS, financial_year="2022-23")
    assert len(after["allocated"]) == 18
    april = api.on("2022-04-10")
    before = await april.post("finance", ALLOCATIONS, financial_year="2022-23")
    assert before["allocated"] == {}
    assert set(before["left_out"].values()) == {"allocated-to-successor"}
    assert len(before["left_out"]) == 20
    # Its area lies in three of the new wards: it is free once all have given theirs back.
    successors = BRYANSTON_BECAME
    for place, ward in enumerate(successors, start=1):
        entries = (await api.get(f"/ward-accounts/{ward}/entries"))["items"]
        (transaction,) = [one["transaction_id"] for one in entries if one["kind"] == "allocation"]
        path = f"/ledger/transactions/{transaction}/corrections"
        made = await api.on("2022-05-10").post("finance", path, reason="For the wards before.")
        confirm = f"/ledger/corrections/{made['correction_id']}/confirm"
        await api.on("2022-05-10").post("finance-2", confirm)
        given = await april.post(
            "finance", ALLOCATIONS, financial_year="2022-23", wards=[BRYANSTON]
        )
        assert bool(given["allocated"]) == (place == len(successors))
    again = await api.on("2022-05-11").post("finance", ALLOCATIONS, financial_year="2022-23")
    assert again["allocated"] == {}
    assert {again["left_out"][ward] for ward in successors} == {"allocated-to-predecessor"}


async def test_the_next_year_s_money_is_awarded_once_it_has_begun(
    api: ApiClient, journey: Journey
) -> None:
    march, april = "2010-03-22", "2010-04-01"
    proposal = await journey.approved(march, {WARD: 500}, financial_year="2010-11")
    award = f"/proposals/{proposal}/award"
    assert await api.on(march).refused("officer", award) == "money-of-a-future-year"
    made = await api.on(april).post("officer", award)
    assert made["amount"] == 500


async def test_a_payment_never_uses_a_year_that_has_not_begun(
    api: ApiClient, journey: Journey
) -> None:
    """Also where an award stands from before awards were bound to their year."""
    agreed = await journey.agreed(DAY, {WARD: 900}, "in-advance")
    asked = await api.on(DAY).post(
        "officer", f"/agreements/{agreed['agreement_id']}/payment-requests", amount=900
    )
    names = {"id": agreed["proposal_id"]}
    await api.sql("UPDATE proposals SET financial_year = '2010-11' WHERE id = :id", **names)
    pay = f"/payments/{asked['payment_id']}/pay"
    assert await api.on("2010-03-31").refused("finance", pay) == "money-of-a-future-year"
    await api.sql("UPDATE proposals SET financial_year = '2009-10' WHERE id = :id", **names)
    # The last bill of a year that has ended is paid.
    await api.on("2010-05-01").post("finance", pay)


async def test_what_is_not_decided_in_its_year_is_not_approved(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.deciding("2010-03-30", {WARD: 500}, financial_year="2009-10")
    for seat in (1, 2):
        await journey.vote(proposal, "2010-03-31", WARD, seat, "in-favour")
    close, april = f"/proposals/{proposal}/decision/close", api.on("2010-04-01")
    assert await april.refused("officer", close, reasons="Yes.") == "money-of-a-past-year"
    before = await journey.money(WARD, "2009-10")
    await april.post("officer", f"/proposals/{proposal}/withdraw", reason="year-ended")
    after = await journey.money(WARD, "2009-10")
    assert after["available"] == before["available"] + 500


async def test_what_is_declined_is_closed_in_any_year(api: ApiClient, journey: Journey) -> None:
    proposal = await journey.deciding("2010-03-30", {WARD: 500}, financial_year="2009-10")
    for seat in (1, 2):
        await journey.vote(proposal, "2010-03-31", WARD, seat, "against")
    close = f"/proposals/{proposal}/decision/close"
    closed = await api.on("2010-04-01").post("officer", close, reasons="No.")
    assert closed["outcome"] == "declined"


async def test_what_is_not_awarded_in_its_year_is_not_awarded(
    api: ApiClient, journey: Journey
) -> None:
    before = await journey.money(WARD, "2009-10")
    proposal = await journey.approved("2010-03-30", {WARD: 500}, financial_year="2009-10")
    award, april = f"/proposals/{proposal}/award", api.on("2010-04-01")
    assert await april.refused("officer", award) == "money-of-a-past-year"
    why = {"reason": "year-ended", "reasons": "Its year has ended."}
    await april.post("officer", f"/proposals/{proposal}/decline", **why)
    assert await journey.money(WARD, "2009-10") == before
