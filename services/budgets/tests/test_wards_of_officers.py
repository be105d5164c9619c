"""An officer whose role names wards works on the proposals of those wards and no others."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from budgets.app import SERVICE
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from budgets_steps import DAY, RESEARCH, STEPS, WARD
from fastapi.routing import APIRoute
from servicekit import Actor, Role

NEXT_DOOR, YEAR = "E05013794", "2025-26"
REFUSED = "This is in another officer's wards."


@pytest.fixture
def officers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, letter, ward in (("own", "5", WARD), ("next-door", "6", NEXT_DOOR)):
        roles = frozenset({Role.NEIGHBOURHOOD_OFFICER})
        monkeypatch.setitem(
            PEOPLE, name, Actor(letter * 64, roles, "Limited", wards=frozenset({ward}))
        )


def admitting_officers() -> set[str]:
    """The commands that the role of a neighbourhood officer lets somebody send."""
    officer = PEOPLE["officer"]
    return {
        route.path
        for api in SERVICE.apis
        for route in api.routes
        if isinstance(route, APIRoute) and "POST" in route.methods
        for one in route.dependencies
        if (policy := getattr(one.dependency, "policy", None)) is not None and policy(officer)
    }


async def awarded(api: ApiClient, journey: Journey) -> dict[str, str]:
    """An award in the ward; the ids of what there is."""
    proposal = await journey.approved(DAY, {WARD: 5_000}, starts_on="2026-01-01")
    return {
        "proposal_id": proposal,
        **await api.on(DAY).post("own", f"/proposals/{proposal}/award"),
    }


async def test_an_officer_of_other_wards_takes_no_step(
    api: ApiClient, journey: Journey, officers: None
) -> None:
    # To take a proposal in is no step of it: whoever comes to an officer is heard.
    assert set(STEPS) == admitting_officers() - {"/proposals"}
    await journey.give_money(WARD, YEAR, "2025-04-01")
    ids = await awarded(api, journey)
    ids |= await api.on(DAY).post(
        "own", f"/awards/{ids['award_id']}/agreement", payment_basis="in-arrears"
    )
    [term] = await api.sql("SELECT id AS term_id FROM councillor_terms LIMIT 1")
    for path, body in STEPS.items():
        address = path.format(**ids, code="any", term_id=term.term_id, event_id=uuid4())
        answer = await api.on(DAY).send("next-door", address, body)
        assert (answer.status, answer.body.get("detail")) == (403, REFUSED), (path, answer)
    kept = await api.sql(
        "SELECT count(*) FROM kit.audit WHERE action = 'request.refused' AND actor = :actor",
        actor="6" * 64,
    )
    assert kept[0][0] == len(STEPS), "every refusal of somebody signed in is kept"
    monitoring = STEPS["/agreements/{agreement_id}/monitoring"]
    await api.on(DAY).post("own", f"/agreements/{ids['agreement_id']}/monitoring", **monitoring)


async def test_the_forms_of_other_wards_are_refused_too(
    api: ApiClient, journey: Journey, browse: Any, officers: None
) -> None:
    page = f"/awards/{(await awarded(api, journey))['award_id']}"
    next_door = await browse("next-door")
    sent = await next_door.send(f"{page}/terms", f"{page}/terms", payment_basis="in-arrears")
    assert sent.status_code == 403
    assert REFUSED.replace("'", "&#39;") in sent.text


async def test_votes_are_entered_and_counted_by_an_officer_of_the_ward(
    api: ApiClient, journey: Journey, officers: None
) -> None:
    proposal = await journey.deciding(DAY, {WARD: 5_000}, starts_on="2026-01-01")
    vote = {"interest": "none", "choice": "in-favour", "ward": WARD, "seat": 1}
    path = f"/proposals/{proposal}/decision/votes"
    assert (await api.on(DAY).send("next-door", path, vote)).status == 403
    closing = {"reasons": "It is wanted."}
    close = f"/proposals/{proposal}/decision/close"
    assert (await api.on(DAY).send("next-door", close, closing)).status == 403
    assert (await api.on(DAY).post("own", path, **vote))["voted"] == 1


async def test_a_proposal_of_several_wards_is_every_ones(
    api: ApiClient, journey: Journey, officers: None
) -> None:
    proposal = await journey.open(DAY, WARD, NEXT_DOOR)
    await api.on(DAY).post("next-door", f"/proposals/{proposal}/research", **RESEARCH)
