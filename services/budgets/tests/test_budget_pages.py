"""The pages: what everybody sees, and the forms of officers, councillors and finance."""

from __future__ import annotations

import re
from typing import Any

import pytest
import pytest_asyncio
from budgets.ledger.pages import latest_with_money
from budgets_client import PEOPLE, ApiClient
from budgets_journey import CRITERIA
from sqlalchemy import text

WARD, YEAR = "E05013795", "2026-27"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def proposal(api: ApiClient, journey: Any) -> str:
    """A proposal that an officer took in today, for a ward with money and three councillors."""
    await api.post("finance", "/ward-accounts/allocations", financial_year=YEAR)
    for seat in (1, 2, 3):
        await api.sql(
            "INSERT INTO councillor_terms (id, person_key, ward, seat, starts_on) VALUES"
            " (gen_random_uuid(), :key, :ward, :seat, '2026-05-07')",
            key=PEOPLE[f"councillor-{seat}"].person_key,
            ward=WARD,
            seat=seat,
        )
    made = await api.post(
        "officer",
        "/proposals",
        title="A <b>garden</b> for all",
        wards=[WARD],
        theme="greening",
        organisation="Gardeners",
    )
    return str(made["proposal_id"])


async def test_from_the_research_form_to_the_payment(
    api: ApiClient, browse: Any, proposal: str
) -> None:
    officer = await browse("officer")
    sent = await officer.send(
        f"/proposals/{proposal}/research",
        f"/proposals/{proposal}/research",
        **research_typed("1,250.50"),
    )
    assert await officer.told(sent) == "What it would cost is kept."
    judged = {f"judgements.{place}.judgement": "met" for place in range(len(CRITERIA))}
    reasons = {f"judgements.{place}.reason": "It is." for place in range(len(CRITERIA))}
    sent = await officer.send(
        f"/proposals/{proposal}/criteria", f"/proposals/{proposal}/criteria", **judged, **reasons
    )
    assert await officer.told(sent) == "Your judgements on the criteria are kept."
    decision = f"/proposals/{proposal}/decision"
    told = await officer.told(await officer.send(decision, decision))
    assert told == "The decision is open: the councillors of the wards can vote."
    for seat in (1, 2):
        councillor = await browse(f"councillor-{seat}")
        sent = await councillor.send(
            decision, f"{decision}/votes", interest="none", choice="in-favour"
        )
        assert await councillor.told(sent) == "Your vote is kept."
        assert "You have voted" in await councillor.see(decision)
    sent = await officer.send(decision, f"{decision}/close", reasons="Two in favour.")
    assert await officer.told(sent) == "The decision is closed."
    public = await officer.see(f"/proposals/{proposal}")
    assert "£1,250.50" in public
    assert "&lt;b&gt;garden&lt;/b&gt;" in public
    await the_money_is_paid(api, browse, proposal)


def research_typed(amount: str) -> dict[str, str]:
    """What an officer types into the research form."""
    return {
        "applicant_kind": "organisation",
        "organisation": "Gardeners",
        "lines.0.title": "Soil and tools",
        "lines.0.amount-pounds": amount,
        "ward_shares.0.amount-pounds": amount,
        "starts_on-day": "1",
        "starts_on-month": "3",
        "starts_on-year": "2099",
    }


async def the_money_is_paid(api: ApiClient, browse: Any, proposal: str) -> None:
    """Award and agreement over the API, then the forms of monitoring and payment."""
    award = await api.post("officer", f"/proposals/{proposal}/award")
    agreement = (
        await api.post(
            "officer", f"/awards/{award['award_id']}/agreement", payment_basis="in-arrears"
        )
    )["agreement_id"]
    officer, finance = await browse("officer"), await browse("finance")
    page = f"/agreements/{agreement}"
    sent = await officer.send(
        f"{page}/monitoring",
        f"{page}/monitoring",
        **{"kind": "visit", "measures.0.code": "plots", "measures.0.value": "12"},
        **{"measures.0.unit": "plots", "summary": "All of them planted."},
    )
    assert await officer.told(sent) == "What monitoring showed is recorded."
    asked = {"amount-pounds": "1250.50"}
    sent = await officer.send(f"{page}/payments", f"{page}/payments", **asked)
    assert sent.status_code == 409
    assert "on evidence" in sent.text
    sent = await officer.send(f"{page}/payments", f"{page}/payments", **asked, evidence="Receipts")
    assert await officer.told(sent) == "The payment is asked for. Finance pays it or refuses it."
    waiting = (await api.get("/payments?state=requested", "finance"))["items"]
    pay = f"/payments/{waiting[0]['payment_id']}/pay"
    sent = await finance.send(pay, pay, confirmed="yes")
    assert sent.status_code == 303, sent.text
    shown = await finance.see(page)
    assert re.search(r">Plots<.*>12<", shown, re.DOTALL)
    assert "£1,250.50" in shown
    assert "Nothing waits to be paid" in await finance.see("/payments")


