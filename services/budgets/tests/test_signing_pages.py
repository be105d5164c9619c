"""The pages from an award to a signed agreement and its conditions met."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest_asyncio
from budgets.inbound.idea import proposal_of
from budgets_awarding import (
    CONDITIONS,
    DAY,
    SHARES,
    WARD,
    YEAR,
    awarded,
    date_typed,
    drawn_up,
    groups_proposal,
)
from budgets_browser import Browser
from budgets_client import ApiClient
from budgets_journey import Journey
from civic_contracts.events.ideas import IdeaReferred
from civic_contracts.fields import PublicText

SIGNED = {"version": 1, "accepted": True}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")


async def test_the_group_that_applied_signs_what_was_drawn_up(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await groups_proposal(api, journey)
    officer, group, other = [await browse(who) for who in ("officer", "group", "other-group")]
    page = await awarded(officer, proposal, **CONDITIONS)
    assert "what is still to be signed" in await group.see(f"/proposals/{proposal}")
    waiting = await group.see(page)
    assert "Cannot begin yet" in waiting
    assert "There is nothing to sign yet" in await group.see(f"{page}/signature")
    await drawn_up(officer, page)
    assert f'href="/budgets{page}/signature"' in await group.see(page)
    assert f'href="/budgets{page}/signature"' not in await other.see(page)
    before = await refusals(api)
    await other.see(f"{page}/signature", 404)
    assert await refusals(api) == before + 1
    read = await group.see(f"{page}/signature")
    for told in ("In arrears", "The &lt;club&gt; is insured", "1 March 2099", "Not met yet"):
        assert told in read
    unsigned = await group.send(f"{page}/signature", f"{page}/signature")
    assert unsigned.status_code == 422
    assert 'href="#accepted"' in unsigned.text
    signed = await group.send(f"{page}/signature", f"{page}/signature", accepted="yes")
    assert await group.told(signed) == "The agreement is signed, and in force."
    agreement = signed.headers["location"].removeprefix("/budgets")
    assert "Agreement with Walkers" in await group.see(agreement)
    assert "The agreement is signed" in await group.see(f"{page}/signature")
    await group.see(f"{agreement}/payments")
    before = await refusals(api)
    await other.see(f"{agreement}/payments", 404)
    assert await refusals(api) == before + 1
    await a_condition_is_met(officer, group, agreement)


async def a_condition_is_met(officer: Browser, group: Browser, agreement: str) -> None:
    """The officer notes it on a page; the group sees it and cannot note it itself."""
    page = f"{agreement}/conditions/condition-2"
    assert f'href="/budgets{page}"' not in await group.see(agreement)
    await group.see(page, 403)
    await officer.see(f"{agreement}/conditions/condition-9", 404)
    sent = await officer.send(page, page)
    assert sent.status_code == 422
    assert 'href="#evidence"' in sent.text
    sent = await officer.send(page, page, evidence="Minutes of the first meeting")
    assert await officer.told(sent) == "The condition is noted as met."
    shown = await group.see(agreement)
    assert "Minutes of the first meeting" in shown
    assert "Note that it is met" not in shown
    assert (await officer.see(agreement)).count("Note that it is met") == 1


async def test_instalments_stand_on_conditions_and_can_be_drawn_up_anew(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await groups_proposal(api, journey)
    officer, group = await browse("officer"), await browse("group")
    page = await awarded(officer, proposal, **CONDITIONS)
    terms = f"{page}/terms"
    parts = {
        "payment_basis": "by-results",
        "instalments.0.amount-pounds": "1,400",
        "instalments.0.condition": "condition-1",
        **date_typed("instalments.0.due_on"),
        "instalments.1.amount-pounds": "1,000.50",
        "instalments.1.condition": "condition-2",
    }
    wrong = await officer.send(terms, terms, **parts)
    assert wrong.status_code == 409
    assert "sum to the amount of the award" in wrong.text
    parts["instalments.1.amount-pounds"] = "1,000"
    assert (await officer.send(terms, terms, **parts)).status_code == 303
    again = await officer.see(terms)
    assert 'value="1400.00"' in again
    assert 'value="2099"' in again
    assert (await officer.send(terms, terms, **parts)).status_code == 303
    read = await group.see(f"{page}/signature")
    assert "Instalment 1" in read
    # It is signed as it was read, and it was drawn up anew since it was read first.
    for typed in ({"accepted": "yes"}, {}):
        stale = await group.send(f"{page}/signature", f"{page}/signature", version="1", **typed)
        assert stale.status_code == 409
        assert "drawn up anew since it was read" in stale.text
        assert 'name="version" value="2"' in stale.text
        assert "checked" not in stale.text
    signed = await group.send(f"{page}/signature", f"{page}/signature", accepted="yes")
    assert signed.status_code == 303, signed.text
    shown = await group.see(signed.headers["location"].removeprefix("/budgets"))
    assert "£1,400.00" in shown
    # Once signed, it is not drawn up anew.
    assert (await officer.send(terms, terms, **parts)).status_code == 409


async def refusals(api: ApiClient) -> int:
    """How many refusals of somebody signed in are kept."""
    kept = "SELECT count(*) AS times FROM kit.audit WHERE action = 'request.refused'"
    return int((await api.sql(kept))[0].times)


async def test_an_officer_enters_a_signature_on_paper(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await journey.approved(DAY, SHARES, starts_on="2099-03-01")
    officer = await browse("officer")
    page = await awarded(officer, proposal)
    assert "The award has no conditions." in await officer.see(page)
    await drawn_up(officer, page)
    assert "has signed on paper" in await officer.see(f"{page}/signature")
    sent = await officer.send(f"{page}/signature", f"{page}/signature", accepted="yes")
    assert sent.status_code == 303, sent.text


async def test_the_api_signs_for_nobody_else(api: ApiClient, browse: Any, journey: Journey) -> None:
    proposal = await groups_proposal(api, journey)
    award = (await api.post("officer", f"/proposals/{proposal}/award"))["award_id"]
    address = f"/awards/{award}/agreement"
    assert await api.refused("group", f"{address}/signature", **SIGNED) == "nothing-to-sign"
    await api.post("officer", f"{address}/terms", payment_basis="in-arrears")
    refused = {"other-group": 404, "resident": 403, "finance": 403}
    for who, status in refused.items():
        answer = await api.send(who, f"{address}/signature", SIGNED)
        assert answer.status == status, who
    for wrong in ({**SIGNED, "accepted": False}, {"accepted": True}, {**SIGNED, "version": 0}):
        assert (await api.send("group", f"{address}/signature", wrong)).status == 422
    assert (await api.send("group", f"{address}/terms", {"payment_basis": "x"})).status == 403
    await api.post("group", f"{address}/signature", **SIGNED)
    assert await api.refused("group", f"{address}/signature", **SIGNED) == "already-signed"
    assert (await api.send("group", f"/awards/{uuid4()}/agreement/signature", SIGNED)).status == 404


async def proposal_of_an_idea(api: ApiClient, journey: Journey) -> str:
    """Referred, researched and approved: no account stands behind it."""
    referral = uuid4()
    event = IdeaReferred(
        idea_id=uuid4(),
        referral_id=referral,
        title=PublicText(text="A kitchen for everybody"),
        summary=None,
        ward=WARD,
        wards=(WARD,),
        theme="community-focused",
        owner_kind="group",
        organisation="Hub Charity",
        occurred_on=date.fromisoformat(DAY),
    )
    await api.hear(event, subject=event.idea_id, sequence=1)
    proposal = str(proposal_of(referral))
    await journey.seat_councillors(WARD, "2026-05-07")
    await journey.research(proposal, DAY, SHARES, starts_on="2099-03-01")
    await journey.assess(proposal, DAY)
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decision")
    for seat in (1, 2):
        await journey.vote(proposal, DAY, WARD, seat, "in-favour")
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decision/close", reasons="Yes.")
    return proposal


async def test_a_group_that_said_the_idea_reads_who_enters_its_signature(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group = await browse("officer"), await browse("group")
    page = await awarded(officer, await proposal_of_an_idea(api, journey))
    for drawn in (False, True):
        if drawn:
            await drawn_up(officer, page)
        shown = await group.see(page)
        assert "Hub Charity signs on paper" in shown
        assert (
            "A neighbourhood officer enters the signature that Hub Charity gives on paper" in shown
        )
        assert f"{page}/signature" not in shown
        assert "Enter the signature of Hub Charity" in await officer.see(page)
    assert f'href="/budgets{page}/signature"' in await officer.see(page)
    assert "<h1" in (form := await officer.see(f"{page}/signature"))
    assert "Enter the signature of Hub Charity" in form


async def test_a_group_that_applied_itself_is_told_that_it_signs(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, other = [await browse(who) for who in ("officer", "group", "other-group")]
    page = await awarded(officer, await groups_proposal(api, journey))
    await drawn_up(officer, page)
    assert "You sign for Walkers" in await group.see(page)
    assert "under an account of their own signs here" in await other.see(page)


async def test_instalments_are_asked_for_only_where_it_is_paid_in_parts(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    page = f"{await awarded(officer, await groups_proposal(api, journey))}/terms"
    closed = '<details class="govuk-details">'
    form = await officer.see(page)
    assert "Instalments, only where it is paid: By results" in form
    assert form.index(closed) < form.index("Instalment 1")
    sent = await officer.send(page, page, payment_basis="by-results")
    assert sent.status_code == 409
    assert '<details class="govuk-details" open>' in sent.text
    assert (await officer.send(page, page, payment_basis="in-arrears")).status_code == 303
    assert closed in await officer.see(page)
