"""What is heard from the other services: each once, in any order across subjects."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4, uuid5

from civic_contracts.events.budgets import (
    AgreementEnded,
    AgreementResumed,
    AgreementSuspended,
    AwardMade,
    AwardRevoked,
    ProjectCompleted,
)
from civic_contracts.events.ideas import (
    ConversationClosed,
    ConversationOpened,
    IdeaMerged,
    IdeaModerated,
    IdeaTextWithdrawn,
    IdeaUnmerged,
    IdeaWithdrawn,
)
from volunteers_house import (
    COORDINATOR,
    HARROW_ROAD_2009,
    LATE,
    LEILA,
    House,
    choir_award,
    choir_idea,
    food_bank_need,
    placed,
    volunteer,
    words,
)


def completed(award: AwardMade) -> ProjectCompleted:
    return ProjectCompleted(
        occurred_on=date(2010, 3, 31),
        project_id=award.project_id,
        award_id=award.award_id,
        idea_id=award.idea_id,
        title=award.title,
        theme=award.theme,
        wards=(HARROW_ROAD_2009,),
        organisation=award.organisation,
        spent=10_000_00,
    )


def suspended(award: AwardMade) -> AgreementSuspended:
    return AgreementSuspended(
        occurred_on=date(2010, 2, 1),
        agreement_id=uuid5(award.award_id, "agreement"),
        award_id=award.award_id,
        project_id=award.project_id,
        reason="no-report",
    )


def resumed(award: AwardMade) -> AgreementResumed:
    return AgreementResumed(
        occurred_on=date(2010, 2, 8),
        agreement_id=uuid5(award.award_id, "agreement"),
        award_id=award.award_id,
        project_id=award.project_id,
    )


def ended(award: AwardMade) -> AgreementEnded:
    return AgreementEnded(
        occurred_on=date(2010, 4, 30),
        agreement_id=uuid5(award.award_id, "agreement"),
        award_id=award.award_id,
        project_id=award.project_id,
        reason="finished",
        paid=10_000_00,
        released=0,
    )


async def test_an_award_without_roles_opens_its_places(house: House) -> None:
    award = choir_award(volunteer_roles=(), volunteer_places=5)
    await house.hear(award, award.award_id)
    found = (await house.seen(f"/opportunities?project_id={award.project_id}"))["items"]
    assert [(one["role"], one["places"], one["title"]) for one in found] == [
        ("volunteer", 5, "Harrow Road Community Choir")
    ]
    nothing = choir_award(volunteer_roles=(), volunteer_places=0)
    await house.hear(nothing, nothing.award_id)
    assert len((await house.seen("/opportunities"))["items"]) == 1
    assert (await house.seen(f"/projects/{nothing.project_id}"))["status"] == "running"


async def test_a_repeat_of_an_award_opens_nothing_twice(house: House) -> None:
    award = choir_award()
    envelope = house.envelope(award, award.award_id)
    for _ in range(3):
        await house.hear_envelope(award, envelope)
    assert len(await house.told("opportunity.opened")) == 2


async def test_a_completed_project_closes_its_opportunities_and_ends_placements(
    house: House,
) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    stewards = str(uuid5(award.award_id, "0:steward"))
    one = await volunteer(house, LEILA)
    late = {"occurred_on": "2010-01-04", **LATE}
    placement = await placed(house, stewards, one, **late)
    hours = {"minutes": 240, "occurred_on": "2010-03-21", **LATE}
    await house.made(f"/placements/{placement}/hours", hours, by=COORDINATOR)
    event = completed(award)
    await house.hear(event, event.project_id)
    closed = await house.told("opportunity.closed")
    assert [(one["reason"], one["occurred_on"]) for one in closed] == [
        ("project-completed", "2010-03-31")
    ] * 2
    left = (await house.told("placement.ended"))[0]
    assert (left["reason"], left["minutes"]) == ("project-completed", 240)
    after = {"minutes": 60, "occurred_on": "2010-03-22", **LATE}
    assert (await house.made(f"/placements/{placement}/hours", after, by=COORDINATOR))[
        "total_minutes"
    ] == 300
    agreement = ended(award)
    await house.hear(agreement, agreement.agreement_id)
    assert len(await house.told("opportunity.closed")) == 2
    assert (await house.seen(f"/projects/{award.project_id}"))["status"] == "completed"


async def test_a_suspended_agreement_takes_no_new_volunteers_and_keeps_those_there(
    house: House,
) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    stewards = str(uuid5(award.award_id, "0:steward"))
    await placed(house, stewards, await volunteer(house, LEILA))
    event = suspended(award)
    await house.hear(event, event.agreement_id)
    assert {one["reason"] for one in await house.told("opportunity.closed")} == {
        "agreement-suspended"
    }
    assert await house.told("placement.ended") == []
    final = ended(award)
    await house.hear(final, final.agreement_id)
    assert len(await house.told("placement.ended")) == 1


async def test_a_project_that_goes_on_takes_volunteers_again(house: House) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    stewards, committee = (
        str(uuid5(award.award_id, f"{number}:{role}"))
        for number, role in enumerate(("steward", "committee"))
    )
    closed = {"reason": "enough-of-them", "occurred_on": "2010-01-01", **LATE}
    await house.made(f"/opportunities/{committee}/closure", closed, by=COORDINATOR)
    stopped, goes_on = suspended(award), resumed(award)
    await house.hear(stopped, stopped.agreement_id)
    await house.hear(goes_on, goes_on.agreement_id)
    assert (await house.seen(f"/projects/{award.project_id}"))["status"] == "running"
    told = await house.told("opportunity.reopened")
    assert [(one["opportunity_id"], one["reason"]) for one in told] == [
        (stewards, "agreement-resumed")
    ]
    assert (told[0]["occurred_on"], told[0]["places"], told[0]["filled"]) == ("2010-02-08", 4, 0)
    found = await house.seen(f"/opportunities?project_id={award.project_id}&open=true")
    assert [one["id"] for one in found["items"]] == [stewards]
    await placed(house, stewards, await volunteer(house, LEILA))
    await house.hear(stopped, stopped.agreement_id)
    assert len(await house.told("opportunity.closed")) == 3


async def test_a_project_that_was_completed_meanwhile_does_not_go_on(house: House) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    stopped, done, goes_on = suspended(award), completed(award), resumed(award)
    await house.hear(stopped, stopped.agreement_id)
    await house.hear(done, done.project_id)
    await house.hear(goes_on, goes_on.agreement_id)
    assert (await house.seen(f"/projects/{award.project_id}"))["status"] == "completed"
    assert await house.told("opportunity.reopened") == []


async def test_a_completion_before_its_award_waits_for_it(house: House) -> None:
    award = choir_award()
    event = completed(award)
    await house.hear(event, event.project_id)
    assert await house.retry_held() == 0
    assert await house.held() == ["unknown-reference"]
    await house.hear(award, award.award_id)
    assert await house.retry_held() == 1
    assert await house.held() == []
    assert len(await house.told("opportunity.closed")) == 2


async def test_ideas_are_known_renamed_merged_and_forgotten(house: House) -> None:
    idea = choir_idea()
    heard = house.envelope(idea, idea.idea_id)
    await house.hear_envelope(idea, heard)
    path = f"/ideas/{idea.idea_id}"
    assert (await house.seen(path))["title"] == "A choir for Harrow Road"
    base = {"occurred_on": date(2009, 7, 1), "idea_id": idea.idea_id}
    edited = IdeaModerated(**base, outcome="edited", title=words("A community choir"))
    await house.hear(edited, idea.idea_id)
    assert (await house.seen(path))["title"] == "A community choir"
    gone = IdeaTextWithdrawn(**base, event_ids=(heard.id,), reason="asked")
    await house.hear(gone, idea.idea_id)
    assert (await house.seen(path))["title"] == "A community choir"
    other = uuid4()
    await house.hear(IdeaMerged(**base, into_idea_id=other, supporters=3), idea.idea_id)
    assert (await house.seen(path))["status"] == "merged"
    await house.hear(IdeaUnmerged(**base, from_idea_id=other, supporters=3), idea.idea_id)
    assert (await house.seen(path))["status"] == "submitted"
    await house.hear(IdeaModerated(**base, outcome="hidden"), idea.idea_id)
    assert (await house.seen(path))["title"] is None
    again = IdeaModerated(**base, outcome="published", title=words("A choir for all"))
    await house.hear(again, idea.idea_id)
    back = await house.seen(path)
    assert (back["title"], back["status"]) == ("A choir for all", "submitted")
    await house.hear(IdeaWithdrawn(**base, reason="asked"), idea.idea_id)
    assert (await house.seen(path))["status"] == "withdrawn"


async def test_a_withdrawn_title_is_erased(house: House) -> None:
    idea = choir_idea()
    heard = house.envelope(idea, idea.idea_id)
    await house.hear_envelope(idea, heard)
    gone = IdeaTextWithdrawn(
        occurred_on=date(2009, 7, 1), idea_id=idea.idea_id, event_ids=(heard.id,), reason="asked"
    )
    await house.hear(gone, idea.idea_id)
    assert (await house.seen(f"/ideas/{idea.idea_id}"))["title"] is None


async def test_conversations_are_known(house: House) -> None:
    conversation = uuid4()
    opened = ConversationOpened(
        occurred_on=date(2023, 3, 1),
        conversation_id=conversation,
        title=words("Improving access to health services"),
        kind="change-makers",
        commissioning_department="public-health",
        starts_on=date(2023, 3, 1),
    )
    await house.hear(opened, conversation)
    closing = ConversationClosed(
        occurred_on=date(2023, 3, 2),
        conversation_id=conversation,
        ideas_heard=4,
        participants=35,
    )
    await house.hear(closing, conversation)
    rows = await house.run("SELECT department, status FROM conversations")
    assert rows == [("public-health", "closed")]
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), conversation_id=conversation)
    await house.hear(need, need.urgent_need_id)
    seen = await house.seen("/urgent-needs")
    assert seen[0]["conversation"] == "Improving access to health services"


async def test_an_award_that_is_taken_back_looks_for_nobody(house: House) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    await house.hear(
        AwardRevoked(
            occurred_on=date(2010, 1, 15),
            award_id=award.award_id,
            proposal_id=award.proposal_id,
            project_id=award.project_id,
            organisation=award.organisation,
            financial_year=award.financial_year,
            ward_shares=award.ward_shares,
            amount=award.amount,
            reason="organisation-dissolved",
        ),
        award.award_id,
    )
    closed = await house.told("opportunity.closed")
    assert [(one["reason"], one["occurred_on"]) for one in closed] == [
        ("award-revoked", "2010-01-15")
    ] * len(award.volunteer_roles)
    assert (await house.seen(f"/projects/{award.project_id}"))["status"] == "ended"