async def test_what_is_wrong_is_said_beside_the_field(browse: Any, api: ApiClient) -> None:
    made = await api.post(
        "officer", "/proposals", title="Benches", wards=[WARD], theme="public-realm"
    )
    officer = await browse("officer")
    page = f"/proposals/{made['proposal_id']}/research"
    typed = {**research_typed("12.345"), "organisation": "The bench people"}
    sent = await officer.send(page, page, **typed)
    assert sent.status_code == 422
    assert "must be an amount in pounds" in sent.text
    assert 'value="12.345"' in sent.text
    assert "Error: " in sent.text
    sent = await officer.send(
        page, page, **{**typed, "lines.0.amount-pounds": "1", "ward_shares.0.amount-pounds": "2"}
    )
    assert sent.status_code == 409
    assert "sum to the cost" in sent.text


async def test_public_pages_need_no_sign_in(api: ApiClient, proposal: str) -> None:
    for path in ("/", f"/ward-accounts/{WARD}", "/proposals", f"/proposals/{proposal}"):
        response = await api.http.get(f"/budgets{path}", headers={"Accept": "text/html"})
        assert response.status_code == 200, path
        assert "<h1" in response.text
    home = (await api.http.get(f"/budgets/?year={YEAR}")).text
    assert "£46,000" in home
    assert "Harrow Road" in home


@pytest.mark.parametrize("path", ["research", "criteria", "decision"])
async def test_forms_are_for_those_who_may(api: ApiClient, proposal: str, path: str) -> None:
    address = f"/budgets/proposals/{proposal}/{path}"
    away = await api.http.get(address, headers={"Accept": "text/html"})
    assert away.status_code == 303
    headers = {"Accept": "text/html", "X-Actor": "resident"}
    assert (await api.http.get(address, headers=headers)).status_code == 403


async def test_a_form_without_its_token_is_refused(api: ApiClient, proposal: str) -> None:
    response = await api.http.post(
        f"/budgets/proposals/{proposal}/decision",
        data={"csrf": "made-up", "command_id": "one"},
        headers={"X-Actor": "officer", "Accept": "text/html"},
    )
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ((), "2026-27"),
        (("2009-10", "2023-24"), "2023-24"),
        (("2009-10", "2026-27", "2027-28"), "2026-27"),
    ],
)
def test_the_first_page_shows_the_latest_year_that_has_money(years: Any, shown: str) -> None:
    assert latest_with_money(years, "2026-27") == shown


async def test_proposals_of_a_ward_that_has_ended_can_be_chosen(
    api: ApiClient, proposal: str
) -> None:
    """The filter has the wards of today and every ward that a proposal was for."""
    page = (await api.http.get("/budgets/proposals")).text
    assert f'value="{WARD}"' in page
    assert 'value="E05000635"' not in page
    async with api.engine.begin() as connection:
        await connection.execute(
            text("UPDATE proposals SET wards = wards || '{E05000635}' WHERE id = :id"),
            {"id": proposal},
        )
    page = (await api.http.get("/budgets/proposals")).text
    assert re.search(r'value="E05000635"[^>]*>Harrow Road \(until 2022\)', page)


async def test_the_day_on_which_it_begins_is_asked_for_with_the_earliest_one(
    browse: Any, api: ApiClient
) -> None:
    made = await api.on("2026-09-30").post(
        "officer", "/proposals", title="Benches", wards=[WARD], theme="public-realm"
    )
    officer = await browse("officer")
    page = f"/proposals/{made['proposal_id']}/research"
    form = await officer.see(page)
    assert "30 November 2026 at the earliest" in form
    assert "It begins on (optional)" not in form
    typed = research_typed("100")
    days = {"starts_on-day": "", "starts_on-month": "", "starts_on-year": ""}
    said = "Say on which day it begins: it can begin on 30 November 2026 at the earliest."
    early = {"starts_on-day": "29", "starts_on-month": "11", "starts_on-year": "2026"}
    late = "opened on 30 September 2026, can begin on 30 November 2026 at the earliest."
    for day, message in ((days, said), (early, late)):
        sent = await officer.send(page, page, **{**typed, **day})
        assert sent.status_code == 422
        assert 'href="#starts_on"' in sent.text
        assert message in sent.text
    # What it really costs decides: over £10,000 it is a month more.
    sent = await officer.send(page, page, **{**research_typed("10,000.01"), **early})
    assert "can begin on 30 December 2026" in sent.text
