"""Every class of bad request has its own answer, and none is a fault of ours."""

from typing import Any
from uuid import uuid4

import pytest
from servicekit.identity import ANONYMOUS, Actor
from servicekit.web.runtime import current_actor
from volunteers_house import (
    COORDINATOR,
    LEILA,
    OPPORTUNITY,
    PROFILE,
    SPACE,
    House,
    opportunity,
)

# Fixed, so that the tests have the same names in every process that collects them.
NOBODYS = "3f1c7a52-5b0e-4c1d-9a53-0f6f4b1d2e77"
GROUP = {"name": "A group", "kind": "choir", "ward": OPPORTUNITY["ward"], "members": 3}

BAD_VALUES: list[tuple[str, dict[str, Any], str]] = [
    ("/opportunities", {"places": 0}, "/places"),
    ("/opportunities", {"places": -1}, "/places"),
    ("/opportunities", {"places": 1.5}, "/places"),
    ("/opportunities", {"places": True}, "/places"),
    ("/opportunities", {"places": 10**30}, "/places"),
    ("/opportunities", {"places": "1e3"}, "/places"),
    ("/opportunities", {"title": None}, "/title"),
    ("/opportunities", {"title": ""}, "/title"),
    ("/opportunities", {"title": "x" * 301}, "/title"),
    ("/opportunities", {"title": "a\u0000b"}, "/title"),
    ("/opportunities", {"title": "a\u202eb"}, "/title"),
    ("/opportunities", {"title": 7}, "/title"),
    ("/opportunities", {"role": "Not a code"}, "/role"),
    ("/opportunities", {"ward": "E99999999"}, "/ward"),
    ("/opportunities", {"ward": "E05000635"}, "/ward"),
    ("/opportunities", {"theme": "magic"}, "/theme"),
    ("/opportunities", {"department": "magic"}, "/department"),
    ("/opportunities", {"check_level": "some"}, "/check_level"),
    ("/opportunities", {"starts_on": 0}, "/starts_on"),
    ("/opportunities", {"starts_on": "2030-02-30"}, "/starts_on"),
    ("/opportunities", {"starts_on": "9999-12-31"}, "/starts_on"),
    ("/opportunities", {"starts_on": "2030-02-02", "ends_on": "2030-02-01"}, "/ends_on"),
    ("/opportunities", {"ends_on": "2020-02-01"}, "/ends_on"),
    ("/opportunities", {"parts": []}, "/parts"),
    ("/opportunities", {"parts": ["night"]}, "/parts/0"),
    ("/opportunities", {"skills": [f"skill-{number}" for number in range(31)]}, "/skills"),
    ("/opportunities", {"skills": "singing"}, "/skills"),
    ("/opportunities", {"project_id": "7"}, "/project_id"),
    ("/opportunities", {"project_id": str(uuid4())}, "/project_id"),
    ("/opportunities", {"idea_id": str(uuid4())}, "/idea_id"),
    ("/opportunities", {"more": 1}, "/more"),
    ("/opportunities", {"occurred_on": "2999-01-01"}, "/occurred_on"),
    ("/opportunities", {"occurred_on": "2024-01-01"}, "/late_reason"),
    ("/profile", {"consent": 1}, "/consent"),
    ("/profile", {"availability": ["monday-night"]}, "/availability/0"),
    ("/profile", {"travel_metres": 10**9}, "/travel_metres"),
    ("/profile", {"kind": "robot"}, "/kind"),
    ("/groups", {"members": -1}, "/members"),
    ("/groups", {"members": 10**12}, "/members"),
    ("/groups", {"name": "x" * 201}, "/name"),
    ("/groups", {"charity_number": "12"}, "/charity_number"),
    ("/groups", {"company_number": "12"}, "/company_number"),
    ("/spaces", {"capacity": 1.5}, "/capacity"),
    ("/spaces", {"temporary": "no"}, "/temporary"),
    (
        "/spaces",
        {"available_from": "2030-02-02", "available_until": "2030-01-01"},
        "/available_until",
    ),
    ("/spaces", {"facilities": ["Kitchen"]}, "/facilities/0"),
]

GOOD = {"/opportunities": OPPORTUNITY, "/profile": PROFILE, "/groups": GROUP, "/spaces": SPACE}


@pytest.mark.parametrize(("path", "bad", "pointer"), BAD_VALUES)
async def test_a_field_that_does_not_hold_is_pointed_at(
    house: House, path: str, bad: dict[str, Any], pointer: str
) -> None:
    answer = await house.post(path, {**GOOD[path], **bad}, by=COORDINATOR)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert await house.told() == []


