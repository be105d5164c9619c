"""A group's words that nobody has read, and what is another group's: not there for anybody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from budgets_awarding import WARD, YEAR
from budgets_client import Answer, ApiClient
from budgets_journey import Journey


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")


async def said(api: ApiClient) -> str:
    """A group's proposal that nobody has read."""
    words = {"title": "Their very words", "theme": "greening", "organisation": "Unread Friends"}
    return str((await api.post("group", "/proposals", wards=[WARD], **words))["proposal_id"])


async def refusals(api: ApiClient) -> int:
    kept = "SELECT count(*) AS times FROM kit.audit WHERE action = 'request.refused'"
    return int((await api.sql(kept))[0].times)


def told(answer: Answer, identifier: str) -> tuple[int, Any, Any]:
    """What an answer says, whichever thing it was asked about."""
    detail = str(answer.body["detail"]).replace(identifier, "…")
    return answer.status, detail, answer.body.get("errors")


async def asked(api: ApiClient, proposal: str) -> list[tuple[int, Any, Any]]:
    """What another group and finance are answered about a proposal."""
    given = {"financial_year": YEAR, "amount": 100_00, "funder": "A friend"}
    response = await api.http.get(
        f"/budgets/api/proposals/{proposal}", headers={"X-Actor": "other-group"}
    )
    answers = [
        Answer(response.status_code, response.json()),
        await api.send("other-group", f"/proposals/{proposal}/withdraw", {"reason": "applicant"}),
        await api.send(
            "finance", f"/ward-accounts/{WARD}/match-funding", {**given, "proposal_id": proposal}
        ),
    ]
    return [told(one, proposal) for one in answers]


async def test_it_is_answered_word_for_word_as_what_is_not_there(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await said(api)
    before = await refusals(api)
    seen = await asked(api, proposal)
    # That somebody looked for another's thing is kept; nobody can tell from the answer.
    assert await refusals(api) == before + 2
    assert seen == await asked(api, str(uuid4()))
    assert [status for status, *_ in seen] == [404, 404, 422]
    assert (await journey.money(WARD, YEAR)).get("match_funding", 0) == 0


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
async def test_words_that_were_never_read_are_not_shown_once_it_has_ended(
    api: ApiClient, browse: Any, ending: str
) -> None:
    proposal = await said(api)
    reasons = {"reasons": "They name a neighbour."} if ending == "decline" else {}
    await api.post("officer", f"/proposals/{proposal}/{ending}", reason="unlawful", **reasons)
    for who in ("nobody", "other-group", "finance"):
        await api.get(f"/proposals/{proposal}", who, 404)
        listed = await api.get("/proposals", who)
        assert proposal not in [one["proposal_id"] for one in listed["items"]]
    other = await browse("other-group")
    await other.see(f"/proposals/{proposal}", 404)
    for who in ("group", "officer"):
        assert (await api.get(f"/proposals/{proposal}", who))["title"] == "Their very words"


async def test_words_that_were_read_stay_to_be_seen_once_it_has_ended(api: ApiClient) -> None:
    proposal = await said(api)
    await api.post("moderator", f"/proposals/{proposal}/accept")
    await api.post("group", f"/proposals/{proposal}/withdraw", reason="applicant")
    assert (await api.get(f"/proposals/{proposal}"))["state"] == "withdrawn"
