"""A third council: its own wards and its own policy are two files, and no line of code."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import civic_reference
import pytest_asyncio
from budgets.policy.reading import read_policy
from budgets.policy.rulebook import together
from budgets_client import REFERENCE, WORKSPACE, ApiClient, api_client
from budgets_journey import Journey

NORTH, SOUTH = "E05099001", "E05099002"

POLICY = {
    "code": "little-sodding-2015",
    "title": "The parish pot of Little Sodding",
    "sources": ["Invented for this test"],
    "assumptions": [],
    "valid_from": "2015-04-01",
    "valid_until": None,
    "wards": {"number": 2, "on": "2015-04-01"},
    "neighbourhood_officers": 1,
    "allocation": {"per_ward": 500_000, "carry_over": "within-cycle"},
    "cycle": {"first_financial_year": "2015-16", "years": 2},
    "applicants": ["group"],
    "notice": [{"months": 1, "over_wards": 1}],
    "criteria": ["lawful"],
    "decision": {
        "method": "parish-meeting",
        "seats": 5,
        "approval": {"kind": "majority"},
        "quorum": 3,
        "vacant_seat": "is-left-out",
        "too_few_able": "all-who-can-vote",
        "refer_to": "parish-clerk",
        "wards_differ": "approving-wards-pay",
    },
    "approvals": [{"code": "words", "role": "moderator", "over_amount": 100_000}],
    "payment": {"bases": ["in-advance"], "evidence_for": ["in-advance"], "two_people": False},
    "follow_up_months": [3],
    "ward_ends": {"account_closes": "last-day", "money_moves_to": "any-ward"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def api(postgres: Any, tmp_path_factory: Any) -> AsyncIterator[ApiClient]:
    """The same application under the third council's two files."""
    folder: Path = tmp_path_factory.mktemp("little-sodding")
    reference = json.loads(REFERENCE.read_text())
    reference["wards"] = [
        {"code": NORTH, "name": "North", "valid_from": "2000-01-01"},
        {"code": SOUTH, "name": "South", "valid_from": "2000-01-01"},
    ]
    (folder / "reference.json").write_text(json.dumps(reference))
    (folder / "policy.json").write_text(json.dumps(POLICY))
    council = civic_reference.load(folder / "reference.json")
    rulebook = together(council, [read_policy(folder / "policy.json")])
    async for client in api_client(str(await postgres.database()), rulebook):
        yield client


async def test_the_parish_decides_in_its_own_way(api: ApiClient, journey: Journey) -> None:
    day = "2016-05-02"
    for ward in (NORTH, SOUTH):
        await journey.give_money(ward, "2016-17", "2016-04-01")
        await journey.seat_councillors(ward, "2015-05-01", 1, 2, 3, 4, 5)
    assert (await journey.money(NORTH, "2016-17"))["available"] == 500_000
    proposal = await journey.open(day, NORTH, SOUTH, applicant_kind="group")
    shares = {NORTH: 200_000, SOUTH: 100_000}
    costs = {
        "lines": [{"title": "A pump", "amount": 300_000}],
        "ward_shares": [{"ward": ward, "amount": part} for ward, part in shares.items()],
    }
    path = f"/proposals/{proposal}/research"
    rule = await api.on(day).refused("officer", path, **costs, starts_on="2016-05-20")
    assert rule == "applied-too-late"
    rule = await api.on(day).refused(
        "officer", path, **costs, starts_on="2016-06-02", applicant_kind="organisation"
    )
    assert rule == "applicant-not-eligible"
    await api.on(day).post("officer", path, **costs, starts_on="2016-06-02")
    lawful = {"criterion": "lawful", "judgement": "met", "reason": "Nobody forbids it."}
    await api.on(day).post("officer", f"/proposals/{proposal}/criteria", judgements=[lawful])
    await api.on(day).post("officer", f"/proposals/{proposal}/decision")
    await nothing_is_told_of_interests(api, day, proposal)
    for seat in (1, 2, 3):
        await journey.vote(proposal, day, NORTH, seat, "in-favour")
        await journey.vote(proposal, day, SOUTH, seat, "against")
    assert (await journey.tally(proposal, NORTH, day)).able == 3
    closed = await api.on(day).post(
        "officer", f"/proposals/{proposal}/decision/close", reasons="North wants it."
    )
    assert closed == {"proposal_id": proposal, "outcome": "approved", "amount": 200_000}
    assert (await journey.money(SOUTH, "2016-17"))["available"] == 500_000
    rule = await api.on(day).refused("officer", f"/proposals/{proposal}/award")
    assert rule == "approval-missing"
    await api.post(
        "moderator",
        f"/proposals/{proposal}/approvals",
        approval="words",
        approved=True,
        reason="Well said.",
    )
    award = await api.on(day).post("officer", f"/proposals/{proposal}/award")
    await the_parish_pays(api, award, day)


async def nothing_is_told_of_interests(api: ApiClient, day: str, proposal: str) -> None:
    """Also where fewer votes are enough once too few can vote."""
    for voted, seat in enumerate((4, 5), start=1):
        declared = {"interest": "pecuniary", "interest_detail": "My own hall"}
        path = f"/proposals/{proposal}/decision/votes"
        said = await api.on(day).post("officer", path, **declared, ward=NORTH, seat=seat)
        assert (said["voted"], said["required"]) == (voted, 3)
        told = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"]
        (tally,) = [one["tally"] for one in told if one["ward"] == NORTH]
        assert (tally["voted"], tally["required"], tally["must_vote"]) == (voted, 3, 3)


async def the_parish_pays(api: ApiClient, award: Any, day: str) -> None:
    """In advance, on evidence, and the same person may ask and pay."""
    path = f"/awards/{award['award_id']}/agreement"
    rule = await api.refused("officer", path, payment_basis="in-arrears")
    assert rule == "payment-basis-not-allowed"
    signed = await api.on(day).post("officer", path, payment_basis="in-advance")
    requests = f"/agreements/{signed['agreement_id']}/payment-requests"
    assert await api.refused("both", requests, amount=200_000) == "evidence-needed"
    asked = await api.post("both", requests, amount=200_000, evidence="An offer for a pump")
    await api.post("both", f"/payments/{asked['payment_id']}/pay")
    await api.on("2016-09-01").post("officer", f"/projects/{award['project_id']}/complete")
    follow_ups = f"/projects/{award['project_id']}/follow-ups"
    early = {"months_after": 3, "still_going": True}
    assert await api.on("2016-10-01").refused("officer", follow_ups, **early) == "asked-too-early"
    rule = await api.refused("officer", follow_ups, months_after=6, still_going=True)
    assert rule == "not-asked-then"
    await api.on("2016-12-01").post("officer", follow_ups, **early)


def test_the_code_names_no_council() -> None:
    source = WORKSPACE / "services/budgets/src/budgets"
    found = [
        str(path)
        for path in source.rglob("*.py")
        if path.name != "app.py" and "estminster" in path.read_text()
    ]
    assert found == []
