"""A proposal whose words nobody has read, asked for by its id at every route that takes one.

Whoever may not see it is answered, word for word, as for an id that there is nothing under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from budgets import policies
from budgets.app import SERVICE
from budgets_browser import Browser
from budgets_client import PEOPLE, ApiClient, person
from budgets_steps import STEPS, WARD
from fastapi.routing import APIRoute
from servicekit import Actor, Role
from servicekit.web.form_ids import new_id

WHAT = "{proposal_id}"
# Where it is a field of what is sent.
GIVEN = {"financial_year": "2026-27", "amount": 100_00, "funder": "A friend"}
NAMING: dict[str, dict[str, Any]] = {
    "/ward-accounts/{ward}/match-funding": GIVEN,
    "/ward-accounts/{ward}/sponsorships": GIVEN,
    "/projects/{project_id}/replications": STEPS["/projects/{project_id}/replications"],
}
# Pages whose address says more than the API's, which has the rest in its body.
AT_PAGES = {
    f"/proposals/{WHAT}/decision/referred/{{ward}}": STEPS[f"/proposals/{WHAT}/decision/referred"],
    f"/proposals/{WHAT}/approvals/{{approval}}": STEPS[f"/proposals/{WHAT}/approvals"],
}
OTHERS = {"ward": WARD, "project_id": str(uuid4()), "approval": "legal", "event_id": str(uuid4())}
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ROLES = [role for role in Role if not policies.may_approve_words(person("", role))]
CANNOT_SEE = {
    **{f"only {role}": person(f"only {role}", role) for role in ROLES},
    "all of these": person("all of these", *ROLES),
    "no role": person("no role"),
}


@dataclass(frozen=True)
class Asking:
    """One route that takes a proposal's id."""

    way: str
    method: str
    admits: Any
    in_body: bool

    @property
    def is_page(self) -> bool:
        return not self.way.startswith("/api/")


def fields_of(route: APIRoute) -> Iterator[str]:
    """What a route takes by name besides what its address says."""
    for one in (*route.dependant.query_params, *route.dependant.body_params):
        yield one.name
        yield from getattr(one.field_info.annotation, "model_fields", ())


def asking() -> Iterator[Asking]:
    """Every route of the service at which somebody can ask about one proposal."""
    rooms = [("/api", one) for one in SERVICE.apis] + [("", one) for one in SERVICE.pages]
    for before, room in rooms:
        for route in room.routes:
            assert isinstance(route, APIRoute)
            named = "proposal_id" in fields_of(route)
            if WHAT in route.path or named:
                policy, *_ = (
                    found
                    for one in route.dependencies
                    if (found := getattr(one.dependency, "policy", None)) is not None
                )
                for method in sorted(route.methods):
                    yield Asking(before + route.path, method, policy, named)


EVERY = list(asking())


def flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """What is sent, as a form sends it."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from flat(inner, f"{name}.{key}" if name else str(key))
    else:
        yield name, str(value)


async def answer(one: Asking, api: ApiClient, browser: Browser, proposal: str) -> tuple[Any, ...]:
    """What somebody is answered there about a proposal; ids in it are left out."""
    address = f"/budgets{one.way.format(proposal_id=proposal, **OTHERS)}"
    path = one.way.removeprefix("/api")
    headers = browser.headers if one.is_page else {"X-Actor": browser.headers["X-Actor"]}
    sent: dict[str, Any] = {"headers": headers}
    if one.method == "POST":
        known = AT_PAGES | STEPS
        body = {**NAMING[path], "proposal_id": proposal} if one.in_body else known[path]
        if one.is_page:
            own = {"csrf": browser.csrf, "command_id": new_id(), "confirmed": "yes"}
            sent["data"] = {**dict(flat(body)), **own}
        else:
            sent |= {"json": body, "headers": {**headers, "Idempotency-Key": str(uuid4())}}
    elif one.is_page:
        sent["params"] = {"command_id": new_id()}
    found = await api.http.request(one.method, address, **sent)
    told = (found.text, found.headers.get("location", ""))
    return found.status_code, *(UUIDS.sub("…", one) for one in told)


def expected(one: Asking, who: Actor) -> set[int]:
    """As what is not there, for whom the route admits; the others get no further than that."""
    if not one.admits(who):
        return {403}
    return {422} if one.in_body else {404}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unread(api: ApiClient) -> dict[str, str]:
    """A proposal that waits to be read, and those that ended without having been, by state."""
    made = {}
    for state, ending in (("submitted", ""), ("declined", "decline"), ("withdrawn", "withdraw")):
        words = {"title": "Their very words", "theme": "greening", "organisation": "Unread Friends"}
        found = await api.post("group", "/proposals", wards=[WARD], **words)
        made[state] = str(found["proposal_id"])
        if ending:
            step = STEPS[f"/proposals/{WHAT}/{ending}"]
            await api.post("officer", f"/proposals/{made[state]}/{ending}", **step)
    return made


@pytest.mark.parametrize("who", CANNOT_SEE)
async def test_whoever_may_not_see_it_is_told_that_it_is_not_there(
    api: ApiClient, browse: Any, monkeypatch: pytest.MonkeyPatch, unread: dict[str, str], who: str
) -> None:
    monkeypatch.setitem(PEOPLE, who, CANNOT_SEE[who])
    browser = await browse(who)
    wrong = []
    for one in EVERY:
        nothing = await answer(one, api, browser, str(uuid4()))
        assert nothing[0] in expected(one, CANNOT_SEE[who]), (one, nothing)
        for state, proposal in unread.items():
            found = await answer(one, api, browser, proposal)
            if found != nothing:
                wrong.append((one.method, one.way, state, found[0]))
    assert wrong == []


async def test_nobody_in_particular_learns_of_it_either(
    api: ApiClient, unread: dict[str, str]
) -> None:
    nobody = Browser(api.http, "nobody", "", "none")
    for one in EVERY:
        nothing = await answer(one, api, nobody, str(uuid4()))
        assert nothing[0] in {303, 401, 403, 404}, (one, nothing)
        for proposal in unread.values():
            assert await answer(one, api, nobody, proposal) == nothing, one


def test_every_route_is_asked_by_somebody_whom_it_admits() -> None:
    """Those that admit none of them are answered before the proposal is looked for."""
    closed = {
        f"{one.method} {one.way}"
        for one in EVERY
        if not any(one.admits(who) for who in CANNOT_SEE.values())
    }
    assert len(EVERY) - len(closed) >= 9, sorted(closed)
    assert {one.way.removeprefix("/api") for one in EVERY if one.in_body} == NAMING.keys()


async def test_who_opened_it_and_who_reads_it_see_it(
    api: ApiClient, unread: dict[str, str]
) -> None:
    for proposal in unread.values():
        for who in ("group", "moderator", "officer", "operator"):
            assert (await api.get(f"/proposals/{proposal}", who))["title"] == "Their very words"
