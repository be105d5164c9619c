"""Who holds a councillor's seat the register says; nothing that a login claims gives one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import budgets
import pytest
from budgets.policy.domain import Policy, SecondApproval
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from servicekit import Actor, Role

WARD, NEXT_DOOR = "E05013793", "E05013794"
YEAR, DAY = "2025-26", "2025-06-02"
FAVOUR = {"interest": "none", "choice": "in-favour"}


def claimant(letter: str) -> Actor:
    """Somebody whose login claims the role of a councillor, and the ward with it."""
    return Actor(letter * 64, frozenset({Role.COUNCILLOR}), "Claims", wards=frozenset({WARD}))


@pytest.fixture
def claimants(monkeypatch: pytest.MonkeyPatch) -> dict[str, Actor]:
    people = {"never": claimant("1"), "before": claimant("2"), "next-door": claimant("3")}
    people |= {"sitting": claimant("4")}
    for name, actor in people.items():
        monkeypatch.setitem(PEOPLE, name, actor)
    return people


async def _seated(api: ApiClient, people: dict[str, Actor]) -> None:
    for name, ward, seat, until in (
        ("before", WARD, 8, "2025-05-01"),
        ("next-door", NEXT_DOOR, 9, None),
        ("sitting", WARD, 9, None),
    ):
        await api.sql(
            "INSERT INTO councillor_terms (id, person_key, ward, seat, starts_on, ends_on)"
            " VALUES (gen_random_uuid(), :key, :ward, :seat, '2022-05-05',"
            " cast(cast(:until AS text) AS date))",
            key=people[name].person_key,
            ward=ward,
            seat=seat,
            until=until,
        )


async def test_only_whom_the_register_seats_in_that_ward_on_that_day_votes(
    api: ApiClient, journey: Journey, claimants: dict[str, Actor]
) -> None:
    await _seated(api, claimants)
    await journey.give_money(WARD, YEAR, "2025-04-01")
    proposal = await journey.deciding(DAY, {WARD: 5_000}, starts_on="2026-01-01")
    path = f"/proposals/{proposal}/decision/votes"
    for name in ("never", "before", "next-door"):
        assert (await api.send(name, path, FAVOUR)).status == 403, name
    for name in ("never", "next-door"):
        named = {**FAVOUR, "ward": WARD, "seat": 1}
        assert (await api.send(name, path, named)).status == 403, name
    assert (await api.post("sitting", path, **FAVOUR))["voted"] == 1
    assert (await journey.tally(proposal, WARD, DAY)).in_favour == 1
    by_officer = await journey.vote(proposal, DAY, WARD, 1, "in-favour")
    assert by_officer["voted"] == 2
    assert (await journey.tally(proposal, WARD, DAY)).in_favour == 2

    noted: list[Any] = await api.sql(
        "SELECT actor, action FROM kit.audit WHERE target = :proposal AND action LIKE 'vote.%'"
        " ORDER BY id",
        proposal=proposal,
    )
    assert [tuple(row) for row in noted] == [
        (claimants["sitting"].person_key, "vote.cast"),
        (PEOPLE["officer"].person_key, "vote.entered-from-the-minutes"),
    ]


async def test_an_approval_by_a_councillor_needs_a_seat_too(
    api: ApiClient,
    journey: Journey,
    claimants: dict[str, Actor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = SecondApproval("chair", Role.COUNCILLOR, 0)
    monkeypatch.setattr(Policy, "second_approvals", lambda *_: (wanted,))
    await journey.give_money(NEXT_DOOR, YEAR, "2025-04-01")
    proposal = await journey.approved(DAY, {NEXT_DOOR: 5_000}, starts_on="2026-01-01")
    approval = {"approval": "chair", "approved": True, "reason": "It is wanted."}
    path = f"/proposals/{proposal}/approvals"
    assert (await api.send("never", path, approval)).status == 403
    await api.post("sitting", path, **approval)


def test_no_line_of_budgets_reads_the_wards_that_a_login_claims() -> None:
    claimed = re.compile(r"actor\.wards\b")
    assert claimed.search("if ward in uow.actor.wards:")
    sources = Path(budgets.__file__).parent.rglob("*.py")
    assert [str(one) for one in sources if claimed.search(one.read_text())] == []
