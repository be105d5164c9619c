"""The choir of Harrow Road, from a referred idea to a project that goes on without us."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from budgets.inbound.idea import proposal_of
from civic_contracts.events.ideas import IdeaReferred
from civic_contracts.fields import PublicText

WARD = "E05000635"
MEASURES = [
    {"code": "singers", "value": 44, "unit": "people"},
    {"code": "audience", "value": 366, "unit": "people"},
]


def referred(idea: Any, referral: Any, **details: Any) -> IdeaReferred:
    """The choir's idea as the ideas service refers it."""
    return IdeaReferred(
        **{
            "idea_id": idea,
            "referral_id": referral,
            "title": PublicText(text="A community choir for Harrow Road"),
            "summary": PublicText(text="Anybody may sing."),
            "ward": WARD,
            "wards": (WARD,),
            "theme": "community-focused",
            "estimated": 1_200_000,
            "owner_kind": "resident",
            "occurred_on": date(2009, 5, 11),
            **details,
        }
    )


async def test_the_choir_goes_from_idea_to_continuation(api: Any, journey: Any) -> None:
    idea, referral = uuid4(), uuid4()
    await api.hear(referred(idea, referral), subject=idea, sequence=1)
    proposal = str(proposal_of(referral))
    listed = await api.get(f"/proposals?idea_id={idea}")
    assert [one["proposal_id"] for one in listed["items"]] == [proposal]
    assert (await api.get(f"/proposals/{proposal}"))["policy"] == "westminster-2008"

    await journey.give_money(WARD, "2009-10", "2009-04-01")
    await journey.seat_councillors(WARD, "2006-05-04")
    june = api.on("2009-06-08")
    await june.post(
        "officer",
        f"/proposals/{proposal}/research",
        lines=[
            {"title": "Singing leader", "amount": 900_000},
            {"title": "Hall", "amount": 250_000},
        ],
        ward_shares=[{"ward": WARD, "amount": 1_150_000}],
        organisation="Wigmore Hall",
        applicant_kind="organisation",
        starts_on="2009-09-07",
    )
    await journey.assess(proposal, "2009-06-10")
    await api.on("2009-06-11").post("officer", f"/proposals/{proposal}/decision")
    assert (await journey.money(WARD, "2009-10"))["reserved"] == 1_150_000
    assert (await journey.vote(proposal, "2009-06-15", WARD, 1, "in-favour"))["standing"] == "open"
    voted = await journey.vote(proposal, "2009-06-15", WARD, 3, "in-favour")
    assert voted["standing"] == "decided"
    assert (await journey.tally(proposal, WARD, "2009-06-15")).standing == "approved"
    await api.on("2009-06-16").post(
        "officer", f"/proposals/{proposal}/decision/close", reasons="Two in favour."
    )
    award = await api.on("2009-06-20").post(
        "officer",
        f"/proposals/{proposal}/award",
        conditions=[
            {"code": "committee", "title": "Members set up a committee", "due_on": "2010-03-31"}
        ],
        volunteer_roles=[{"code": "steward", "title": "Concert steward", "places": 5}],
    )
    agreement = (
        await api.on("2009-07-01").post(
            "officer",
            f"/awards/{award['award_id']}/agreement",
            payment_basis="by-instalments",
            instalments=[
                {"code": "first", "amount": 600_000, "due_on": "2009-09-07"},
                {"code": "last", "amount": 550_000, "condition": "committee"},
            ],
        )
    )["agreement_id"]
    await pay(api, agreement, "2009-09-07", 600_000, "first")
    rule = await api.refused(
        "officer", f"/agreements/{agreement}/payment-requests", amount=550_000, instalment="last"
    )
    assert rule == "condition-not-met-yet"
    await api.on("2010-03-21").post(
        "officer", f"/agreements/{agreement}/monitoring", kind="concert", measures=MEASURES
    )
    await api.on("2010-03-28").post(
        "officer",
        f"/agreements/{agreement}/conditions/committee/met",
        evidence="A committee of choir members was formed.",
    )
    await pay(api, agreement, "2010-03-30", 550_000, "last")
    await api.on("2010-03-31").post("officer", f"/agreements/{agreement}/end", reason="completed")
    project = award["project_id"]
    await api.on("2010-04-10").post("officer", f"/projects/{project}/complete")
    await api.on("2010-04-12").post(
        "officer", f"/projects/{project}/continuations", funder="Wigmore Hall"
    )
    await api.on("2010-10-12").post(
        "officer", f"/projects/{project}/follow-ups", months_after=6, still_going=True
    )
    money = await journey.money(WARD, "2009-10")
    assert (money["paid"], money["committed"], money["reserved"]) == (1_150_000, 0, 0)
    assert money["available"] == 10_000_000 - 1_150_000
    await what_was_said(api, str(idea))


async def pay(api: Any, agreement: str, day: str, amount: int, instalment: str) -> None:
    """One instalment, asked for by the officer and paid by finance."""
    asked = await api.on(day).post(
        "officer",
        f"/agreements/{agreement}/payment-requests",
        amount=amount,
        instalment=instalment,
    )
    await api.on(day).post("finance", f"/payments/{asked['payment_id']}/pay")


async def what_was_said(api: Any, idea: str) -> None:
    """Every event is there, in the words of the contracts, and carries the idea."""
    said = await api.said()
    kinds = [one["type"].removeprefix("civic.budgets.").removesuffix(".v1") for one in said]
    assert [kind for kind in kinds if kind != "ward-account.ledger-posted"] == [
        "proposal.opened",
        "proposal.researched",
        "proposal.criteria-assessed",
        "proposal.decided",
        "award.made",
        "agreement.signed",
        "agreement.payment-made",
        "agreement.monitoring-recorded",
        "agreement.condition-met",
        "agreement.payment-made",
        "agreement.ended",
        "project.completed",
        "project.continued",
        "project.sustained",
    ]
    posted = [one["data"] for one in said if one["type"].endswith("ledger-posted.v1")]
    assert [one["kind"] for one in posted] == [
        "allocation",
        "reservation",
        "commitment",
        "payment",
        "payment",
    ]
    of_the_idea = [one["data"] for one in said if one["data"].get("kind") != "allocation"]
    assert {one["idea_id"] for one in of_the_idea} == {idea}
    completed = next(one["data"] for one in said if one["type"].endswith("project.completed.v1"))
    assert completed["measures"] == MEASURES
    assert completed["spent"] == 1_150_000
    made = next(one["data"] for one in said if one["type"].endswith("award.made.v1"))
    assert made["volunteer_places"] == 5
    assert made["organisation"] == "Wigmore Hall"
