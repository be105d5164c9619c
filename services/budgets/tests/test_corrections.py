"""Money that was booked by mistake is booked back by two people."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from budgets.ledger.allocating import years_to_give
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from civic_contracts.events.people import BudgetsPersonErasureRequested
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from test_heard_and_ended import ON

YEAR, DAY = "2009-10", "2009-06-01"


async def take_in(api: ApiClient, ward: str, amount: int, **more: Any) -> str:
    """Match funding; returns the transaction's id."""
    made = await api.on(DAY).post(
        "finance",
        f"/ward-accounts/{ward}/match-funding",
        **{"financial_year": YEAR, "amount": amount, "funder": "Wigmore Hall", **more},
    )
    return str(made["transaction_id"])


async def enter(api: ApiClient, transaction: str, **amount: int) -> str:
    """A correction; returns its id."""
    path = f"/ledger/transactions/{transaction}/corrections"
    made = await api.on(DAY).post("finance", path, reason="Mistyped.", **amount)
    return str(made["correction_id"])


def confirm(correction: str) -> str:
    return f"/ledger/corrections/{correction}/confirm"


async def last_entry(api: ApiClient, ward: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/ward-accounts/{ward}/entries?limit=1"))["items"][0]
    return found


async def test_money_that_was_mistyped_is_booked_back_by_two_people(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000643"
    correction = await enter(api, await take_in(api, ward, 50_000_000), amount=49_500_000)
    assert (await journey.money(ward, YEAR))["available"] == 50_000_000
    rule = await api.on(DAY).refused("finance", confirm(correction))
    assert rule == "confirmed-by-another-person"
    await api.on(DAY).post("finance-2", confirm(correction))
    money = await journey.money(ward, YEAR)
    assert (money["available"], money["match_funding"]) == (500_000, 500_000)
    assert (await last_entry(api, ward))["kind"] == "correction"
    rule = await api.on(DAY).refused("finance-2", confirm(correction))
    assert rule == "correction-settled-already"


async def test_it_is_told_as_what_it_takes_back(api: ApiClient) -> None:
    ward = "E05000644"
    first = await take_in(api, ward, 900)
    await api.on(DAY).post("finance-2", confirm(await enter(api, first)))
    told = [one["data"] for one in await api.said() if one["subject"] == ward]
    booked, back = told[-2:]
    assert (back["kind"], back["corrects"]) == ("correction", first)
    assert Counter({one["account"]: one["amount"] for one in booked["postings"]}) == Counter(
        {one["account"]: -one["amount"] for one in back["postings"]}
    )


async def test_no_more_is_booked_back_than_was_booked(api: ApiClient, journey: Journey) -> None:
    ward = "E05000646"
    first = await take_in(api, ward, 1_000)
    path = f"/ledger/transactions/{first}/corrections"
    too_much = {"reason": "More than that.", "amount": 1_001}
    assert await api.on(DAY).refused("finance", path, **too_much) == "not-so-much-to-book-back"
    entered = [await enter(api, first, amount=600) for _ in range(4)]
    answers = await asyncio.gather(
        *(api.on(DAY).send("finance-2", confirm(one), {}) for one in entered)
    )
    assert sorted(one.status for one in answers) == [200, 409, 409, 409]
    assert (await journey.money(ward, YEAR))["available"] == 400
    # What is left is taken back where no amount is named; then there is nothing left.
    await api.on(DAY).post("finance-2", confirm(await enter(api, first)))
    assert (await journey.money(ward, YEAR))["available"] == 0
    rule = await api.on(DAY).refused("finance", path, reason="Again.")
    assert rule == "not-so-much-to-book-back"


async def test_what_is_reserved_or_spent_is_not_booked_back(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000648"
    first = await take_in(api, ward, 1_000)
    await journey.deciding(DAY, {ward: 600})
    correction = await enter(api, first)
    assert await api.on(DAY).refused("finance-2", confirm(correction)) == "ward-money-overspent"
    refuse = f"/ledger/corrections/{correction}/refuse"
    await api.on(DAY).post("finance-2", refuse, reason="It is reserved.")
    assert (await journey.money(ward, YEAR))["available"] == 400


async def test_an_allocation_and_a_redirection_go_back_where_they_came_from(
    api: ApiClient, journey: Journey
) -> None:
    old, new, year, day = "E05000647", "E05013802", "2022-23", api.on("2022-06-01")
    for ward in (old,):
        await api.on("2022-04-01").post(
            "finance", "/ward-accounts/allocations", financial_year=year, wards=[ward]
        )
    allocated = (await last_entry(api, old))["transaction_id"]
    moved = await day.post(
        "finance",
        f"/ward-accounts/{old}/redirections",
        **{"to_ward": new, "to_financial_year": year, "financial_year": year},
        amount=500,
        reason="Its successor.",
    )
    for transaction in (moved["transaction_id"], allocated):
        path = f"/ledger/transactions/{transaction}/corrections"
        made = await day.post("finance", path, reason="It was not to be.")
        await day.post("finance-2", confirm(made["correction_id"]))
    for ward in (old, new):
        money = await journey.money(ward, year)
        assert (money["available"], money["council"]) == (0, 0)


async def allocate(api: ApiClient, year: str, day: str, *wards: str) -> dict[str, Any]:
    """What finance has given, and what was left out."""
    body = {"financial_year": year, "wards": list(wards)}
    made: dict[str, Any] = await api.on(day).post("finance", "/ward-accounts/allocations", **body)
    return made


async def book_back(api: ApiClient, day: str, transaction: str, **amount: int) -> None:
    """A correction, entered by one person of finance and confirmed by another."""
    path = f"/ledger/transactions/{transaction}/corrections"
    made = await api.on(day).post("finance", path, reason="The wrong ward.", **amount)
    await api.on(day).post("finance-2", confirm(made["correction_id"]))


async def test_a_year_that_was_booked_back_by_mistake_is_given_again(
    api: ApiClient, journey: Journey
) -> None:
    ward, year, day = "E05000630", "2011-12", "2011-06-01"
    whole = (await allocate(api, year, day, ward))["allocated"][ward]
    for again in range(2):
        allocated = (await last_entry(api, ward))["transaction_id"]
        await book_back(api, day, allocated, amount=1)
        assert (await allocate(api, year, day, ward))["left_out"] == {ward: "already-allocated"}
        await book_back(api, day, allocated)
        assert (await journey.money(ward, year))["available"] == 0, again
        assert (await allocate(api, year, day, ward))["allocated"] == {ward: whole}
        money = await journey.money(ward, year)
        assert (money["available"], money["council"]) == (whole, whole)
        assert (await allocate(api, year, day, ward))["left_out"] == {ward: "already-allocated"}


async def test_what_was_booked_back_waits_and_is_given_again_once_by_many(
    api: ApiClient, journey: Journey
) -> None:
    ward, year, day = "E05000631", "2011-12", "2011-06-01"
    whole = (await allocate(api, year, day, ward))["allocated"][ward]
    await book_back(api, day, (await last_entry(api, ward))["transaction_id"])
    async with api.engine.connect() as connection:
        found = await years_to_give(connection, api.work.council, date.fromisoformat(day))
    assert ward in [one.code for one in found[0].waiting]
    body = {"financial_year": year, "wards": [ward]}
    finance, path = api.on(day), "/ward-accounts/allocations"
    given = await asyncio.gather(*(finance.send("finance", path, body) for _ in range(8)))
    assert sum(bool(one.body.get("allocated")) for one in given) == 1
    assert (await journey.money(ward, year))["available"] == whole


async def test_what_is_held_for_a_proposal_is_not_booked_back_by_itself(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000649"
    await take_in(api, ward, 1_000)
    proposal = await journey.deciding(DAY, {ward: 600})
    reserved = (await last_entry(api, ward))["transaction_id"]
    path = f"/ledger/transactions/{reserved}/corrections"
    assert await api.on(DAY).refused("finance", path, reason="No.") == "not-booked-back"
    await api.on(DAY).post("officer", f"/proposals/{proposal}/withdraw", reason="asked")
    missing = f"/ledger/transactions/{uuid4()}/corrections"
    assert (await api.on(DAY).send("finance", missing, {"reason": "No."})).status == 404
    for who in ("officer", "legal", "resident"):
        assert (await api.on(DAY).send(who, path, {"reason": "No."})).status == 403


async def book_by_hand(api: ApiClient, ward: str, first: str, *lines: tuple[str, int]) -> None:
    """A correction past all of the code."""
    transaction = """
        INSERT INTO ledger_transactions
            (id, ward, financial_year, kind, occurred_on, recorded_by, corrects)
        VALUES (:id, :ward, '2009-10', 'correction', '2009-06-01', 'nobody', :first)
    """
    posting = """
        INSERT INTO ledger_postings (transaction_id, account_id, amount)
        SELECT :id, id, :amount FROM ledger_accounts
        WHERE ward = :ward AND financial_year = '2009-10' AND kind = :account
    """
    names = {"id": uuid4(), "ward": ward}
    async with api.engine.begin() as connection:
        await connection.execute(text(transaction), names | {"first": first})
        for account, amount in lines:
            values = names | {"account": account, "amount": amount}
            await connection.execute(text(posting), values)


async def test_the_database_takes_back_no_more_than_was_booked(api: ApiClient) -> None:
    ward = "E05000639"
    await take_in(api, ward, 5_000)
    first = await take_in(api, ward, 1_000)
    there, back = ("available", "match-funding")
    await book_by_hand(api, ward, first, (there, -400), (back, 400))
    for lines in (
        ((there, -601), (back, 601)),
        ((there, 5), (back, -5)),
        ((there, -5), ("reserved", 5)),
    ):
        if lines[1][0] == "reserved":
            await api.sql(
                "INSERT INTO ledger_accounts (ward, financial_year, kind)"
                " VALUES (:ward, '2009-10', 'reserved')",
                ward=ward,
            )
        with pytest.raises(DBAPIError, match="takes back what was booked, and never more"):
            await book_by_hand(api, ward, first, *lines)
    corrected = (await last_entry(api, ward))["transaction_id"]
    with pytest.raises(DBAPIError, match="of that kind is not corrected"):
        await book_by_hand(api, ward, corrected, (there, 5), (back, -5))


async def test_the_database_knows_that_two_people_confirm(api: ApiClient) -> None:
    correction = await enter(api, await take_in(api, "E05000641", 70))
    with pytest.raises(DBAPIError, match="confirmed_by_another_person"):
        await api.sql(
            "UPDATE ledger_corrections SET state = 'confirmed', settled_by = entered_by,"
            " settled_on = entered_on WHERE id = cast(:id AS uuid)",
            id=correction,
        )


@pytest.mark.parametrize("year", ["1995-96", "2008-09", "2010-11", "2150-51"])
async def test_money_is_taken_in_for_a_year_that_can_be_spent(api: ApiClient, year: str) -> None:
    body = {"financial_year": year, "amount": 100, "funder": "Somebody"}
    for kind in ("match-funding", "sponsorships"):
        path = f"/ward-accounts/E05000645/{kind}"
        assert await api.on(DAY).refused("finance", path, **body) == "not-the-year-to-give"


async def test_money_is_taken_in_by_wards_that_can_spend_it(api: ApiClient) -> None:
    body = {"amount": 100, "funder": "Somebody"}
    path = "/ward-accounts/E05000645/sponsorships"
    late = api.on("2026-04-01")
    assert await late.refused("finance", path, financial_year="2026-27", **body) == (
        "ward-account-closed"
    )
    early = await api.on("2022-03-01").send(
        "finance", "/ward-accounts/E05013802/sponsorships", {"financial_year": "2021-22", **body}
    )
    assert early.status == 422, early


async def test_who_corrected_stays_in_the_records(api: ApiClient) -> None:
    await enter(api, await take_in(api, "E05000638", 70))
    key = str(PEOPLE["finance"].person_key)
    await api.sql("ALTER TABLE ledger_transactions DISABLE TRIGGER USER")
    await api.sql("UPDATE ledger_transactions SET recorded_by = 'x' WHERE recorded_by = :k", k=key)
    await api.sql("ALTER TABLE ledger_transactions ENABLE TRIGGER USER")
    await api.sql("UPDATE payments SET settled_by = 'x' WHERE settled_by = :k", k=key)
    await api.hear(BudgetsPersonErasureRequested(occurred_on=ON), subject=key, sequence=1)
    (told,) = [one["data"] for one in await api.said() if one["type"].endswith("person.erased.v1")]
    assert "payment-records" in told["kept"]
    waiting = await api.get("/ledger/corrections?state=entered", who="finance-2")
    assert waiting["items"]