@pytest.mark.parametrize("path", GOOD)
async def test_what_is_needed_is_needed(house: House, path: str) -> None:
    answer = await house.post(path, {}, by=COORDINATOR)
    assert answer.status_code == 422
    assert {"/ward"} <= {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b'{"title":', {}, 400, "malformed-json"),
        (b'"text"', {}, 422, "invalid-field"),
        (b"[]", {}, 422, "invalid-field"),
        (b"{}", {"Idempotency-Key": ""}, 422, "invalid-field"),
        (b"a=b", {"Content-Type": "text/plain"}, 415, "wrong-content-type"),
        (b'{"title":"' + b"x" * 1_000_001 + b'"}', {}, 413, "too-large"),
    ],
)
async def test_a_request_that_cannot_be_read(
    house: House, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    house.app.dependency_overrides[current_actor] = lambda: COORDINATOR
    usual = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = await house.client.post(
        "/volunteers/api/opportunities", content=body, headers={**usual, **headers}
    )
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, code)


async def test_a_lone_half_of_a_character_is_refused(house: House) -> None:
    house.app.dependency_overrides[current_actor] = lambda: COORDINATOR
    body = b'{"title":"\\ud800","role":"steward","places":1,"ward":"E05013795"}'
    answer = await house.client.post(
        "/volunteers/api/opportunities",
        content=body,
        headers={"Content-Type": "application/json", "Idempotency-Key": "k"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "ward=nowhere",
        "words=%00",
        "words=" + "x" * 301,
        "after=0",
        "after=x",
        "after=99999999999999999999",
        "limit=0",
        "limit=101",
        "project_id=7",
    ],
)
async def test_a_question_that_does_not_hold(house: House, query: str) -> None:
    answer = await house.get(f"/opportunities?{query}")
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("words", ["'; DROP TABLE volunteers; --", "a & | !", "((", "%", "\\"])
async def test_words_are_only_words(house: House, words: str) -> None:
    answer = await house.client.get("/volunteers/api/opportunities", params={"words": words})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "actor", "status"),
    [
        ("/opportunities", ANONYMOUS, 401),
        ("/opportunities", LEILA, 403),
        ("/profile", ANONYMOUS, 401),
        ("/staff-time", LEILA, 403),
        (f"/placements/{NOBODYS}/confirmation", LEILA, 403),
        (f"/placements/{NOBODYS}/hours", LEILA, 404),
        (f"/hours/{NOBODYS}/corrections", LEILA, 404),
        (f"/groups/{NOBODYS}/closure", LEILA, 404),
        (f"/spaces/{NOBODYS}/uses", LEILA, 404),
        (f"/urgent-needs/{NOBODYS}/assignments", COORDINATOR, 404),
        (f"/volunteers/{NOBODYS}/checks", COORDINATOR, 404),
        (f"/opportunities/{NOBODYS}/placements", COORDINATOR, 404),
        ("/opportunities/7/closure", COORDINATOR, 422),
    ],
)
async def test_who_may_not_and_what_is_not_there(
    house: House, path: str, actor: Actor, status: int
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "hours": {"minutes": 5},
        "corrections": {"minutes": 5, "reason": "x"},
        "closure": {"reason": "x"},
        "uses": {"purpose": "x", "minutes": 5},
        "assignments": {"space_id": str(uuid4())},
        "checks": {"level": "basic", "issued_on": "2020-01-01", "expires_on": "2030-01-01"},
        "placements": {"volunteer_id": str(uuid4())},
    }
    answer = await house.post(path, bodies.get(path.rpartition("/")[2]), by=actor)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_past_is_for_officers_with_a_reason(house: House) -> None:
    past = {**PROFILE, "occurred_on": "2025-01-01", "late_reason": "On paper"}
    assert (await house.refused("/profile", past, by=LEILA))[0] == 403
    await house.made("/volunteers", past, by=COORDINATOR)


async def test_markup_is_stored_as_typed_and_shown_escaped(house: House) -> None:
    title = "<script>alert(1)</script> =1+1"
    one = await opportunity(house, title=title)
    assert (await house.seen(f"/opportunities/{one}"))["title"] == title
    page = await house.client.get(f"/volunteers/opportunities/{one}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


async def test_one_key_has_one_effect(house: House) -> None:
    first = await house.post("/opportunities", OPPORTUNITY, by=COORDINATOR, key="once")
    again = await house.post("/opportunities", OPPORTUNITY, by=COORDINATOR, key="once")
    assert first.json() == again.json()
    other = {**OPPORTUNITY, "places": 3}
    reused = await house.post("/opportunities", other, by=COORDINATOR, key="once")
    assert reused.status_code == 422
    assert len(await house.told("opportunity.opened")) == 1
