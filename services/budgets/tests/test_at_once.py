"""The same thing done by many at once is done once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from budgets_client import ApiClient
from budgets_journey import Journey

WARD, YEAR, DAY = "E05013795", "2025-26", "2025-06-02"


async def all_at_once(api: ApiClient, who: str, path: str, **body: Any) -> Counter[int]:
    """Twelve requests, each under a key of its own; returns how often each status came."""
    answers = await asyncio.gather(*(api.on(DAY).send(who, path, body) for _ in range(12)))
    return Counter(answer.status for answer in answers)


async def test_one_award_one_agreement_one_payment(api: ApiClient, journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2025-04-01")
    proposal = await journey.approved(DAY, {WARD: 90_000}, starts_on="2026-01-01")
    once = {201: 1, 409: 11}
    assert await all_at_once(api, "officer", f"/proposals/{proposal}/award") == once
    award = (await api.get(f"/proposals/{proposal}"))["award_id"]
    signed = await all_at_once(
        api, "officer", f"/awards/{award}/agreement", payment_basis="in-arrears"
    )
    assert signed == once
    agreement = (await api.get(f"/proposals/{proposal}"))["agreement_id"]
    asked = await all_at_once(
        api,
        "officer",
        f"/agreements/{agreement}/payment-requests",
        amount=30_000,
        evidence="Receipts",
    )
    assert asked == {201: 3, 409: 9}
    waiting = (await api.get("/payments?state=requested", "finance"))["items"]
    for one in waiting:
        paid = await all_at_once(api, "finance", f"/payments/{one['payment_id']}/pay")
        assert paid == {200: 1, 409: 11}
    money = await journey.money(WARD, YEAR)
    assert (money["paid"], money["committed"]) == (90_000, 0)


async def test_a_year_is_allocated_once(api: ApiClient) -> None:
    answers = await asyncio.gather(
        *(
            api.on("2026-04-01").send(
                "finance", "/ward-accounts/allocations", {"financial_year": "2026-27"}
            )
            for _ in range(6)
        )
    )
    assert {answer.status for answer in answers} == {201}
    assert sorted(len(answer.body["allocated"]) for answer in answers) == [0, 0, 0, 0, 0, 18]


async def test_a_seat_s_vote_counts_once_however_often_it_is_cast(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.deciding(DAY, {WARD: 500}, starts_on="2026-01-01")
    votes = f"/proposals/{proposal}/decision/votes"
    favour = {"interest": "none", "choice": "in-favour", "ward": WARD, "seat": 1}
    assert await all_at_once(api, "officer", votes, **favour) == {200: 12}
    ward = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"][0]
    assert (ward["tally"]["voted"], ward["tally"]["standing"]) == (1, "open")
    assert (await journey.tally(proposal, WARD, "2025-06-02")).in_favour == 1
    close = f"/proposals/{proposal}/decision/close"
    assert await all_at_once(api, "officer", close, reasons="Early.") == {409: 12}
    await journey.vote(proposal, DAY, WARD, 2, "in-favour")
    closed = await all_at_once(api, "officer", close, reasons="Two in favour.")
    assert closed == {200: 1, 409: 11}
