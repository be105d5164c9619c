"""Today's policy over HTTP: notice, second approvals, arrears on evidence, interests."""

from __future__ import annotations

from datetime import date
from typing import Any

from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from civic_contracts.events.people import VolunteersPersonErasureRequested

NORTH, SOUTH, MAIDA_VALE = "E05013802", "E05013803", "E05013800"
ABBEY_ROAD = "E05013792"
YEAR, DAY = "2025-26", "2025-06-02"


async def ready(journey: Journey, *wards: str) -> None:
    """The wards have their money of the year."""
    for ward in wards:
        await journey.give_money(ward, YEAR, "2025-04-01")


async def test_an_application_comes_two_or_three_months_ahead(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.open(DAY, NORTH)
    path = f"/proposals/{proposal}/research"
    cheap = costs(NORTH, 1_000_000)
    dear = costs(NORTH, 1_000_001)
    today = api.on(DAY)
    assert await today.refused("officer", path, **cheap) == "applied-too-late"
    assert await today.refused("officer", path, **cheap, starts_on="2025-08-01") == (
        "applied-too-late"
    )
    await today.post("officer", path, **cheap, starts_on="2025-08-02")
    rule = await today.refused("officer", path, **dear, starts_on="2025-09-01")
    assert rule == "applied-too-late"
    await today.post("officer", path, **dear, starts_on="2025-09-02")
    rule = await today.refused(
        "officer", path, **cheap, starts_on="2025-09-02", applicant_kind="resident"
    )
    assert rule == "applicant-not-eligible"


def costs(ward: str, amount: int) -> dict[str, Any]:
    """One line and one share."""
    return {
        "lines": [{"title": "All of it", "amount": amount}],
        "ward_shares": [{"ward": ward, "amount": amount}],
    }


async def test_above_ten_thousand_legal_and_finance_approve_too(
    api: ApiClient, journey: Journey
) -> None:
    await ready(journey, SOUTH)
    proposal = await journey.approved(DAY, {SOUTH: 1_500_000}, starts_on="2026-01-01")
    today, path = api.on(DAY), f"/proposals/{proposal}/approvals"
    assert await today.refused("officer", f"/proposals/{proposal}/award") == "approval-missing"
    legal = {"approval": "legal", "approved": True, "reason": "Lawful."}
    wrong = await api.send("finance", path, legal)
    assert wrong.status == 403
    assert await api.refused("legal", path, **{**legal, "approval": "archbishop"}) == (
        "approval-not-needed"
    )
    await api.post("both", path, **legal)
    money = {"approval": "finance", "approved": False, "reason": "Too dear."}
    assert await api.refused("both", path, **money) == "another-person-must-approve"
    await api.post("finance", path, **money)
    assert await today.refused("officer", f"/proposals/{proposal}/award") == "approval-refused"
    await api.post("finance", path, **{**money, "approved": True})
    award = await today.post("officer", f"/proposals/{proposal}/award")
    assert award["amount"] == 1_500_000
    again = await today.refused("officer", f"/proposals/{proposal}/award")
    assert again == "proposal-in-another-state"
    assert len(await api.sql("SELECT 1 FROM awards WHERE proposal_id = :id", id=proposal)) == 1


async def test_who_opened_a_proposal_and_was_forgotten_does_not_approve_it(
    api: ApiClient, journey: Journey
) -> None:
    await ready(journey, ABBEY_ROAD)
    proposals = [
        await journey.approved(
            DAY, {ABBEY_ROAD: 1_100_000}, opened_by="both", starts_on="2026-01-01"
        )
        for _ in range(2)
    ]
    path = f"/proposals/{proposals[0]}/approvals"
    legal = {"approval": "legal", "approved": True, "reason": "Lawful."}
    assert await api.refused("both", path, **legal) == "another-person-must-approve"
    key = str(PEOPLE["both"].person_key)
    asked = VolunteersPersonErasureRequested(occurred_on=date(2025, 6, 3))
    await api.hear(asked, subject=key, sequence=1)
    opened = "SELECT DISTINCT opened_by FROM proposals WHERE id = ANY(:ids)"
    marks = [row.opened_by for row in await api.sql(opened, ids=proposals)]
    assert len(marks) == 2
    assert all(mark.startswith("forgotten:") and key not in mark for mark in marks)
    assert await api.refused("both", path, **legal) == "another-person-must-approve"
    await api.post("legal", path, **legal)


async def test_payment_in_arrears_on_evidence_by_two_people(
    api: ApiClient, journey: Journey
) -> None:
    await ready(journey, MAIDA_VALE)
    proposal = await journey.approved(DAY, {MAIDA_VALE: 900_00}, starts_on="2026-01-01")
    today = api.on(DAY)
    award = await today.post("officer", f"/proposals/{proposal}/award")
    path = f"/awards/{award['award_id']}/agreement"
    rule = await today.refused("officer", path, payment_basis="in-advance")
    assert rule == "payment-basis-not-allowed"
    agreement = (await today.post("officer", path, payment_basis="in-arrears"))["agreement_id"]
    assert await today.refused("officer", path, payment_basis="in-arrears") == "already-signed"
    requests = f"/agreements/{agreement}/payment-requests"
    assert await api.refused("officer", requests, amount=100) == "evidence-needed"
    paid = {"amount": 600_00, "evidence": "Receipts"}
    asked = await api.post("both", requests, **paid)
    rule = await api.refused("officer", requests, **paid)
    assert rule == "paid-above-the-agreement"
    pay = f"/payments/{asked['payment_id']}/pay"
    assert await api.refused("both", pay) == "paid-by-another-person"
    assert (await api.send("officer", pay, {})).status == 403
    await api.post("officer", f"/agreements/{agreement}/suspend", reason="late-report")
    assert await api.refused("finance", pay) == "agreement-in-another-state"
    await api.post("officer", f"/agreements/{agreement}/resume")
    end = f"/agreements/{agreement}/end"
    assert await api.refused("officer", end, reason="completed") == "payments-outstanding"
    await api.post("finance", pay)
    assert await api.refused("finance", pay) == "payment-settled-already"
    refused = await api.post("officer", requests, amount=300_00, evidence="A napkin")
    await api.post("finance", f"/payments/{refused['payment_id']}/refuse", reason="A napkin.")
    ended = await api.post("officer", end, reason="completed")
    assert (ended["paid"], ended["released"]) == (600_00, 300_00)
    assert (await journey.money(MAIDA_VALE, YEAR))["available"] == 4_600_000 - 600_00


async def test_a_councillor_votes_for_the_own_seat_only(api: ApiClient, journey: Journey) -> None:
    ward = "E05013799"
    await ready(journey, ward)
    for seat in (1, 2, 3):
        await api.sql(
            "INSERT INTO councillor_terms (id, person_key, ward, seat, starts_on) VALUES"
            " (gen_random_uuid(), :key, :ward, :seat, '2022-05-05')",
            key=PEOPLE[f"councillor-{seat}"].person_key,
            ward=ward,
            seat=seat,
        )
        journey.seats.add((ward, seat))
    proposal = await journey.deciding(DAY, {ward: 5_000}, starts_on="2026-01-01")
    path = f"/proposals/{proposal}/decision/votes"
    favour = {"interest": "none", "choice": "in-favour"}
    assert (await api.send("councillor", path, favour)).status == 403
    for_another = {**favour, "ward": ward, "seat": 2}
    assert (await api.send("councillor-1", path, for_another)).status == 403
    early = {**favour, "occurred_on": DAY, "late_reason": "I forgot"}
    assert (await api.send("councillor-1", path, early)).status == 403
    assert (await api.post("councillor-1", path, **favour))["voted"] == 1
    assert (await journey.tally(proposal, ward, DAY)).in_favour == 1
    changed = await api.post("councillor-1", path, interest="none", choice="abstain")
    assert changed["voted"] == 1
    assert (await journey.tally(proposal, ward, DAY)).in_favour == 0
    barred = {"interest": "pecuniary", "interest_detail": "My own shed"}
    assert await api.refused("councillor-2", path, **barred, choice="in-favour") == (
        "vote-needs-a-choice"
    )
    await api.post("councillor-2", path, **barred)
    close = f"/proposals/{proposal}/decision/close"
    # One in favour is still possible, two are not: the abstention decides.
    closed = await api.post("officer", close, reasons="Too few in favour.")
    assert closed["outcome"] == "declined"
    assert await api.refused("councillor-1", path, **favour) == "proposal-in-another-state"
    decided = [one for one in await api.said() if one["type"].endswith("proposal.decided.v1")]
    tally = decided[-1]["data"]["tallies"][0]
    assert (tally["abstained"], tally["interests_declared"], tally["required"]) == (1, 1, 2)


async def test_too_few_who_can_vote_refer_it_to_the_cabinet_member(
    api: ApiClient, journey: Journey
) -> None:
    ward = "E05013798"
    await ready(journey, ward)
    await journey.seat_councillors(ward, "2022-05-05", 1)
    proposal = await journey.open(DAY, ward)
    await journey.research(proposal, DAY, {ward: 700}, starts_on="2026-01-01")
    await journey.assess(proposal, DAY)
    today = api.on(DAY)
    await today.post("officer", f"/proposals/{proposal}/decision")
    close = f"/proposals/{proposal}/decision/close"
    assert await today.refused("officer", close, reasons="?") == "decision-still-open"
    await today.post(
        "officer",
        f"/proposals/{proposal}/decision/referred",
        ward=ward,
        choice="in-favour",
        reason="The cabinet member agreed on 1 June.",
    )
    assert (await today.post("officer", close, reasons="Agreed."))["outcome"] == "approved"
    decision = (await api.get(f"/proposals/{proposal}"))["decision"]
    assert decision["method"] == "cabinet-member"


async def test_each_ward_decides_for_its_share(api: ApiClient, journey: Journey) -> None:
    first, second = "E05013796", "E05013797"
    await ready(journey, first, second)
    shares = {first: 101, second: 200}
    proposal = await journey.deciding(DAY, shares, starts_on="2026-01-01")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, first, seat, "in-favour")
        await journey.vote(proposal, DAY, second, seat, "against")
    today = api.on(DAY)
    close = f"/proposals/{proposal}/decision/close"
    assert (await today.post("officer", close, reasons="They differ."))["outcome"] == "returned"
    for ward in shares:
        assert (await journey.money(ward, YEAR))["reserved"] == 0
    await journey.research(proposal, DAY, {first: 301}, starts_on="2026-01-01")
    await journey.assess(proposal, DAY)
    await today.post("officer", f"/proposals/{proposal}/decision")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, first, seat, "in-favour")
    closed = await today.post("officer", close, reasons="One ward pays.")
    assert (closed["outcome"], closed["amount"]) == ("approved", 301)
    await pays_in_odd_pence(api, journey)


async def pays_in_odd_pence(api: ApiClient, journey: Journey) -> None:
    """Payments of a shared award are divided to the penny."""
    shares = {"E05013796": 101, "E05013797": 200}
    before = {ward: (await journey.money(ward, YEAR))["paid"] for ward in shares}
    proposal = await journey.approved(DAY, shares, starts_on="2026-01-01")
    award = await api.on(DAY).post("officer", f"/proposals/{proposal}/award")
    path = f"/awards/{award['award_id']}/agreement"
    signed = await api.on(DAY).post("officer", path, payment_basis="in-arrears")
    for amount in (1, 99, 150, 51):
        asked = await api.post(
            "officer",
            f"/agreements/{signed['agreement_id']}/payment-requests",
            amount=amount,
            evidence="Receipts",
        )
        await api.post("finance", f"/payments/{asked['payment_id']}/pay")
    for ward, share in shares.items():
        assert (await journey.money(ward, YEAR))["paid"] - before[ward] == share
