"""No step is dated before the one that it follows, and the days of a project run forward."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from budgets.approvals.domain import ApprovedItBefore, who_approved_stays_out
from budgets.chronology import BeforeWhatItFollows, comes_after
from budgets_client import PEOPLE, ApiClient
from budgets_journey import CRITERIA, Journey
from sqlalchemy.exc import DBAPIError

WARD, YEAR = "E05000635", "2009-10"
DAY, BEFORE = "2009-06-10", "2009-06-09"
STEPS = ("research", "criteria")
EARLY = "before-what-it-follows"
JUDGED = [{"criterion": one, "judgement": "met", "reason": "It is so."} for one in CRITERIA]
COSTS = {
    "lines": [{"title": "All of it", "amount": 500}],
    "ward_shares": [{"ward": WARD, "amount": 500}],
}


def test_a_step_comes_on_or_after_the_days_of_those_before() -> None:
    comes_after(date(2009, 6, 10), {"was signed": date(2009, 6, 10), "ended": None})
    with pytest.raises(BeforeWhatItFollows, match="It was signed on 11 June 2009"):
        comes_after(date(2009, 6, 10), {"came in": None, "was signed": date(2009, 6, 11)})


def test_a_second_person_stays_a_second_person() -> None:
    who_approved_stays_out("somebody", ["another"])
    with pytest.raises(ApprovedItBefore):
        who_approved_stays_out("somebody", ["another", "somebody"])


@pytest.fixture(scope="module", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    await journey.seat_councillors(WARD, "2006-05-04")


async def early(api: ApiClient, path: str, who: str = "officer", **body: Any) -> None:
    """A day before the step that it follows is refused, and the day itself is not."""
    assert await api.on(BEFORE).refused(who, path, **body) == EARLY
    await api.on(DAY).post(who, path, **body)


async def test_a_proposal_goes_forward(api: ApiClient, journey: Journey) -> None:
    proposal = f"/proposals/{await journey.open(DAY, WARD)}"
    await early(api, f"{proposal}/research", **COSTS)
    await early(api, f"{proposal}/criteria", judgements=JUDGED)
    await early(api, f"{proposal}/decision")
    vote = {"interest": "none", "choice": "in-favour", "ward": WARD}
    for seat in (1, 2):
        await early(api, f"{proposal}/decision/votes", **vote, seat=seat)
    await early(api, f"{proposal}/decision/close", reasons="Yes.")
    award = await api.on(DAY).send("officer", f"{proposal}/award", {"occurred_on": BEFORE})
    assert (award.status, award.body["rule"]) == (409, EARLY)
    made = await api.on(DAY).post("officer", f"{proposal}/award")
    await early(api, f"/awards/{made['award_id']}/agreement", payment_basis="in-advance")
    project = f"/projects/{made['project_id']}"
    await early(api, f"{project}/replications", ward="E05000642", stage="planned")
    await early(api, f"{project}/continuations", funder="Wigmore Hall")
    copied = {"title": "Here too", "wards": ["E05000642"], "theme": "greening"}
    await early(api, "/proposals", **copied, replica_of=made["project_id"])


async def test_a_proposal_ends_after_its_last_step(api: ApiClient, journey: Journey) -> None:
    deciding = await journey.deciding(DAY, {WARD: 500})
    await early(api, f"/proposals/{deciding}/withdraw", reason="asked-by-applicant")
    opened = await journey.open(DAY, WARD)
    await early(api, f"/proposals/{opened}/decline", reason="not-now", reasons="No.")


async def test_an_agreement_goes_forward(api: ApiClient, journey: Journey) -> None:
    condition = {"code": "committee", "title": "Members set up a committee"}
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-advance", conditions=[condition])
    agreement = f"/agreements/{agreed['agreement_id']}"
    await early(api, f"{agreement}/monitoring", kind="visit")
    await early(api, f"{agreement}/suspend", reason="late-report")
    await early(api, f"{agreement}/resume")
    for deed, body in (("pay", {}), ("refuse", {"reason": "Too soon."})):
        asked = {"amount": 100}
        requests = f"{agreement}/payment-requests"
        assert await api.on(BEFORE).refused("officer", requests, **asked) == EARLY
        made = await api.on(DAY).post("officer", requests, **asked)
        await early(api, f"/payments/{made['payment_id']}/{deed}", "finance", **body)
    await early(api, f"{agreement}/conditions/committee/met", evidence="It was formed.")
    await early(api, f"/projects/{agreed['project_id']}/complete")
    await early(api, f"{agreement}/end", reason="completed")


async def test_money_moves_forward_with_its_agreement(api: ApiClient, journey: Journey) -> None:
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-advance")
    agreement, later = f"/agreements/{agreed['agreement_id']}", "2009-06-20"
    today, june = api.on(DAY), api.on(later)
    first, second = [
        (await today.post("officer", f"{agreement}/payment-requests", amount=200))["payment_id"]
        for _ in range(2)
    ]
    await today.post("finance", f"/payments/{first}/pay")
    back = f"/payments/{first}/repayments"
    entered = [
        (await today.post("finance", back, amount=50, reason="Too much."))["correction_id"]
        for _ in range(2)
    ]
    confirm = [f"/ledger/corrections/{one}/confirm" for one in entered]
    await june.post("finance-2", confirm[0])
    # Not stopped before money has come back under it, nor paid while it was.
    why, turned = {"reason": "late-report"}, api.on("2009-06-22")
    rule = await api.on("2009-06-19").refused("officer", f"{agreement}/suspend", **why)
    assert rule == EARLY
    await june.post("officer", f"{agreement}/suspend", **why)
    await turned.post("officer", f"{agreement}/resume")
    assert await api.on("2009-06-21").refused("finance", f"/payments/{second}/pay") == EARLY
    await turned.post("finance", f"/payments/{second}/pay")
    await api.on("2009-06-25").post("finance-2", confirm[1])
    third = await turned.post("finance", back, amount=100, reason="The rest.")
    for step in ("suspend", "end"):
        rule = await api.on("2009-06-24").refused("officer", f"{agreement}/{step}", **why)
        assert rule == EARLY, step
    await api.on("2009-06-25").post("officer", f"{agreement}/end", **why)
    # What comes back afterwards is released afterwards.
    last = f"/ledger/corrections/{third['correction_id']}/confirm"
    assert await api.on("2009-06-24").refused("finance-2", last) == EARLY
    await api.on("2009-06-25").post("finance-2", last)


async def test_a_suspended_agreement_completes_nothing(api: ApiClient, journey: Journey) -> None:
    condition = {"code": "committee", "title": "Members set up a committee"}
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-advance", conditions=[condition])
    today, agreement = api.on(DAY), f"/agreements/{agreed['agreement_id']}"
    complete = f"/projects/{agreed['project_id']}/complete"
    met = f"{agreement}/conditions/committee/met"
    await today.post("officer", f"{agreement}/suspend", reason="late-report")
    assert await today.refused("officer", complete) == "agreement-in-another-state"
    await api.on("2009-06-12").post("officer", f"{agreement}/resume")
    late = await api.on("2009-06-11").refused("officer", f"{agreement}/end", reason="done")
    assert late == EARLY
    await api.on("2009-06-12").post("officer", f"{agreement}/end", reason="broken")
    refused = await api.on("2009-06-12").refused("officer", met, evidence="Too late.")
    assert refused == "agreement-in-another-state"


async def test_what_was_spent_is_what_has_been_paid(api: ApiClient, journey: Journey) -> None:
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-arrears")
    today, project = api.on(DAY), f"/projects/{agreed['project_id']}"
    assert (await api.get(project))["spent"] is None
    requests = f"/agreements/{agreed['agreement_id']}/payment-requests"
    for amount, spent in ((200, 200), (300, 500)):
        asked = await today.post("officer", requests, amount=amount, evidence="Bills")
        await today.post("finance", f"/payments/{asked['payment_id']}/pay")
        if amount == 200:
            await today.post("officer", f"{project}/complete")
        assert (await api.get(project))["spent"] == spent


async def test_the_days_of_award_and_agreement_run_forward(
    api: ApiClient, journey: Journey
) -> None:
    runs = {"starts_on": "2009-09-01", "ends_on": "2010-03-31"}
    proposal = await journey.approved(DAY, {WARD: 500}, **runs)
    award, today = f"/proposals/{proposal}/award", api.on(DAY)
    await reversed_days(today, award, "/starts_on", starts_on="2010-04-01")
    await reversed_days(today, award, "/ends_on", ends_on="2009-08-31")
    due = {"code": "plan", "title": "A plan", "due_on": BEFORE}
    answer = await today.send("officer", award, {"conditions": [due]})
    assert (answer.status, pointer(answer.body)) == (422, "/conditions/0/due_on")
    made = await today.post("officer", award, conditions=[{**due, "due_on": DAY}])
    agreement = f"/awards/{made['award_id']}/agreement"
    basis = {"payment_basis": "in-advance"}
    await reversed_days(today, agreement, "/starts_on", **basis, starts_on="2010-04-01")
    await reversed_days(today, agreement, "/ends_on", **basis, ends_on="2009-08-31")
    await today.post("officer", agreement, **basis, starts_on="2010-03-31")


async def reversed_days(api: ApiClient, path: str, at: str, **body: Any) -> None:
    """It would end before it begins, once joined with what is known already."""
    answer = await api.send("officer", path, body)
    assert (answer.status, pointer(answer.body)) == (422, at), answer


def pointer(problem: dict[str, Any]) -> str:
    return str(problem["errors"][0]["pointer"])


async def test_who_worked_on_an_earlier_version_does_not_approve_a_later_one(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    ward, day = "E05013803", "2025-06-02"
    costs = {
        "lines": [{"title": "All of it", "amount": 1_500_000}],
        "ward_shares": [{"ward": ward, "amount": 1_500_000}],
        "starts_on": "2026-01-01",
    }
    legal = {"approval": "legal", "approved": True, "reason": "Lawful."}
    for first, work in zip(("both", "both-2"), STEPS, strict=True):
        proposal = await journey.open(day, ward)
        path = f"/proposals/{proposal}"
        researcher, assessor = (first if work == one else "officer" for one in STEPS)
        await api.on(day).post(researcher, f"{path}/research", **costs)
        await api.on(day).post(assessor, f"{path}/criteria", judgements=JUDGED)
        # Somebody else does it anew: the row no longer names who did it first.
        await api.on(day).post("officer", f"{path}/research", **costs)
        await api.on(day).post("officer", f"{path}/criteria", judgements=JUDGED)
        rule = await api.refused(first, f"{path}/approvals", **legal)
        assert rule == "another-person-must-approve"
        page = f"{path}/approvals/legal"
        official = await browse(first)
        assert "Another person must give this approval" in await official.see(page)
        assert f'href="/budgets{page}"' not in await official.see("/work")
        with pytest.raises(DBAPIError, match="does not approve it"):
            await api.sql(
                "INSERT INTO approvals (proposal_id, approval, approved, reason, given_by,"
                " given_on) VALUES (:id, 'legal', true, 'So.', :key, '2025-06-02')",
                id=proposal,
                key=str(PEOPLE[first].person_key),
            )
        await api.post("legal", f"{path}/approvals", **legal)


async def test_who_approved_does_not_work_on_it_afterwards(
    api: ApiClient, journey: Journey
) -> None:
    ward, day = "E05013803", "2025-06-02"
    await journey.give_money(ward, "2025-26", "2025-04-01")
    proposal = await journey.open(day, ward)
    await journey.research(proposal, day, {ward: 1_500_000}, starts_on="2026-01-01")
    await journey.assess(proposal, day)
    path = f"/proposals/{proposal}"
    legal = {"approval": "legal", "approved": True, "reason": "Lawful."}
    await api.post("both", f"{path}/approvals", **legal)
    again = await api.on(day).refused("both", f"{path}/criteria", judgements=JUDGED)
    assert again == "approved-it-before"
    costs = {
        "lines": [{"title": "All of it", "amount": 5}],
        "ward_shares": [{"ward": ward, "amount": 5}],
    }
    rule = await api.on(day).refused("both", f"{path}/research", **costs)
    assert rule == "approved-it-before"
    await journey.assess(proposal, day)
