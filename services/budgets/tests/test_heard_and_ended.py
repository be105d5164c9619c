"""What is heard of ideas and groups, direct proposals, and people who leave."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from budgets.inbound.idea import proposal_of
from budgets.policy.domain.financial_year import FinancialYear
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from civic_contracts.events.ideas import (
    IdeaMerged,
    IdeaModerated,
    IdeaReferred,
    IdeaTextWithdrawn,
    IdeaUnmerged,
    IdeaWithdrawn,
)
from civic_contracts.events.people import VolunteersPersonErasureRequested
from civic_contracts.events.volunteers import GroupClosed, GroupMembershipCounted, GroupRegistered
from civic_contracts.fields import PublicText

WARWICK, YEAR, DAY = "E05000647", "2009-10", "2009-06-01"
ON = date(2009, 6, 1)


async def refer(api: ApiClient, idea: UUID, sequence: int = 1, **more: Any) -> tuple[str, UUID]:
    """An idea is referred; returns the proposal and the event's id."""
    referral = uuid4()
    event = IdeaReferred(
        **{
            "idea_id": idea,
            "referral_id": referral,
            "title": PublicText(text="Planters at Glastonbury House"),
            "summary": PublicText(text="Twelve groups, a planter each."),
            "ward": WARWICK,
            "wards": (WARWICK,),
            "theme": "greening",
            "owner_kind": "resident",
            "occurred_on": ON,
            **more,
        }
    )
    heard = await api.hear(event, subject=idea, sequence=sequence)
    return str(proposal_of(referral)), heard


async def test_a_withdrawn_idea_takes_its_undecided_proposal_back(
    api: ApiClient, journey: Journey
) -> None:
    await journey.give_money(WARWICK, YEAR, "2009-04-01")
    await journey.seat_councillors(WARWICK, "2006-05-04")
    idea = uuid4()
    proposal, _ = await refer(api, idea)
    await journey.research(proposal, DAY, {WARWICK: 5_000}, organisation="Planters")
    await journey.assess(proposal, DAY)
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decision")
    assert (await journey.money(WARWICK, YEAR))["reserved"] == 5_000
    withdrawn = IdeaWithdrawn(idea_id=idea, reason="owner-asked", occurred_on=ON)
    await api.hear(withdrawn, subject=idea, sequence=2)
    assert (await journey.money(WARWICK, YEAR))["reserved"] == 0
    found = await api.get(f"/proposals/{proposal}")
    assert (found["state"], found["decision"]["outcome"]) == ("withdrawn", "withdrawn")
    said = [one for one in await api.said() if one["subject"] == proposal]
    assert said[-1]["type"] == "civic.budgets.proposal.withdrawn.v1"
    named = {proposal_of(UUID(one["data"]["referral_id"])) for one in said}
    assert named == {UUID(proposal)}, "each says which referral it is the proposal of"


async def test_nothing_is_taken_back_before_its_last_step(api: ApiClient, journey: Journey) -> None:
    """Its idea was withdrawn on a day before that; what is heard cannot be refused."""
    idea = uuid4()
    proposal, _ = await refer(api, idea)
    await journey.research(proposal, DAY, {WARWICK: 400}, organisation="Planters")
    await journey.assess(proposal, DAY)
    june = api.on("2009-06-20")
    await june.post("officer", f"/proposals/{proposal}/decision")
    withdrawn = IdeaWithdrawn(idea_id=idea, reason="owner-asked", occurred_on=date(2009, 5, 20))
    await api.hear(withdrawn, subject=idea, sequence=2)
    found = await api.get(f"/proposals/{proposal}")
    assert (found["ended_on"], found["decision"]["decided_on"]) == ("2009-06-20", "2009-06-20")
    released = (await api.get(f"/ward-accounts/{WARWICK}/entries?limit=1"))["items"][0]
    assert (released["kind"], released["occurred_on"]) == ("release", "2009-06-20")
    said = [one["data"] for one in await api.said() if one["subject"] == proposal]
    assert said[-1]["occurred_on"] == "2009-06-20"


async def test_what_was_awarded_stands_when_the_idea_is_withdrawn(
    api: ApiClient, journey: Journey
) -> None:
    idea = uuid4()
    proposal, _ = await refer(api, idea)
    await journey.research(proposal, DAY, {WARWICK: 300}, organisation="Planters")
    await journey.assess(proposal, DAY)
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decision")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, WARWICK, seat, "in-favour")
    close = f"/proposals/{proposal}/decision/close"
    await api.on(DAY).post("officer", close, reasons="Yes.")
    withdrawn = IdeaWithdrawn(idea_id=idea, reason="owner-asked", occurred_on=ON)
    await api.hear(withdrawn, subject=idea, sequence=2)
    assert (await api.get(f"/proposals/{proposal}"))["state"] == "approved"


