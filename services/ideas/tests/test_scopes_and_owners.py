"""Whose wards, whose department, whose idea: what is not one's own is refused, or not found."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from ideas.testing import MODERATOR, OFFICER, Site, resident
from servicekit import Actor
from sqlalchemy import text

WARD, NEXT_DOOR = "E05013794", "E05013795"
IDEA = {
    "title": "A bench by the canal",
    "summary": "There is nowhere to sit.",
    "ward": WARD,
    "theme": "public-realm",
}


def officer(letter: str, *wards: str) -> Actor:
    roles = frozenset({"neighbourhood-officer"})
    return Actor(letter * 64, roles, "An officer", wards=frozenset(wards))


def of_department(role: str, *departments: str) -> Actor:
    return Actor("9" * 64, frozenset({role}), "Staff", departments=frozenset(departments))


async def post(site: Site, actor: Actor | None, path: str, body: Any) -> httpx.Response:
    async with site.browser(actor) as browser:
        return await browser.post(
            f"/ideas/api{path}", json=body, headers={"Idempotency-Key": str(uuid4())}
        )


async def made(site: Site, actor: Actor, **more: str) -> str:
    answer = await post(site, actor, "/ideas", {**IDEA, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["idea_id"])


STEPS: dict[str, Any] = {
    "acknowledge": {"department": "parks"},
    "adopt": {"department": "parks"},
    "test": {
        "answers": [{"question": "empower-communities", "answer": "yes", "reason": "So it is."}]
    },
    "refer": {"estimated": 100},
    "answer": {"outcome": "not-now", "reasons": "Because.", "department": "parks"},
    "feedback": {"did": "A bench."},
    "withdraw": {},
}


@pytest.mark.parametrize("step", STEPS)
async def test_an_officer_of_another_ward_takes_no_step(site: Site, step: str) -> None:
    idea = await made(site, OFFICER)
    stranger = officer("a", NEXT_DOOR)
    refused = await post(site, stranger, f"/ideas/{idea}/{step}", STEPS[step])
    assert refused.status_code == 403, refused.text
    assert refused.json()["detail"] == "This idea is in another officer's ward."
    own = await post(site, officer("b", WARD, NEXT_DOOR), f"/ideas/{idea}/{step}", STEPS[step])
    assert own.status_code != 403, own.text


async def test_the_owner_takes_an_idea_back_wherever_else_they_are_an_officer(site: Site) -> None:
    own = await made(site, resident(1))
    roles = frozenset({"resident", "neighbourhood-officer"})
    both = Actor(resident(1).person_key, roles, "Both", wards=frozenset({NEXT_DOOR}))
    assert (await post(site, both, f"/ideas/{own}/withdraw", {})).status_code == 200


async def test_no_idea_is_taken_back_before_it_was_heard(site: Site) -> None:
    idea = await made(site, OFFICER)
    early = {"occurred_on": "2020-01-06", "late_reason": "From paper."}
    refused = await post(site, OFFICER, f"/ideas/{idea}/withdraw", early)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/occurred_on")


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (of_department("legal", "parks"), 201),
        (of_department("legal", "legal"), 403),
        (of_department("finance", "legal", "parks"), 201),
        (of_department("finance"), 201),
        (of_department("neighbourhood-officer", "neighbourhoods"), 201),
        (of_department("resident", "parks"), 403),
    ],
)
async def test_staff_offer_in_the_name_of_their_own_department(
    site: Site, actor: Actor, status: int
) -> None:
    idea = await made(site, OFFICER)
    offer = {"department": "parks", "kind": "contact"}
    answer = await post(site, actor, f"/ideas/{idea}/offers", offer)
    assert answer.status_code == status, answer.text


HIDDEN = [
    ("GET", "/ideas/api/ideas/{}"),
    ("GET", "/ideas/api/ideas/{}/thread"),
    ("GET", "/ideas/threads/{}"),
    ("GET", "/ideas/sent/{}"),
    ("POST", "/ideas/api/ideas/{}/support"),
    ("POST", "/ideas/api/ideas/{}/withdraw"),
]


@pytest.mark.parametrize(("method", "path"), HIDDEN)
async def test_another_persons_unread_idea_is_not_found(site: Site, method: str, path: str) -> None:
    """By its id alone nobody learns whether it is there: the answer is that of no idea at all."""
    idea = await made(site, resident(1))
    told = []
    for one in (idea, str(uuid4())):
        async with site.browser(resident(2)) as browser:
            if method == "GET":
                answer = await browser.get(path.format(one))
            else:
                headers = {"Idempotency-Key": str(uuid4())}
                answer = await browser.post(path.format(one), json={}, headers=headers)
            told.append((answer.status_code, answer.text.replace(one, "…").count("canal")))
    assert told == [(404, 0), (404, 0)]
    noted = "SELECT actor, facts->>'code' FROM kit.audit"
    async with site.process.engine.connect() as connection:
        kept = [tuple(row) for row in await connection.execute(text(noted))]
    assert kept == [(resident(2).person_key, "not-yours")]


async def test_its_owner_and_the_moderator_find_it(site: Site) -> None:
    idea = await made(site, resident(1))
    for actor in (resident(1), MODERATOR, OFFICER):
        async with site.browser(actor) as browser:
            assert (await browser.get(f"/ideas/api/ideas/{idea}")).status_code == 200
