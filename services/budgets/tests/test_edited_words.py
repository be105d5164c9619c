"""A proposal has the words of its idea: also when a moderator has given the idea others."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from budgets_client import ApiClient
from civic_contracts.events.ideas import IdeaModerated, IdeaTextWithdrawn
from civic_contracts.fields import PublicText
from test_heard_and_ended import ON, refer

OLD = "Planters at Glastonbury House"


async def edit(api: ApiClient, idea: UUID, sequence: int, title: str, *gone: UUID) -> UUID:
    """The idea's words are edited, as ideas tells it: the new ones, then the withdrawal."""
    edited = IdeaModerated(
        idea_id=idea,
        outcome="edited",
        title=PublicText(text=title),
        summary=PublicText(text="Twelve of them."),
        occurred_on=ON,
    )
    heard = await api.hear(edited, subject=idea, sequence=sequence)
    withdrawn = IdeaTextWithdrawn(idea_id=idea, event_ids=gone, reason="moderated", occurred_on=ON)
    await api.hear(withdrawn, subject=idea, sequence=sequence + 1)
    return heard


async def test_a_proposal_takes_the_words_that_a_moderator_put_in(api: ApiClient) -> None:
    idea = uuid4()
    proposal, referred = await refer(api, idea)
    opened = [one["id"] for one in await api.said() if one["subject"] == proposal]
    first = await edit(api, idea, 2, "Planters", referred)
    found = await api.get(f"/proposals/{proposal}")
    assert (found["title"], found["summary"]) == ("Planters", "Twelve of them.")
    told = (await api.said())[-1]
    assert told["type"] == "civic.budgets.proposal.text-withdrawn.v1"
    assert told["data"]["event_ids"] == opened
    assert told["data"]["title"]["text"] == "Planters"
    await edit(api, idea, 4, "Planters for all", referred, first)
    assert (await api.get(f"/proposals/{proposal}"))["title"] == "Planters for all"
    again = (await api.said())[-1]
    assert set(again["data"]["event_ids"]) == {*opened, told["id"]}


async def test_words_that_were_put_in_are_erased_with_the_idea_s(api: ApiClient) -> None:
    idea = uuid4()
    proposal, referred = await refer(api, idea)
    edited = await edit(api, idea, 2, "Planters", referred)
    replaced = (await api.said())[-1]["id"]
    hidden = IdeaTextWithdrawn(
        idea_id=idea, event_ids=(referred, edited), reason="moderated", occurred_on=ON
    )
    await api.hear(hidden, subject=idea, sequence=4)
    assert (await api.get(f"/proposals/{proposal}"))["title"] == "Words withdrawn"
    last = (await api.said())[-1]["data"]
    assert replaced in last["event_ids"]
    assert last["title"] is None
    back = await edit(api, idea, 5, "Boxes", referred, edited)
    assert (await api.get(f"/proposals/{proposal}"))["title"] == "Boxes"
    assert back


async def test_a_proposal_with_words_of_its_own_keeps_them(api: ApiClient) -> None:
    idea = uuid4()
    proposal, _ = await refer(api, idea)
    await edit(api, uuid4(), 1, "Another idea", uuid4())
    assert (await api.get(f"/proposals/{proposal}"))["title"] == OLD
    assert OLD in json.dumps(await api.said())
