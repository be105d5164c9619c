"""The pages on which an award is made, which commits money."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from budgets_awarding import (
    CONDITIONS,
    DAY,
    WARD,
    YEAR,
    awarded,
    date_typed,
    groups_proposal,
)
from budgets_browser import confirmed
from budgets_client import ApiClient
from budgets_journey import Journey


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")


async def test_nothing_is_committed_before_it_is_confirmed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await groups_proposal(api, journey)
    officer = await browse("officer")
    assert "Make the award" in await officer.see(f"/proposals/{proposal}")
    page = f"/proposals/{proposal}/award"
    asked = await officer.send(page, page, **CONDITIONS, **{"match_funding-pounds": "1,000"})
    assert asked.status_code == 200
    for told in (
        "This commits £2,400.00",
        "The &lt;club&gt; is insured",
        "1 March 2099",
        "No date",
    ):
        assert told in asked.text
    assert (await api.get(f"/proposals/{proposal}"))["state"] == "approved"
    # Back to the form with everything in it, and nothing done.
    changing = await confirmed(officer, page, asked, "no")
    assert changing.status_code == 200
    assert 'value="The &lt;club&gt; is insured"' in changing.text
    assert 'value="1,000"' in changing.text
    assert (await api.get(f"/proposals/{proposal}"))["state"] == "approved"
    # Pressed twice, and once more: one award.
    told = await officer.told(await confirmed(officer, page, asked))
    assert told == "The award is made: the wards’ money is committed to it."
    for _ in range(2):
        answer = await confirmed(officer, page, asked)
        assert answer.status_code == 200
    assert "Nothing was done twice." in answer.text
    # Gone back to the page that asks, which a browser sends once more.
    again = await confirmed(officer, page, asked, "")
    assert "Nothing can be awarded now. The proposal stands at: Awarded." in again.text
    assert "This commits" not in again.text
    found = await api.get(f"/proposals/{proposal}")
    award = await api.get(f"/awards/{found['award_id']}")
    assert (award["amount"], award["match_funding"]) == (240_000, 100_000)
    assert [(one["code"], one["due_on"]) for one in award["conditions"]] == [
        ("condition-1", "2099-03-01"),
        ("condition-2", None),
    ]


async def test_what_is_wrong_is_said_at_the_row_it_was_typed_in(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await groups_proposal(api, journey)
    officer = await browse("officer")
    page = f"/proposals/{proposal}/award"
    early = {**CONDITIONS, **date_typed("conditions.3.due_on", year="2001")}
    asked = await officer.send(page, page, **early)
    wrong = await confirmed(officer, page, asked)
    assert wrong.status_code == 422
    assert 'href="#conditions.3.due_on"' in wrong.text
    typed = {"volunteer_roles.2.title": "Walk leader", "volunteer_roles.2.places": "many"}
    wrong = await officer.send(page, page, **typed)
    assert wrong.status_code == 422
    assert 'href="#volunteer_roles.2.places"' in wrong.text
    assert "Role 3: how many" in wrong.text


@pytest.mark.parametrize("path", ["award", "research"])
async def test_an_award_is_for_officers(api: ApiClient, browse: Any, path: str) -> None:
    for who in ("group", "finance", "resident"):
        browser = await browse(who)
        await browser.see(f"/proposals/{uuid4()}/{path}", 403)


async def test_a_proposal_that_is_not_approved_has_no_award_to_make(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    proposal = await journey.open(DAY, WARD)
    shown = await officer.see(f"/proposals/{proposal}/award")
    assert "Nothing can be awarded now" in shown
    assert "Check the award" not in shown


async def test_who_must_approve_first_is_said_on_the_form(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    proposal = await journey.approved(DAY, {WARD: 1_200_000}, starts_on="2099-03-01")
    page = f"/proposals/{proposal}/award"
    assert "These must approve first: Legal and Finance." in await officer.see(page)
    asked = await officer.send(page, page)
    refused = await confirmed(officer, page, asked)
    assert refused.status_code == 409
    assert "There is a problem" in refused.text
    for who in ("legal", "finance"):
        address = f"/proposals/{proposal}/approvals"
        await api.post(who, address, approval=who, approved=True, reason="It is lawful.")
    assert "These must approve first" not in await officer.see(page)
    assert (await awarded(officer, proposal)).startswith("/awards/")
