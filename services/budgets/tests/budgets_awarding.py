"""The way to an award by the pages: a group's proposal, approved, awarded and confirmed."""

from __future__ import annotations

from budgets_browser import Browser, confirmed
from budgets_client import ApiClient
from budgets_journey import Journey

WARD, YEAR, DAY = "E05013795", "2026-27", "2026-09-01"
SHARES = {WARD: 240_000}
LATER = {"day": "1", "month": "3", "year": "2099"}


def date_typed(name: str, **parts: str) -> dict[str, str]:
    return {f"{name}-{part}": value for part, value in {**LATER, **parts}.items()}


CONDITIONS = {
    # The rows between are left empty: a person may begin where they like.
    "conditions.1.title": "The <club> is insured",
    **date_typed("conditions.1.due_on"),
    "conditions.3.title": "Members set up a committee",
}


async def groups_proposal(api: ApiClient, journey: Journey) -> str:
    """A proposal that a group made and councillors approved."""
    await journey.seat_councillors(WARD, "2026-05-07")
    proposal = str(
        (
            await api.post(
                "group",
                "/proposals",
                title="A walking club",
                wards=[WARD],
                theme="older-people",
                organisation="Walkers",
                applicant_kind="organisation",
            )
        )["proposal_id"]
    )
    await api.post("moderator", f"/proposals/{proposal}/accept")
    await api.post(
        "officer",
        f"/proposals/{proposal}/research",
        lines=[{"title": "A leader", "amount": 240_000}],
        ward_shares=[{"ward": WARD, "amount": 240_000}],
        starts_on="2099-03-01",
    )
    await journey.assess(proposal, str((await api.get(f"/proposals/{proposal}"))["opened_on"]))
    await api.post("officer", f"/proposals/{proposal}/decision")
    for seat in (1, 2):
        await api.post(
            "officer",
            f"/proposals/{proposal}/decision/votes",
            interest="none",
            choice="in-favour",
            ward=WARD,
            seat=seat,
        )
    await api.post("officer", f"/proposals/{proposal}/decision/close", reasons="Wanted.")
    return proposal


async def awarded(officer: Browser, proposal: str, **typed: str) -> str:
    """Makes an award in two steps; returns its address."""
    page = f"/proposals/{proposal}/award"
    asked = await officer.send(page, page, **typed)
    assert asked.status_code == 200, asked.text
    made = await confirmed(officer, page, asked)
    assert made.status_code == 303, made.text
    return made.headers["location"].removeprefix("/budgets")


async def drawn_up(officer: Browser, page: str) -> None:
    """How it is paid: first in a way that the policy does not know, then as it does."""
    sent = await officer.send(f"{page}/terms", f"{page}/terms")
    assert sent.status_code == 422
    assert 'href="#payment_basis"' in sent.text
    sent = await officer.send(f"{page}/terms", f"{page}/terms", payment_basis="by-instalments")
    assert sent.status_code == 409
    sent = await officer.send(f"{page}/terms", f"{page}/terms", payment_basis="in-arrears")
    told = await officer.told(sent)
    assert told == "The agreement is drawn up. Now whoever applied signs it."
