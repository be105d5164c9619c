"""An award that nobody signs is taken back: its money is the wards' again, its project over."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from budgets.awards import queries
from budgets_client import ApiClient
from budgets_journey import Journey
from sqlalchemy.exc import DBAPIError

SHARES, YEAR, DAY, LATER = (
    {"E05000647": 700, "E05000635": 300},
    "2009-10",
    "2009-06-01",
    "2009-07-01",
)
GONE = {"reason": "organisation-dissolved"}


@pytest.fixture(scope="module", autouse=True)
async def _money(journey: Journey) -> None:
    for ward in SHARES:
        await journey.give_money(ward, YEAR, "2009-04-01")


async def an_award(api: ApiClient, journey: Journey) -> dict[str, Any]:
    proposal = await journey.approved(DAY, SHARES)
    made = await api.on(DAY).post("officer", f"/proposals/{proposal}/award")
    return {"proposal_id": proposal, **made}


async def available(journey: Journey) -> list[int]:
    return [(await journey.money(ward, YEAR))["available"] for ward in SHARES]


async def test_what_was_committed_is_available_again(api: ApiClient, journey: Journey) -> None:
    before = await available(journey)
    award = await an_award(api, journey)
    path = f"/awards/{award['award_id']}"
    terms = f"{path}/agreement/terms"
    await api.on(DAY).post("officer", terms, payment_basis="in-advance")
    done = await api.on(LATER).post("officer", f"{path}/revoke", **GONE)
    assert done["released"] == 1_000
    assert await available(journey) == before
    assert [(await journey.money(ward, YEAR))["committed"] for ward in SHARES] == [0, 0]
    proposal = await api.get(f"/proposals/{award['proposal_id']}")
    assert (proposal["state"], proposal["reason"]) == ("revoked", "organisation-dissolved")
    assert (await api.get(f"/projects/{award['project_id']}"))["state"] == "revoked"
    shown = await api.get(path)
    assert (shown["revoked_on"], "revoked_by" in shown) == (LATER, False)
    async with api.engine.connect() as connection:
        to_sign = await queries.award_to_sign(connection, UUID(award["award_id"]))
    # The page reads what the API reads, and what was drawn up to be signed.
    assert set(to_sign) - set(shown) == {"offer", "agreement_id", "signed_on"}
    assert to_sign["ward_shares"] == shown["ward_shares"]
    assert {one["ward"]: one["amount"] for one in shown["ward_shares"]} == SHARES
    (told,) = [one["data"] for one in await api.said() if one["type"].endswith("award.revoked.v1")]
    assert {one["ward"]: one["amount"] for one in told["ward_shares"]} == SHARES
    # Nothing comes of it any more.
    late = api.on(LATER)
    basis = {"payment_basis": "in-advance"}
    assert await late.refused("officer", terms, **basis) == "award-taken-back"
    assert await late.refused("officer", f"{path}/agreement", **basis) == "award-taken-back"
    assert await late.refused("officer", f"{path}/revoke", **GONE) == "proposal-in-another-state"


async def test_nothing_more_is_told_of_its_project(api: ApiClient, journey: Journey) -> None:
    award = await an_award(api, journey)
    replica = {"title": "The same here", "theme": "greening", "wards": ["E05000642"]}
    replica["replica_of"] = award["project_id"]
    waits = await api.post("group", "/proposals", **{**replica, "wards": ["E05013802"]})
    await api.on(LATER).post("officer", f"/awards/{award['award_id']}/revoke", **GONE)
    said = len(await api.said())
    late, project = api.on(LATER), f"/projects/{award['project_id']}"
    for path, body in (
        (f"{project}/continuations", {"funder": "Somebody else"}),
        (f"{project}/replications", {"ward": "E05000642", "stage": "planned"}),
        (f"{project}/complete", {}),
        ("/proposals", replica),
    ):
        assert await late.refused("officer", path, **body) == "project-does-not-take-place", path
    # What was applied for before then goes its own way.
    await api.post("moderator", f"/proposals/{waits['proposal_id']}/accept")
    (told,) = (await api.said())[said:]
    assert told["type"] == "civic.budgets.proposal.opened.v1"


async def test_the_page_says_so(api: ApiClient, journey: Journey, browse: Any) -> None:
    award = await an_award(api, journey)
    page = f"/awards/{award['award_id']}"
    officer = await browse("officer")
    assert "taken back" not in await officer.see(page)
    await api.on(LATER).post("officer", f"{page}/revoke", **GONE)
    for one in (page, f"{page}/signature", f"/proposals/{award['proposal_id']}"):
        assert "taken back" in await officer.see(one), one


async def test_it_is_not_taken_back_before_it_was_made_or_drawn_up(
    api: ApiClient, journey: Journey
) -> None:
    award = await an_award(api, journey)
    path = f"/awards/{award['award_id']}"
    terms = {"payment_basis": "in-advance"}
    await api.on(LATER).post("officer", f"{path}/agreement/terms", **terms)
    for day in ("2009-05-31", "2009-06-30"):
        rule = await api.on(day).refused("officer", f"{path}/revoke", **GONE)
        assert rule == "before-what-it-follows"


async def test_what_is_signed_is_ended_and_not_taken_back(api: ApiClient, journey: Journey) -> None:
    """However close the two come: one of them is refused."""
    terms = {"payment_basis": "in-advance"}
    for _ in range(4):
        award = await an_award(api, journey)
        path = f"/awards/{award['award_id']}"
        both = await asyncio.gather(
            api.on(DAY).send("officer", f"{path}/agreement", terms),
            api.on(DAY).send("officer", f"{path}/revoke", GONE),
        )
        assert sorted(one.status for one in both) in ([200, 409], [201, 409]), both
        refused = {one.body["rule"] for one in both if one.status == 409}
        assert refused <= {"already-signed", "award-taken-back"}


async def test_the_database_lets_nobody_sign_for_it(api: ApiClient, journey: Journey) -> None:
    award = await an_award(api, journey)
    await api.on(DAY).post("officer", f"/awards/{award['award_id']}/revoke", **GONE)
    with pytest.raises(DBAPIError, match="is not signed for"):
        await api.sql(
            "INSERT INTO agreements (id, award_id, state, payment_basis, amount, signed_on,"
            " signed_by) SELECT gen_random_uuid(), id, 'running', 'in-advance', amount,"
            " awarded_on, 'x' FROM awards WHERE id = cast(:id AS uuid)",
            id=award["award_id"],
        )
