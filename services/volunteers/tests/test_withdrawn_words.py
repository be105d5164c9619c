"""Words that another service has withdrawn are gone here, and from what was told on with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts import Envelope
from civic_contracts.events.budgets import AwardMade, ProposalTextWithdrawn
from civic_contracts.events.ideas import (
    ConversationOpened,
    IdeaModerated,
    IdeaTextWithdrawn,
    UrgentNeedRaised,
    UrgentNeedTextWithdrawn,
)
from volunteers_house import (
    CHURCH_STREET,
    COORDINATOR,
    LEILA,
    MODERATOR,
    OPEN_AGE,
    SPACE,
    House,
    choir_award,
    food_bank_need,
    opportunity,
    space,
    words,
)

SAID = "Mrs Jones of 12 Elgin Avenue"
LISTING = {
    "kind": "skill-offered",
    "title": "Guitar lessons",
    "ward": CHURCH_STREET,
    "expires_on": str(datetime.now(UTC).date() + timedelta(days=30)),
}
INSTEAD = "Words withdrawn"
LATE = pytest.mark.parametrize("late", [False, True], ids=["words first", "words last"])
PLACES = {
    "ideas": "title",
    "urgent_needs": "title || coalesce(summary, '')",
    "projects": "title",
    "conversations": "title",
    "opportunities": "title || about || search::text",
    "spaces": "title || search::text",
    "listings": "title || about || search::text",
    "kit.outbox": "convert_from(body, 'UTF8')",
}


async def places_of(house: House, said: str) -> list[str]:
    """The tables that have these words, once everything was sent and what is due has run."""
    await house.run("UPDATE kit.outbox SET published_at = now()")
    await house.run_jobs()
    found = []
    for table, said_in in PLACES.items():
        rows = await house.run(
            f"SELECT 1 FROM {table} WHERE position(:said IN {said_in}) > 0",
            said=said,
        )
        found += [table] if rows else []
    return found


def need_of(idea: UUID) -> UrgentNeedRaised:
    now = datetime.now(UTC)
    about = {"title": words(f"{SAID} has no roof"), "summary": words(f"Ask for {SAID}")}
    return food_bank_need(now, now + timedelta(hours=48), idea_id=idea, people_needed=2, **about)


async def hear(house: House, late: bool, *told: tuple[Any, Envelope]) -> None:
    """Lets events of several subjects arrive in their order, or in the opposite one."""
    for event, envelope in reversed(told) if late else told:
        await house.hear_envelope(event, envelope)


def withdrawn_by_ideas(house: House, idea: UUID, *event_ids: UUID) -> tuple[Any, Envelope]:
    event = IdeaTextWithdrawn(
        occurred_on=datetime.now(UTC).date(),
        idea_id=idea,
        event_ids=event_ids,
        reason="moderated",
    )
    return event, house.envelope(event, idea)


def withdrawn_by_budgets(
    house: House, award: AwardMade, *event_ids: UUID, title: str | None = None
) -> tuple[Any, Envelope]:
    event = ProposalTextWithdrawn(
        occurred_on=date(2010, 1, 1),
        proposal_id=award.proposal_id,
        project_id=award.project_id,
        event_ids=event_ids,
        reason="moderated",
        title=words(title) if title else None,
    )
    return event, house.envelope(event, award.proposal_id)


@LATE
async def test_an_urgent_need_s_words_are_gone(house: House, late: bool) -> None:
    need = need_of(uuid4())
    raised = house.envelope(need, need.urgent_need_id)
    assert need.idea_id is not None
    gone = withdrawn_by_ideas(house, need.idea_id, raised.id)
    await hear(house, late, (need, raised), gone)
    assert await places_of(house, SAID) == []
    assert (await house.seen(f"/urgent-needs/{need.urgent_need_id}"))["title"] == INSTEAD
    (open_one,) = (await house.seen("/opportunities"))["items"]
    assert (open_one["title"], open_one["about"], open_one["places"]) == (INSTEAD, "", 2)


async def test_what_told_the_words_on_is_named_for_everybody(house: House) -> None:
    need = need_of(uuid4())
    raised = house.envelope(need, need.urgent_need_id)
    await house.hear_envelope(need, raised)
    assert await places_of(house, SAID) == ["urgent_needs", "opportunities", "kit.outbox"]
    assert need.idea_id is not None
    await hear(house, False, withdrawn_by_ideas(house, need.idea_id, raised.id))
    (opened,) = await house.envelopes("opportunity.opened")
    (withdrawn,) = await house.told("opportunity.text-withdrawn")
    assert withdrawn["event_ids"] == [opened["id"]]
    assert withdrawn["opportunity_id"] == opened["subject"]


async def heard_before_words_knew_their_event(house: House, table: str) -> None:
    """As a release kept them that did not note with which event words came."""
    await house.run(f"UPDATE {table} SET text_event_id = NULL")


@pytest.mark.parametrize("kind", [UrgentNeedTextWithdrawn, IdeaModerated])
async def test_a_need_of_an_earlier_release_loses_its_words(house: House, kind: type[Any]) -> None:
    need = need_of(uuid4())
    await house.hear(need, need.urgent_need_id)
    await heard_before_words_knew_their_event(house, "urgent_needs")
    day, idea = datetime.now(UTC).date(), need.idea_id
    if kind is IdeaModerated:
        hidden = IdeaModerated(occurred_on=day, idea_id=idea, outcome="hidden")
        await house.hear(hidden, hidden.idea_id)
    else:
        named = {"event_ids": (uuid4(),), "reason": "moderated"}
        about = {"urgent_need_id": need.urgent_need_id, "idea_id": idea, "occurred_on": day}
        await house.hear(UrgentNeedTextWithdrawn(**named, **about), need.urgent_need_id)
    assert await house.run("SELECT title, summary FROM urgent_needs") == [(INSTEAD, None)]


async def test_a_project_of_an_earlier_release_gets_its_other_words(house: House) -> None:
    award = choir_award(title=words(SAID), volunteer_roles=(), volunteer_places=0)
    await house.hear(award, award.award_id)
    await heard_before_words_knew_their_event(house, "projects")
    other = withdrawn_by_budgets(house, award, uuid4(), title="A choir")
    await house.hear_envelope(*other)
    assert await house.run("SELECT title FROM projects") == [("A choir",)]
    await house.hear_envelope(*withdrawn_by_budgets(house, award, uuid4(), other[1].id))
    assert await house.run("SELECT title FROM projects") == [(INSTEAD,)]


@LATE
async def test_an_award_s_words_are_gone(house: House, late: bool) -> None:
    award = choir_award(title=words(f"A choir at {SAID}"), purpose=words(f"{SAID} sings"))
    made = house.envelope(award, award.award_id)
    gone = withdrawn_by_budgets(house, award, uuid4(), made.id)
    await hear(house, late, (award, made), gone)
    assert await places_of(house, SAID) == []
    assert (await house.seen(f"/projects/{award.project_id}"))["title"] == INSTEAD


@LATE
async def test_words_that_replace_an_award_s_are_shown(house: House, late: bool) -> None:
    award = choir_award(title=words(SAID), volunteer_roles=())
    made = house.envelope(award, award.award_id)
    first = withdrawn_by_budgets(house, award, made.id, title=f"{SAID}, again")
    await hear(house, late, (award, made), first)
    second = withdrawn_by_budgets(house, award, made.id, first[1].id, title="A choir")
    await hear(house, False, second)
    assert await places_of(house, SAID) == []
    assert (await house.seen(f"/projects/{award.project_id}"))["title"] == "A choir"
    (open_one,) = (await house.seen("/opportunities"))["items"]
    assert open_one["title"] == "A choir"
    told = await house.envelopes("opportunity.")
    assert told[-1]["data"]["title"]["text"] == "A choir"
    assert told[-1]["data"]["event_ids"] == [one["id"] for one in told[:-1]]
    await hear(house, False, withdrawn_by_budgets(house, award, made.id, second[1].id))
    assert (await house.seen(f"/projects/{award.project_id}"))["title"] == INSTEAD
    assert "A choir" not in str((await house.seen("/opportunities"))["items"])


@LATE
async def test_a_conversation_s_title_is_gone(house: House, late: bool) -> None:
    opened = ConversationOpened(
        occurred_on=date(2023, 3, 1),
        conversation_id=uuid4(),
        title=words(SAID),
        kind="change-makers",
        commissioning_department="public-health",
        starts_on=date(2023, 3, 1),
    )
    began = house.envelope(opened, opened.conversation_id)
    await hear(house, late, (opened, began), withdrawn_by_ideas(house, uuid4(), began.id))
    assert await places_of(house, SAID) == []
    assert await house.run("SELECT title FROM conversations") == [(INSTEAD,)]


async def test_words_of_others_stay(house: House) -> None:
    award, other = choir_award(title=words(SAID)), choir_award()
    await house.hear(award, award.award_id)
    await house.hear(other, other.award_id)
    await hear(house, False, withdrawn_by_budgets(house, other, uuid4()))
    assert await places_of(house, SAID) == ["projects", "opportunities"]
    assert (await house.seen(f"/projects/{award.project_id}"))["title"] == SAID


async def test_a_moderator_withdraws_the_words_of_an_opportunity(house: House) -> None:
    wanted = await opportunity(house, title=f"Help {SAID}", about=f"{SAID} needs you")
    path = f"/opportunities/{wanted}/words/withdrawal"
    assert (await house.refused(path, {"reason": "names-somebody"}, by=LEILA))[0] == 403
    await house.made(path, {"reason": "names-somebody"}, by=MODERATOR)
    assert await places_of(house, SAID) == []
    assert (await house.told("opportunity.text-withdrawn"))[0]["reason"] == "names-somebody"
    assert (await house.seen(f"/opportunities/{wanted}"))["status"] == "open"


async def test_a_moderator_withdraws_the_words_of_a_space(house: House) -> None:
    hall = await space(house, title=f"The garage of {SAID}")
    path = f"/spaces/{hall}/words/withdrawal"
    assert (await house.refused(path, {"reason": "names-somebody"}, by=LEILA))[0] == 403
    await house.made(path, {"reason": "names-somebody"}, by=COORDINATOR)
    assert await places_of(house, SAID) == []
    (offered,) = await house.envelopes("space.offered")
    (withdrawn,) = await house.told("space.text-withdrawn")
    assert withdrawn["event_ids"] == [offered["id"]]


async def test_a_moderator_withdraws_the_words_of_a_listing(house: House) -> None:
    lessons = {**LISTING, "title": f"Lessons with {SAID}", "about": f"Ring {SAID}"}
    made = await house.made("/listings", lessons, by=COORDINATOR)
    path = f"/listings/{made['listing_id']}/words/withdrawal"
    assert (await house.refused(path, {"reason": "names-somebody"}, by=LEILA))[0] == 403
    state = await house.made(path, {"reason": "names-somebody"}, by=MODERATOR)
    assert state["status"] == "closed"
    assert await places_of(house, SAID) == []
    posted, closed, withdrawn = await house.envelopes("listing.")
    assert closed["data"]["reason"] == "words-withdrawn"
    assert withdrawn["data"]["reason"] == "names-somebody"
    assert withdrawn["data"]["event_ids"] == [posted["id"]]
    seen = await house.seen(f"/listings/{made['listing_id']}")
    assert (seen["title"], seen["about"]) == (INSTEAD, "")
    assert (await house.seen("/listings"))["items"] == []


async def test_the_words_of_a_listing_that_is_over_are_withdrawn_as_well(house: House) -> None:
    made = await house.made("/listings", {**LISTING, "title": SAID}, by=COORDINATOR)
    path = f"/listings/{made['listing_id']}"
    await house.made(f"{path}/closure", {}, by=COORDINATOR)
    await house.made(f"{path}/words/withdrawal", {"reason": "names-somebody"}, by=MODERATOR)
    assert await places_of(house, SAID) == []
    assert len(await house.told("listing.closed")) == 1


async def test_what_was_never_told_needs_no_withdrawal(house: House) -> None:
    unread = await house.made("/listings", {**LISTING, "title": SAID}, by=LEILA)
    path = f"/listings/{unread['listing_id']}/words/withdrawal"
    state = await house.made(path, {"reason": "names-somebody"}, by=MODERATOR)
    assert state["status"] == "refused", "nothing without words is left to be posted"
    assert await house.told("listing.") == []
    waiting = await house.made("/spaces", {**SPACE, "title": SAID}, by=OPEN_AGE)
    path = f"/spaces/{waiting['space_id']}/words/withdrawal"
    await house.made(path, {"reason": "names-somebody"}, by=MODERATOR)
    assert await places_of(house, SAID) == []
    assert await house.told("space.text-withdrawn") == []