async def test_words_are_erased_here_and_in_what_was_told(api: ApiClient) -> None:
    idea = uuid4()
    proposal, heard = await refer(api, idea)
    told = [one["id"] for one in await api.said() if one["subject"] == proposal]
    event = IdeaTextWithdrawn(
        idea_id=idea, event_ids=(uuid4(), heard), reason="owner-asked", occurred_on=ON
    )
    await api.hear(event, subject=idea, sequence=2)
    found = await api.get(f"/proposals/{proposal}")
    assert (found["title"], found["summary"]) == ("Words withdrawn", None)
    last = (await api.said())[-1]
    assert last["type"] == "civic.budgets.proposal.text-withdrawn.v1"
    assert last["data"]["event_ids"] == told


async def test_words_that_are_approved_again_are_back_on_the_proposal(api: ApiClient) -> None:
    idea = uuid4()
    proposal, heard = await refer(api, idea)
    withdrawn = {"idea_id": idea, "reason": "moderated", "occurred_on": ON}
    await api.hear(IdeaTextWithdrawn(event_ids=(heard,), **withdrawn), subject=idea, sequence=2)
    again = IdeaModerated(
        idea_id=idea,
        outcome="published",
        title=PublicText(text="Planters"),
        summary=PublicText(text="Twelve."),
        occurred_on=ON,
    )
    said_again = await api.hear(again, subject=idea, sequence=3)
    found = await api.get(f"/proposals/{proposal}")
    assert (found["title"], found["summary"]) == ("Planters", "Twelve.")
    gone = IdeaTextWithdrawn(event_ids=(said_again,), **withdrawn)
    await api.hear(gone, subject=idea, sequence=4)
    found = await api.get(f"/proposals/{proposal}")
    assert (found["title"], found["summary"]) == ("Words withdrawn", None)


async def test_proposals_follow_merged_ideas(api: ApiClient) -> None:
    idea, other = uuid4(), uuid4()
    proposal, _ = await refer(api, idea)
    merged = IdeaMerged(idea_id=idea, into_idea_id=other, supporters=2, occurred_on=ON)
    await api.hear(merged, subject=idea, sequence=2)
    assert (await api.get(f"/proposals/{proposal}"))["idea_id"] == str(other)
    unmerged = IdeaUnmerged(idea_id=idea, from_idea_id=other, supporters=1, occurred_on=ON)
    await api.hear(unmerged, subject=idea, sequence=3)
    assert (await api.get(f"/proposals/{proposal}"))["idea_id"] == str(idea)


@pytest.mark.parametrize("second_first", [False, True])
async def test_proposals_follow_a_chain_of_merged_ideas(api: ApiClient, second_first: bool) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    proposal, _ = await refer(api, first)
    other, _ = await refer(api, second)
    common = {"supporters": 2, "occurred_on": ON}
    mergers = [
        IdeaMerged(idea_id=first, into_idea_id=second, **common),
        IdeaMerged(idea_id=second, into_idea_id=third, **common),
    ]
    for event in reversed(mergers) if second_first else mergers:
        await api.hear(event, subject=event.idea_id, sequence=2)

    async def where() -> list[UUID]:
        return [UUID((await api.get(f"/proposals/{one}"))["idea_id"]) for one in (proposal, other)]

    assert await where() == [third, third]
    out = IdeaUnmerged(idea_id=second, from_idea_id=third, **common)
    await api.hear(out, subject=second, sequence=3)
    assert await where() == [second, second], "the first is part of the second still"
    out = IdeaUnmerged(idea_id=first, from_idea_id=second, **common)
    await api.hear(out, subject=first, sequence=3)
    assert await where() == [first, second]


async def test_a_referral_from_before_any_policy_comes_in_when_it_is_heard(
    api: ApiClient,
) -> None:
    proposal, _ = await refer(api, uuid4(), occurred_on=date(2007, 1, 1))
    found = await api.get(f"/proposals/{proposal}")
    today = (await api.sql("SELECT (now() AT TIME ZONE 'Europe/London')::date AS today"))[0].today
    assert (found["state"], found["opened_on"]) == ("opened", str(today))
    assert found["policy"] == "westminster-2026"
    assert found["financial_year"] == str(FinancialYear.of(today))
    opened = (await api.said())[-1]
    assert (opened["type"], opened["data"]["occurred_on"]) == (
        "civic.budgets.proposal.opened.v1",
        str(today),
    )
    why = {"reason": "not-now", "reasons": "It is answered."}
    await api.post("officer", f"/proposals/{proposal}/decline", **why)


