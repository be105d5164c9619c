"""What the JSON API will not take: every class of bad input, each pointed at."""

from __future__ import annotations

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
    headers = {"Idempotency-Key": str(uuid4())}
    return await browser.post(f"/ideas/api{path}", json=body, headers=headers)


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
