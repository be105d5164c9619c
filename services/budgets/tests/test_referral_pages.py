"""A ward of which too few councillors can vote: what was decided elsewhere is entered on a page."""

from __future__ import annotations

from typing import Any

import pytest_asyncio
from budgets_awarding import DAY, SHARES, WARD, YEAR
from budgets_client import ApiClient
from budgets_journey import Journey

NEXT_DOOR = "E05013809"
SAID = {"choice": "in-favour", "reason": "The cabinet member agreed."}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await journey.seat_councillors(WARD, "2026-05-07")


async def referred(api: ApiClient, journey: Journey) -> str:
    """Two of three have a pecuniary interest: one alone cannot approve it."""
    proposal = await journey.deciding(DAY, SHARES, starts_on="2099-03-01")
    for seat in (1, 2):
        await api.on(DAY).post(
            "officer",
            f"/proposals/{proposal}/decision/votes",
            interest="pecuniary",
            ward=WARD,
            seat=seat,
        )
    return proposal


async def test_what_the_body_decided_is_entered_and_the_decision_closed_on_the_pages(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, councillor = await browse("officer"), await browse("councillor")
    here = f"/proposals/{await referred(api, journey)}"
    page = f"{here}/decision/referred/{WARD}"
    waiting = await officer.see(f"{here}/decision")
    assert "referred to: cabinet member" in waiting
    assert f'href="/budgets{page}"' in waiting
    assert f'action="/budgets{here}/decision/close"' not in waiting
    read = await councillor.see(f"{here}/decision")
    assert "A neighbourhood officer enters here what was decided there." in read
    assert page not in read
    await councillor.see(page, 403)
    for field in SAID:
        typed = {name: value for name, value in SAID.items() if name != field}
        sent = await officer.send(page, page, **typed)
        assert sent.status_code == 422
        assert f'href="#{field}"' in sent.text
    sent = await officer.send(page, page, **SAID)
    assert await officer.told(sent) == "What was decided for the ward is kept."
    assert "This has been decided." in await officer.see(page)
    # The reason is for the minutes.
    assert SAID["reason"] not in await officer.see(f"{here}/decision")
    close = f"{here}/decision/close"
    sent = await officer.send(f"{here}/decision", close, reasons="It is wanted.")
    assert sent.status_code == 303, sent.text
    found = (await api.get(here))["decision"]
    assert (found["outcome"], found["method"]) == ("approved", "cabinet-member")


async def test_an_earlier_day_needs_its_reason_and_lies_after_the_opening(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    page = f"/proposals/{await referred(api, journey)}/decision/referred/{WARD}"
    day = {"occurred_on-day": "2", "occurred_on-month": "9", "occurred_on-year": "2026"}
    sent = await officer.send(page, page, **SAID, **day)
    assert sent.status_code == 422
    assert 'href="#late_reason"' in sent.text
    before = {**day, "occurred_on-month": "8", "late_reason": "From the minutes"}
    sent = await officer.send(page, page, **SAID, **before)
    assert sent.status_code == 409
    assert "lies before that" in sent.text
    sent = await officer.send(page, page, **SAID, **day, late_reason="From the minutes")
    assert sent.status_code == 303, sent.text


async def test_a_ward_that_can_vote_or_has_no_part_is_not_decided_elsewhere(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    proposal = await journey.deciding(DAY, SHARES, starts_on="2099-03-01")
    address = f"/proposals/{proposal}/decision/referred"
    shown = await officer.see(f"{address}/{WARD}")
    assert "own councillors can decide this" in shown
    assert f'action="/budgets{address}/{WARD}"' not in shown
    await officer.see(f"{address}/{NEXT_DOOR}", 404)
    opened = await journey.open(DAY, WARD)
    await officer.see(f"/proposals/{opened}/decision/referred/{WARD}", 404)
