"""Bad input of every class, to every command: a problem detail, and nothing changes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from budgets.app import SERVICE
from budgets_client import ApiClient

WARD = "E05000635"
SOME = "11111111-1111-4111-8111-111111111111"
PARTS = {"ward": WARD, "code": "committee"}
COMMANDS = sorted(
    route.path.format_map(
        {
            **dict.fromkeys(
                (
                    *("proposal_id", "award_id", "agreement_id", "payment_id", "project_id"),
                    *("term_id", "transaction_id", "correction_id", "event_id"),
                ),
                SOME,
            ),
            **PARTS,
        }
    )
    for api in SERVICE.apis
    for route in api.routes
    if "POST" in getattr(route, "methods", ())
)
RESEARCH = f"/proposals/{SOME}/research"


async def post(api: ApiClient, path: str, content: bytes | str, **headers: str) -> Any:
    """A raw request by somebody who may do everything."""
    return await api.http.post(
        f"/budgets/api{path}",
        content=content,
        headers={
            "X-Actor": "all",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid4()),
            **headers,
        },
    )


def problem_of(response: Any, status: int) -> dict[str, Any]:
    """The problem detail, which never shows how the service is built."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    for word in ("Traceback", "sqlalchemy", "asyncpg", "SELECT", "INSERT"):
        assert word not in response.text
    found: dict[str, Any] = response.json()
    return found


def test_every_command_is_tried() -> None:
    assert len(COMMANDS) == 41


@pytest.mark.parametrize("path", COMMANDS)
async def test_every_command_refuses_what_it_cannot_read(api: ApiClient, path: str) -> None:
    problem_of(await post(api, path, "{"), 400)
    problem_of(await post(api, path, "{}", **{"Content-Type": "text/plain"}), 415)
    problem_of(await post(api, path, "{}", **{"X-Actor": "nobody"}), 401)
    problem_of(await post(api, path, "{}", **{"X-Actor": "resident"}), 403)
    unknown = problem_of(await post(api, path, '{"colour": "blue"}'), 422)
    assert "/colour" in {one["pointer"] for one in unknown["errors"]}
    problem_of(await post(api, path, '"text"'), 422)
    problem_of(await post(api, path, "null"), 422)
    bad_day = problem_of(await post(api, path, '{"occurred_on": "yesterday"}'), 422)
    assert "/occurred_on" in {one["pointer"] for one in bad_day["errors"]}


@pytest.mark.parametrize(
    "amount",
    ["-1", "0", "1.5", "1e3", '"1.00"', "9223372036854775808", "1" + "0" * 40, "true", "null"],
)
async def test_money_that_is_none_is_refused(api: ApiClient, amount: str) -> None:
    body = (
        '{"lines": [{"title": "All", "amount": 100}],'
        f' "ward_shares": [{{"ward": "{WARD}", "amount": {amount}}}]}}'
    )
    found = problem_of(await post(api, RESEARCH, body), 422)
    assert found["errors"][0]["pointer"] == "/ward_shares/0/amount"


@pytest.mark.parametrize("text", [r"\u0000", r"\ud800", r"\u202e", "", "   ", "x" * 301])
async def test_text_that_cannot_be_shown_is_refused(api: ApiClient, text: str) -> None:
    body = f'{{"title": "{text}", "wards": ["{WARD}"], "theme": "greening"}}'
    response = await post(api, "/proposals", body)
    assert response.status_code in {400, 422}, response.text
    problem_of(response, response.status_code)


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("wards", ["E05099999"], "/wards/0"),
        ("wards", ["harrow road"], "/wards/0"),
        ("wards", [], "/wards"),
        ("theme", "astrology", "/theme"),
        ("area", "astrology", "/area"),
        ("group_id", SOME, "/group_id"),
        ("replica_of", SOME, "/replica_of"),
        ("occurred_on", "2999-01-01", "/occurred_on"),
        ("occurred_on", "2009-06-01", "/late_reason"),
        ("charity_number", "none", "/charity_number"),
    ],
)
async def test_what_is_not_there_is_named(
    api: ApiClient, field: str, value: Any, pointer: str
) -> None:
    body = {"title": "A tree", "wards": ["E05013795"], "theme": "greening", field: value}
    answer = await api.send("officer", "/proposals", body)
    assert answer.status == 422
    assert answer.body["errors"][0]["pointer"] == pointer


async def test_keys_of_commands(api: ApiClient) -> None:
    body = {"title": "A tree", "wards": ["E05013795"], "theme": "greening"}
    key = str(uuid4())
    first = await api.send("officer", "/proposals", body, key)
    assert (await api.send("officer", "/proposals", body, key)).body == first.body
    reused = await api.send("officer", "/proposals", {**body, "title": "Two trees"}, key)
    assert reused.status == 422
    none = await api.http.post("/budgets/api/proposals", json=body, headers={"X-Actor": "officer"})
    assert none.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/proposals?after=-1",
        "/proposals?limit=0",
        "/proposals?ward=%00",
        "/proposals?state=%00",
        "/proposals?idea_id=x",
        "/proposals/x",
        "/ward-accounts/%00",
        "/ward-accounts/x/entries",
        "/ward-accounts?financial_year=%00",
        "/ward-accounts?financial_year=2009-99",
        "/ward-accounts?financial_year=9999-00",
        "/councillors?on=x",
        "/policies/%00",
        "/ward-accounts/E05000635/entries?after=99999999999999999999",
    ],
)
async def test_queries_take_only_what_has_a_shape(api: ApiClient, path: str) -> None:
    await api.get(path, status=422)


@pytest.mark.parametrize(
    "path", ["proposals", "awards", "agreements", "projects", "policies", "ward-accounts"]
)
async def test_what_is_not_there_is_not_found(api: ApiClient, path: str) -> None:
    names = {"policies": "nowhere", "ward-accounts": "E05099999"}
    await api.get(f"/{path}/{names.get(path, SOME)}", status=404)


async def test_payments_are_not_for_everybody(api: ApiClient) -> None:
    await api.get("/payments", status=401)
    await api.get("/payments", "resident", status=403)
    assert (await api.get("/payments", "finance"))["items"] == []
