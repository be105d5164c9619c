"""An officer whose role names wards works on the proposals of those wards and no others."""

from __future__ import annotations

import pytest
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from servicekit import Actor, Role

WARD, NEXT_DOOR, YEAR, DAY = "E05013793", "E05013794", "2025-26", "2025-06-02"
STEPS = {
    "research": {
        "lines": [{"title": "All of it", "amount": 5_000}],
        "ward_shares": [{"ward": WARD, "amount": 5_000}],
        "starts_on": "2026-01-01",
    },
    "criteria": {"judgements": [{"criterion": "lawful", "judgement": "met", "reason": "So."}]},
    "decision": {},
    "decline": {"reason": "not-now", "reasons": "No."},
}


@pytest.fixture
def officers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, letter, ward in (("own", "5", WARD), ("next-door", "6", NEXT_DOOR)):
        roles = frozenset({Role.NEIGHBOURHOOD_OFFICER})
        monkeypatch.setitem(
            PEOPLE, name, Actor(letter * 64, roles, "Limited", wards=frozenset({ward}))
        )


async def test_an_officer_of_other_wards_takes_no_step(
    api: ApiClient, journey: Journey, officers: None
) -> None:
    await journey.give_money(WARD, YEAR, "2025-04-01")
    proposal = await journey.open(DAY, WARD)
    for step, body in STEPS.items():
        answer = await api.on(DAY).send("next-door", f"/proposals/{proposal}/{step}", body)
        assert answer.status in {403, 404}, (step, answer)
        if answer.status == 403:
            assert answer.body["detail"] == "This proposal is in another officer's wards."
    refused = await api.on(DAY).send(
        "next-door", f"/proposals/{proposal}/research", STEPS["research"]
    )
    assert refused.status == 403
    await api.on(DAY).post("own", f"/proposals/{proposal}/research", **STEPS["research"])
    kept = await api.sql(
        "SELECT count(*) FROM kit.audit WHERE action = 'request.refused' AND actor = :actor",
        actor="6" * 64,
    )
    assert kept[0][0] >= 4, "every refusal of somebody signed in is kept"


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
    assert (await api.on(DAY).post("own", path, **vote))["in_favour"] == 1


async def test_a_proposal_of_several_wards_is_every_ones(
    api: ApiClient, journey: Journey, officers: None
) -> None:
    proposal = await journey.open(DAY, WARD, NEXT_DOOR)
    await api.on(DAY).post("next-door", f"/proposals/{proposal}/research", **STEPS["research"])
