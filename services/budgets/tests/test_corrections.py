"""Money that was booked by mistake, or paid and given back, is booked back by two people."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from civic_contracts.events.people import BudgetsPersonErasureRequested
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from test_heard_and_ended import ON

YEAR, DAY = "2009-10", "2009-06-01"
NEIGHBOURS = ("E05000631", "E05000632")


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


async def paid(api: ApiClient, journey: Journey, shares: dict[str, int]) -> dict[str, Any]:
    """An agreement in one instalment that was paid; returns the ids."""
    for ward in shares:
        await take_in(api, ward, 10_000)
    proposal = await journey.approved(DAY, shares)
    award = await api.on(DAY).post("officer", f"/proposals/{proposal}/award")
    whole = {"code": "first", "amount": sum(shares.values())}
    signed = await api.on(DAY).post(
        "officer",
        f"/awards/{award['award_id']}/agreement",
        payment_basis="by-instalments",
        instalments=[whole],
    )
    names = {"proposal_id": proposal, **award, **signed}
    return {**names, "payment_id": await pay(api, names, whole["amount"])}


async def pay(api: ApiClient, names: dict[str, Any], amount: int) -> str:
    asked = await api.on(DAY).post(
        "officer",
        f"/agreements/{names['agreement_id']}/payment-requests",
        amount=amount,
        instalment="first",
    )
    await api.on(DAY).post("finance", f"/payments/{asked['payment_id']}/pay")
    return str(asked["payment_id"])


async def came_back(api: ApiClient, payment: str, **amount: int) -> None:
    path = f"/payments/{payment}/repayments"
    made = await api.on(DAY).post("finance", path, reason="It bounced.", **amount)
    await api.on(DAY).post("finance-2", confirm(made["correction_id"]))


async def balances(journey: Journey, wards: Any) -> list[tuple[int, int]]:
    found = [await journey.money(ward, YEAR) for ward in wards]
    return [(one["committed"], one["paid"]) for one in found]


async def test_a_payment_that_bounced_is_committed_again_and_can_be_paid_again(
    api: ApiClient, journey: Journey
) -> None:
    shares = dict(zip(NEIGHBOURS, (501, 400), strict=True))
    names = await paid(api, journey, shares)
    await came_back(api, names["payment_id"], amount=2)
    assert await balances(journey, NEIGHBOURS) == [(1, 500), (1, 399)]
    await came_back(api, names["payment_id"])
    assert await balances(journey, NEIGHBOURS) == [(501, 0), (400, 0)]
    agreement = await api.get(f"/agreements/{names['agreement_id']}")
    assert agreement["paid"] == 0
    assert [one["state"] for one in agreement["payments"]] == ["repaid"]
    told = [one["data"] for one in await api.said() if one["type"].endswith("payment-repaid.v1")]
    assert [(one["amount"], one["paid_to_date"]) for one in told] == [(2, 899), (899, 0)]
    path = f"/payments/{names['payment_id']}/repayments"
    rule = await api.on(DAY).refused("finance", path, reason="Again.")
    assert rule == "not-so-much-to-book-back"
    # One that was made anew on that day by the same person is another.
    again = await pay(api, names, 901)
    await came_back(api, again)
    assert await balances(journey, NEIGHBOURS) == [(501, 0), (400, 0)]
    await pay(api, names, 901)
    assert await balances(journey, NEIGHBOURS) == [(0, 501), (0, 400)]


async def test_what_is_repaid_once_the_agreement_has_ended_is_the_ward_s_again(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000636"
    names = await paid(api, journey, {ward: 700})
    end = f"/agreements/{names['agreement_id']}/end"
    await api.on(DAY).post("officer", end, reason="organisation-dissolved")
    before = (await journey.money(ward, YEAR))["available"]
    await came_back(api, names["payment_id"], amount=300)
    money = await journey.money(ward, YEAR)
    assert (money["committed"], money["paid"], money["available"]) == (0, 400, before + 300)
    agreement = await api.get(f"/agreements/{names['agreement_id']}")
    assert (agreement["paid"], agreement["released"]) == (400, 300)


async def test_what_was_not_paid_does_not_come_back(api: ApiClient, journey: Journey) -> None:
    ward = "E05000637"
    await take_in(api, ward, 10_000)
    agreed = await journey.agreed(DAY, {ward: 900}, "in-advance")
    asked = await api.on(DAY).post(
        "officer", f"/agreements/{agreed['agreement_id']}/payment-requests", amount=900
    )
    path = f"/payments/{asked['payment_id']}/repayments"
    assert await api.on(DAY).refused("finance", path, reason="No.") == "nothing-was-paid"


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
