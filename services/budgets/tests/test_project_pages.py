"""Completing a project, and asking later whether it is still going: what is due, and the forms."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest_asyncio
from budgets_client import ApiClient
from budgets_journey import Journey

WARD, YEAR, DAY = "E05013795", "2025-26", "2025-06-02"
AGO = {"occurred_on-day": "5", "occurred_on-month": "12", "occurred_on-year": "2025"}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2025-04-01")


async def agreed(
    api: ApiClient, journey: Journey, ends_on: str = "2025-12-01", **award: Any
) -> dict[str, str]:
    runs = {"starts_on": "2025-10-01", "ends_on": ends_on}
    proposal = await journey.approved(DAY, {WARD: 10_000}, **runs)
    made = await api.on(DAY).post("officer", f"/proposals/{proposal}/award", **award)
    address = f"/awards/{made['award_id']}/agreement"
    return {**made, **await api.on(DAY).post("officer", address, payment_basis="in-arrears")}


async def test_a_project_is_completed_and_followed_up_from_the_work_list(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, anybody = await browse("officer"), await browse("resident")
    ids = await agreed(api, journey)
    agreement = f"/agreements/{ids['agreement_id']}"
    page = f"/projects/{ids['project_id']}/complete"
    later = f"/projects/{ids['project_id']}/follow-ups/6"
    measures = [{"code": "singers", "value": 44, "unit": "people"}]
    await api.on(DAY).post("officer", f"{agreement}/monitoring", kind="visit", measures=measures)
    for shown in (await officer.see("/work"), await officer.see(agreement)):
        assert f'href="/budgets{page}"' in shown
    assert page not in await anybody.see(agreement)
    await anybody.see(page, 403)
    assert "44" in await officer.see(page)
    assert "It cannot be asked yet." in await officer.see(later)
    sent = await officer.send(page, page, **AGO)
    assert sent.status_code == 422
    assert 'href="#late_reason"' in sent.text
    typed = {"summary": "They sang.", "late_reason": "From the files"}
    told = await officer.told(await officer.send(page, page, **AGO, **typed))
    assert told == "The project is complete: everybody can read what became of it."
    assert page not in await officer.see("/work")
    assert page not in (shown := await officer.see(agreement))
    assert "They sang." in shown
    found = await api.get(f"/projects/{ids['project_id']}")
    assert (found["completed_on"], found["measures"]) == ("2025-12-05", measures)
    for shown in (await officer.see("/work"), await officer.see(agreement)):
        assert f'href="/budgets{later}"' in shown
    assert later not in await anybody.see(agreement)
    sent = await officer.send(later, later)
    assert sent.status_code == 422
    assert 'href="#still_going"' in sent.text
    sent = await officer.send(later, later, still_going="no", summary="They moved.")
    assert await officer.told(sent) == "It is noted that the project is no longer going."
    assert later not in await officer.see("/work")
    assert "6 months after: no longer going" in await anybody.see(agreement)


async def test_what_keeps_it_from_being_completed_is_said_instead_of_a_form(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    ids = await agreed(api, journey, conditions=[{"code": "key", "title": "Keys are back"}])
    agreement = f"/agreements/{ids['agreement_id']}"
    page = f"/projects/{ids['project_id']}/complete"
    form = f'action="/budgets{page}"'
    assert "Keys are back" in (shown := await officer.see(page))
    assert form not in shown
    assert page not in await officer.see("/work")
    await api.post("officer", f"{agreement}/conditions/key/met", evidence="They are.")
    assert form in await officer.see(page)
    assert page in await officer.see("/work")
    await api.post("officer", f"{agreement}/suspend", reason="late-report")
    assert "The agreement is suspended." in (shown := await officer.see(page))
    assert form not in shown
    assert page not in await officer.see("/work")
    await officer.see(f"/projects/{uuid4()}/complete", 404)


async def test_it_is_due_on_its_last_day_or_when_its_agreement_was_ended_as_done(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    runs = [await agreed(api, journey, ends_on="2099-12-01") for _ in range(3)]
    for ids, reason in zip(runs, ("completed", "unlawful"), strict=False):
        await api.post("officer", f"/agreements/{ids['agreement_id']}/end", reason=reason)
    work = await officer.see("/work")
    due = [f"/projects/{ids['project_id']}/complete" in work for ids in runs]
    assert due == [True, False, False]


async def test_it_is_asked_after_as_many_months_as_the_policy_says(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer = await browse("officer")
    ids = await agreed(api, journey)
    project = f"/projects/{ids['project_id']}"
    await officer.see(f"{project}/follow-ups/7", 404)
    await api.post("officer", f"{project}/complete")
    for months in (6, 12):
        page = f"{project}/follow-ups/{months}"
        assert "It cannot be asked yet." in await officer.see(page)
        assert page not in await officer.see("/work")