async def test_a_known_group_applies_under_its_name_until_it_closes(api: ApiClient) -> None:
    group = uuid4()
    names = {"group_id": group, "ward": WARWICK, "occurred_on": ON}
    registered = GroupRegistered(**names, organisation="Open Age", kind="charity", members=10)
    await api.hear(registered, subject=group, sequence=1)
    counted = GroupMembershipCounted(**names, organisation="Open Age", members=12)
    await api.hear(counted, subject=group, sequence=2)
    known = {one["id"]: one for one in await api.get("/groups")}
    assert known[str(group)]["members"] == 12
    body = {
        "title": "A fete",
        "wards": [WARWICK],
        "theme": "community-focused",
        "group_id": str(group),
    }
    made = await api.on(DAY).post("officer", "/proposals", **body)
    found = await api.get(f"/proposals/{made['proposal_id']}")
    assert found["organisation"] == "Open Age"
    await api.hear(GroupClosed(**names, reason="ended"), subject=group, sequence=3)
    assert await api.on(DAY).refused("officer", "/proposals", **body) == "group-has-closed"


async def test_a_group_s_own_words_wait_for_a_moderator(api: ApiClient) -> None:
    said = len(await api.said())
    body = {"title": "Our garden", "wards": ["E05013802"], "theme": "greening"}
    made = await api.post("group", "/proposals", **body)
    proposal = f"/proposals/{made['proposal_id']}"
    assert made["state"] == "submitted"
    await api.get(proposal, status=404)
    await api.get(proposal, "other-group", status=404)
    await api.get(proposal, "group")
    assert len(await api.said()) == said
    assert (
        await api.send("other-group", f"{proposal}/withdraw", {"reason": "spite"})
    ).status == 404
    await api.post("moderator", f"{proposal}/accept")
    assert (await api.get(proposal))["state"] == "opened"
    assert len(await api.said()) == said + 1
    await api.post("group", f"{proposal}/withdraw", reason="no-longer-wanted")
    assert (await api.get(proposal))["state"] == "withdrawn"


async def test_a_finished_project_is_the_template_of_another(
    api: ApiClient, journey: Journey
) -> None:
    agreed = await journey.agreed(DAY, {WARWICK: 500}, "in-advance")
    body = {"title": "Planters here too", "theme": "greening", "wards": ["E05000642"]}
    replica = await api.on("2010-05-01").post(
        "officer", "/proposals", **body, replica_of=agreed["project_id"]
    )
    project = await api.get(f"/projects/{agreed['project_id']}")
    assert [one["proposal_id"] for one in project["replications"]] == [replica["proposal_id"]]
    path = f"/projects/{agreed['project_id']}/replications"
    started = {"ward": "E05000642", "stage": "started"}
    await api.on("2010-06-01").post("officer", path, **started)
    assert await api.on("2010-06-01").refused("officer", path, **started) == "told-already"
    same = {"ward": WARWICK, "stage": "started"}
    assert await api.on("2010-06-01").refused("officer", path, **same) == "same-ward"


async def test_what_does_not_meet_the_criteria_is_declined(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.open(DAY, WARWICK)
    await journey.research(proposal, DAY, {WARWICK: 100})
    await journey.assess(proposal, DAY, "not-met")
    today = api.on(DAY)
    rule = await today.refused("officer", f"/proposals/{proposal}/decision")
    assert rule == "criterion-not-met"
    judged = [{"criterion": "lawful", "judgement": "met", "reason": "Yes."}]
    rule = await today.refused("officer", f"/proposals/{proposal}/criteria", judgements=judged)
    assert rule == "criteria-incomplete"
    why = {"reason": "criterion-not-met", "reasons": "Others do this already."}
    await today.post("officer", f"/proposals/{proposal}/decline", **why)
    assert (await api.get(f"/proposals/{proposal}"))["state"] == "declined"


async def test_who_wishes_to_be_forgotten_is_and_statutory_records_are_named(
    api: ApiClient, journey: Journey
) -> None:
    asked = VolunteersPersonErasureRequested(occurred_on=ON)
    body = {"title": "A bench", "wards": ["E05013802"], "theme": "greening"}
    await api.post("group", "/proposals", **body)
    await journey.give_money("E05013802", "2025-26", "2025-04-01")
    for who in ("group", "finance"):
        key = str(PEOPLE[who].person_key)
        await api.hear(asked, subject=key, sequence=1)
        answer = (await api.said())[-1]
        assert answer["type"] == "civic.budgets.person.erased.v1"
        assert answer["subject"] == key
        # The group's proposal and the answer to it; of finance, answers to commands alone.
        assert answer["data"]["records_erased"] > 0
        assert answer["data"]["kept"] == (
            ["payment-records", "audit-records"] if who == "finance" else []
        )
        assert await api.sql("SELECT 1 FROM proposals WHERE opened_by = :key", key=key) == []
        assert await api.sql("SELECT 1 FROM kit.idempotency WHERE scope = :key", key=key) == []
