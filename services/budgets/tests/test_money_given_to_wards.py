"""What wards are given: a year's money, what others add, and where wards and years end."""

from __future__ import annotations

from budgets_client import ApiClient
from budgets_journey import Journey

WARWICK, YEAR, DAY = "E05000647", "2009-10", "2009-06-01"


async def test_a_year_s_money_is_given_once_also_where_wards_change(api: ApiClient) -> None:
    spring = await api.on("2022-04-01").post(
        "finance", "/ward-accounts/allocations", financial_year="2022-23"
    )
    assert len(spring["allocated"]) == 20
    assert set(spring["allocated"].values()) == {4_600_000}
    summer = await api.on("2022-05-05").post(
        "finance", "/ward-accounts/allocations", financial_year="2022-23"
    )
    assert summer["allocated"] == {}
    assert set(summer["left_out"].values()) == {"allocated-to-predecessor"}
    moved = {"to_ward": "E05013802", "to_financial_year": "2022-23", "financial_year": "2022-23"}
    redirect = f"/ward-accounts/{WARWICK}/redirections"
    late = api.on("2022-06-01")
    wrong = {**moved, "to_ward": "E05013795", "amount": 5, "reason": "No."}
    assert await late.refused("finance", redirect, **wrong) == "money-may-not-move-there"
    too_much = {**moved, "amount": 4_600_001, "reason": "All and more."}
    assert await late.refused("finance", redirect, **too_much) == "ward-money-overspent"
    await late.post("finance", redirect, **moved, amount=4_600_000, reason="Warwick has ended.")


async def test_money_rolls_over_and_an_ended_ward_s_account_closes(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000634"
    over = f"/ward-accounts/{ward}/carry-overs"
    await api.on("2023-04-01").post("finance", over, financial_year="2022-23")
    money = await journey.money(ward, "2023-24")
    assert (money["available"], money["received"]) == (4_600_000, 4_600_000)
    rule = await api.on("2023-04-01").refused("finance", over, financial_year="2022-23")
    assert rule == "nothing-to-move"
    rule = await api.on("2026-04-01").refused("finance", over, financial_year="2025-26")
    assert rule == "carry-over-not-allowed"
    body = {"title": "Too late", "wards": [ward], "theme": "greening"}
    await api.on("2026-03-31").post("officer", "/proposals", **body)
    rule = await api.on("2026-04-01").refused("officer", "/proposals", **body)
    assert rule == "ward-account-closed"


async def test_match_funding_and_sponsorship_add_to_a_ward_s_money(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05000640"
    for kind in ("match-funding", "sponsorships"):
        await api.on(DAY).post(
            "finance",
            f"/ward-accounts/{ward}/{kind}",
            financial_year=YEAR,
            amount=25_000,
            funder="Wigmore Hall",
        )
    money = await journey.money(ward, YEAR)
    assert (money["match_funding"], money["sponsorship"], money["available"]) == (
        25_000,
        25_000,
        50_000,
    )


async def test_what_is_given_for_a_proposal_is_given_in_a_ward_of_the_proposal(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.open(DAY, WARWICK)
    given = {"financial_year": YEAR, "amount": 100, "funder": "A friend", "proposal_id": proposal}
    other = await api.on(DAY).send("finance", "/ward-accounts/E05000640/match-funding", given)
    assert other.status == 422
    assert other.body["errors"] == [
        {"pointer": "/proposal_id", "detail": "The proposal is for other wards."}
    ]
    await api.on(DAY).post("finance", f"/ward-accounts/{WARWICK}/match-funding", **given)
    assert (await api.said())[-1]["data"]["proposal_id"] == proposal


async def test_a_past_year_s_money_is_not_awarded(api: ApiClient, journey: Journey) -> None:
    proposal = await journey.open("2010-03-30", WARWICK)
    await journey.research(proposal, "2010-03-30", {WARWICK: 100})
    await journey.assess(proposal, "2010-04-02")
    path = f"/proposals/{proposal}/decision"
    assert await api.on("2010-04-02").refused("officer", path) == "money-of-a-past-year"
