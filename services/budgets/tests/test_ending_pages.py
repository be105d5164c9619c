"""Declining and taking back a proposal; suspending, resuming and ending an agreement."""

from __future__ import annotations

from typing import Any

import pytest_asyncio
from budgets_awarding import DAY, SHARES, WARD, YEAR, awarded, drawn_up, groups_proposal
from budgets_browser import Browser, confirmed
from budgets_client import ApiClient
from budgets_journey import Journey


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await journey.seat_councillors(WARD, "2026-05-07")


async def left_out(who: Browser, page: str, field: str, **typed: str) -> None:
    """What is left out is told at its field."""
    sent = await who.send(page, page, **typed)
    assert sent.status_code == 422
    assert f'href="#{field}"' in sent.text


async def test_a_proposal_is_declined_once_that_is_confirmed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, anybody = [await browse(who) for who in ("officer", "group", "resident")]
    here = f"/proposals/{await journey.approved(DAY, SHARES, starts_on='2099-03-01')}"
    page = f"{here}/decline"
    assert f'href="/budgets{page}"' in await officer.see(here)
    assert page not in await group.see(here)
    await group.see(page, 403)
    await left_out(officer, page, "reason", reasons="The hall is shut.")
    await left_out(officer, page, "reasons", reason="no-money-left")
    asked = await officer.send(page, page, reason="not-eligible", reasons="The hall is shut.")
    for told in ("Not eligible", "The hall is shut.", "£2,400.00", "This cannot be undone."):
        assert told in asked.text, told
    assert (await api.get(here))["state"] == "approved"
    assert (await confirmed(officer, page, asked, "no")).status_code == 200
    told = await officer.told(await confirmed(officer, page, asked))
    assert told == "The proposal is declined. The reasons are there for everybody to read."
    shown = await anybody.see(here)
    assert "Not eligible" in shown
    assert "The hall is shut." in shown
    assert page not in await officer.see(here)
    assert "This can no longer be done." in await officer.see(page)


async def test_whoever_applied_takes_a_proposal_back(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, other = [await browse(who) for who in ("officer", "group", "other-group")]
    here = f"/proposals/{await groups_proposal(api, journey)}"
    page = f"{here}/withdraw"
    for who in (officer, group):
        assert f'href="/budgets{page}"' in await who.see(here)
    assert page not in await other.see(here)
    await other.see(page, 404)
    # Who may enter an earlier day is asked for it.
    assert "occurred_on-day" in await officer.see(page)
    assert "occurred_on-day" not in await group.see(page)
    await left_out(group, page, "reason")
    asked = await group.send(page, page, reason="no-longer-needed")
    assert "£2,400.00" in asked.text
    assert (await api.get(here))["state"] == "approved"
    told = await group.told(await confirmed(group, page, asked))
    assert told == "The proposal is taken back."
    assert (await api.get(here))["state"] == "withdrawn"
    assert "No longer needed" in await other.see(here)
    assert "This can no longer be done." in await group.see(page)


async def agreed(api: ApiClient, browse: Any, journey: Journey) -> str:
    officer, group = await browse("officer"), await browse("group")
    page = await awarded(officer, await groups_proposal(api, journey))
    await drawn_up(officer, page)
    signed = await group.send(f"{page}/signature", f"{page}/signature", accepted="yes")
    return str(signed.headers["location"].removeprefix("/budgets"))


async def test_an_agreement_is_suspended_and_runs_again(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group = await browse("officer"), await browse("group")
    here = await agreed(api, browse, journey)
    suspend, resume = f"{here}/suspend", f"{here}/resume"
    assert suspend not in await group.see(here)
    for page in (suspend, resume):
        await group.see(page, 403)
    assert "The agreement is not suspended" in await officer.see(resume)
    await left_out(officer, suspend, "reason")
    sent = await officer.send(suspend, suspend, reason="late-report", reasons="No report came.")
    told = await officer.told(sent)
    assert told == "The agreement is suspended: nothing is paid until it runs again."
    seen = await group.see(here)
    assert "Late report" in seen
    assert "No report came." in seen
    shown = await officer.see(here)
    assert suspend not in shown
    assert f'href="/budgets{resume}"' in shown
    assert "The agreement is not running" in await officer.see(suspend)
    assert await officer.told(await officer.send(resume, resume)) == "The agreement runs again."
    assert "No report came." not in await group.see(here)
    assert (await api.get(here))["state"] == "running"


async def test_an_agreement_is_ended_once_nothing_waits_and_that_is_confirmed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, group, finance = [await browse(who) for who in ("officer", "group", "finance")]
    here = await agreed(api, browse, journey)
    page = f"{here}/end"
    await group.see(page, 403)
    asking = f"{here}/payments"
    await group.send(asking, asking, **{"amount-pounds": "400"}, evidence="A bill")
    assert "£400.00 has been asked for." in (shown := await officer.see(page))
    assert f'action="/budgets{page}"' not in shown
    (waiting,) = (await api.get("/payments?state=requested", "finance"))["items"]
    await api.post("finance", f"/payments/{waiting['payment_id']}/pay")
    for who in (officer, finance):
        assert f'href="/budgets{page}"' in await who.see(here)
    await left_out(finance, page, "reason")
    asked = await finance.send(page, page, reason="applicant-asked")
    for told in ("Walkers", "£400.00", "£2,000.00", "Applicant asked", "This cannot be undone"):
        assert told in asked.text, told
    assert (await api.get(here))["state"] == "running"
    told = await finance.told(await confirmed(finance, page, asked))
    assert told == "The agreement is ended. What was not paid is available to the wards again."
    found = await api.get(here)
    assert (found["state"], found["released"]) == ("ended", 200_000)
    assert "Applicant asked" in (shown := await group.see(here))
    assert page not in shown
    assert "The agreement was ended on" in await officer.see(page)
