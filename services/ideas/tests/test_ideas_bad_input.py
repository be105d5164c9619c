"""What the JSON API will not take: every class of bad input, each pointed at."""

from __future__ import annotations

import json
import os
import random
from typing import Any
from uuid import uuid4

import httpx
import pytest
from ideas.testing import OFFICER, Site

IDEA: dict[str, Any] = {
    "title": "A choir for Harrow Road",
    "summary": "Neighbours who sing together get to know each other.",
    "ward": "E05013794",
    "theme": "community-focused",
}


async def post(browser: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    return await browser.post(f"/ideas/api{path}", content=json.dumps(body), headers=headers)


BAD_IDEAS: list[tuple[dict[str, Any], str]] = [
    ({"title": None}, "/title"),
    ({"title": ""}, "/title"),
    ({"title": "a\x00b"}, "/title"),
    ({"title": "a\u202eb"}, "/title"),
    ({"title": "two\nlines"}, "/title"),
    ({"title": 7}, "/title"),
    ({"summary": "x" * 4001}, "/summary"),
    ({"ward": "Church Street"}, "/ward"),
    ({"ward": "E05999999"}, "/ward"),
    ({"ward": "E05000634"}, "/ward"),
    ({"theme": "no-such-theme"}, "/theme"),
    ({"area": "no-such-area"}, "/area"),
    ({"principles": ["volunteers", "no-such"]}, "/principles/1"),
    ({"owner_kind": "councillor"}, "/owner_kind"),
    ({"owner_kind": "group"}, "/owner_organisation"),
    ({"owner_organisation": "A choir"}, "/owner_organisation"),
    ({"table": -1}, "/table"),
    ({"table": 1.5}, "/table"),
    ({"conversation_id": "seven"}, "/conversation_id"),
    ({"conversation_id": str(uuid4())}, "/conversation_id"),
    ({"occurred_on": "2099-01-01"}, "/occurred_on"),
    ({"occurred_on": "yesterday"}, "/occurred_on"),
    ({"surprise": 1}, "/surprise"),
]


@pytest.mark.parametrize(("wrong", "pointer"), BAD_IDEAS)
async def test_a_field_that_does_not_hold_is_pointed_at(
    site: Site, wrong: dict[str, Any], pointer: str
) -> None:
    async with site.browser(OFFICER) as browser:
        answer = await post(browser, "/ideas", {**IDEA, **wrong})
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert pointer in [one["pointer"] for one in answer.json()["errors"]]


async def test_bodies_that_cannot_be_read(site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        headers = {"Idempotency-Key": "x", "Content-Type": "application/json"}
        address = "/ideas/api/ideas"
        for body in (b"{", b'{"title": "\xff"}', b""):
            answer = await browser.post(address, content=body, headers=headers)
            assert answer.status_code in {400, 422}, answer.text
        surrogate = (
            b'{"title": "\\ud800", "summary": "x", "ward": "E05013794", "theme": "greening"}'
        )
        lone = await browser.post(address, content=surrogate, headers=headers)
        assert lone.status_code in {400, 422}
        typed = await browser.post(address, data=IDEA, headers={"Idempotency-Key": "x"})
        assert typed.status_code == 415
        large = await post(browser, "/ideas", {**IDEA, "summary": "x" * 1_100_000})
        assert large.status_code == 413


MONEY = [-1, 1.5, "1e5", "12.50", 2**63, True, None, [1]]


@pytest.mark.parametrize("amount", MONEY)
async def test_money_is_whole_pence(site: Site, amount: Any) -> None:
    async with site.browser(OFFICER) as browser:
        idea_id = (await post(browser, "/ideas", IDEA)).json()["idea_id"]
        await post(browser, f"/ideas/{idea_id}/adopt", {"department": "parks"})
        answer = await post(browser, f"/ideas/{idea_id}/refer", {"estimated": amount})
        assert answer.status_code == (201 if amount is None else 422), answer.text


NASTY: list[Any] = [
    *(None, True, -1, 0, 1.5, 2**31, 2**63, 10**30, "", " ", "x" * 5000, "\x00", "\u202e"),
    *("not-a-code!", "9999-12-31", "0001-01-01", "2023-02-30", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "\ud800", [], {}, [None], [{}], {"a": {"b": []}}, [[1]]),
]
# The whole table with CIVIC_NASTY=9999; a sample of it otherwise.
DOSE = int(os.environ.get("CIVIC_NASTY", "120"))


def commands(idea: str, conversation: str, need: str, barrier: str) -> dict[str, dict[str, Any]]:
    """A body that holds for every command of the service."""
    entry = {"entry_id": str(uuid4()), **IDEA}
    answer = {"question": "empower-communities", "answer": "yes", "reason": "x"}
    late = {"occurred_on": "2026-07-01", "late_reason": "x"}
    return {
        "/ideas": {**IDEA, **late, "area": "local-choices", "table": 1, "principles": []},
        "/conversations": {
            **{"title": "x", "kind": "area-forum", "department": "parks", "wards": []},
            **{"starts_on": "2026-07-01", "ends_on": "2026-07-02", "theme": "greening"},
        },
        f"/conversations/{conversation}/events": {
            **{"session": "one", "participants": 3, "tables": 1, "ward": IDEA["ward"]},
            **{"sectors": [{"sector": "nhs", "people": 1}], "topic_kept": True, "comments": []},
            **{"measures": [{"code": "a", "value": 1, "unit": "b"}], "topic_change": None},
        },
        f"/conversations/{conversation}/table-sheets": {
            **{"sheet_id": str(uuid4()), "table": 3, "entries": [entry]},
        },
        f"/ideas/{idea}/acknowledge": {"department": "parks", "role": "officer"},
        f"/ideas/{idea}/adopt": {"department": "parks", "role": "officer"},
        f"/ideas/{idea}/test": {"answers": [answer]},
        f"/ideas/{idea}/offers": {
            **{"department": "parks", "kind": "venue", "offer": "x", "until": "2030-01-01"},
        },
        f"/ideas/{idea}/refer": {"estimated": 1, "organisation": "x", "wards": [], "summary": "x"},
        f"/ideas/{idea}/answer": {"outcome": "not-now", "reasons": "x", "department": "parks"},
        f"/ideas/{idea}/feedback": {"said": "x", "did": "x", "project_id": str(uuid4())},
        f"/ideas/{idea}/measures": {"measures": [{"code": "a", "value": 1, "unit": "b"}]},
        f"/ideas/{idea}/support": {},
        "/barriers": {"kind": "legal", "title": "x", "owner_department": "legal", "idea_id": idea},
        f"/barriers/{barrier}/remove": {"how": "x", "occurred_on": None},
        "/urgent-needs": {
            **{"ward": IDEA["ward"], "title": "x", "spaces_needed": 1, "people_needed": 1},
            **{"facilities": [], "raised_at": "2026-07-01T10:00:00Z", "idea_id": idea, **late},
        },
        f"/urgent-needs/{need}/met": {"how": "x", "met_at": None, "space_id": None},
    }


def mutations(bodies: dict[str, dict[str, Any]]) -> list[tuple[str, Any]]:
    """Every body with every field replaced by everything nasty, and nasty bodies."""
    fields = [
        (path, {**body, field: value})
        for path, body in bodies.items()
        for field in (*body, "occurred_on", "unheard-of")
        for value in NASTY
    ]
    return fields + [(path, value) for path in bodies for value in NASTY]


async def test_nothing_that_is_sent_is_a_fault_of_ours(site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        made = [
            (await post(browser, path, body)).json()
            for path, body in (
                ("/ideas", IDEA),
                (
                    "/conversations",
                    {
                        **{"title": "x", "kind": "area-forum", "department": "parks"},
                        "starts_on": "2026-07-01",
                    },
                ),
                ("/urgent-needs", {"ward": IDEA["ward"], "title": "A roof"}),
                ("/barriers", {"kind": "legal", "title": "x", "owner_department": "legal"}),
            )
        ]
        ids = [next(iter(one.values())) for one in made]
        cases = mutations(commands(*ids))
        chosen = random.Random(2009).sample(cases, min(DOSE, len(cases)))
        for path, body in chosen:
            answer = await post(browser, path, body)
            assert answer.status_code < 500, (path, body, answer.text)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"
