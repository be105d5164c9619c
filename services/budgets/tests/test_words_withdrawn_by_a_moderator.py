"""What a group wrote and was published can be withdrawn again; an idea's words are the idea's."""

from __future__ import annotations

import json
from uuid import uuid4

from budgets_client import ApiClient
from budgets_journey import Journey
from test_heard_and_ended import refer

WARD, YEAR, DAY = "E05000635", "2009-10", "2009-06-01"
WHY = {"reason": "names-somebody"}


async def test_words_of_a_group_leave_every_event_that_said_them(
    api: ApiClient, journey: Journey
) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    proposal = await journey.approved(DAY, {WARD: 500})
    made = await api.on(DAY).post("officer", f"/proposals/{proposal}/award")
    path = f"/proposals/{proposal}/words/withdrawal"
    for who in ("group", "finance", "resident"):
        assert (await api.send(who, path, WHY)).status == 403
    early = await api.on("2009-05-31").refused("officer", path, **WHY)
    assert early == "before-what-it-follows"
    assert (await api.post("moderator", path, **WHY))["state"] == "awarded"
    found = await api.get(f"/proposals/{proposal}")
    assert (found["title"], found["summary"], found["state"]) == (
        *("Words withdrawn", None),
        "awarded",
    )
    *before, told = await api.said()
    assert told["type"] == "civic.budgets.proposal.text-withdrawn.v1"
    named = set(told["data"]["event_ids"])
    assert named == {one["id"] for one in before if "A community choir" in json.dumps(one)}
    assert told["data"]["project_id"] == made["project_id"]


async def test_words_that_nobody_has_read_are_not_withdrawn(api: ApiClient) -> None:
    body = {"title": "Our garden", "wards": ["E05013802"], "theme": "greening"}
    made = await api.post("group", "/proposals", **body)
    path = f"/proposals/{made['proposal_id']}/words/withdrawal"
    assert await api.refused("moderator", path, **WHY) == "words-not-published"


async def test_words_of_an_idea_are_withdrawn_there(api: ApiClient) -> None:
    proposal, _ = await refer(api, uuid4())
    path = f"/proposals/{proposal}/words/withdrawal"
    assert await api.refused("moderator", path, **WHY) == "words-of-an-idea"
