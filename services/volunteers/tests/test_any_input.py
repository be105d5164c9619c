"""Whatever is sent to the routes of the OpenAPI document, no answer is a fault of ours."""

import json
import random
from typing import Any
from uuid import uuid4

import pytest
from volunteers_house import (
    COORDINATOR,
    LEILA,
    MODERATOR,
    PROFILE,
    House,
    opportunity,
    placed,
    space,
    volunteer,
)

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 2**31, 2**63, 10**40, 1.5, 1e308, "", " ", "x", "singing"),
    *("E05013795", "E05000635", "2026-11-22", "0001-01-01", "9999-12-31", "2026-02-30"),
    *("a\u0000b", "\u202e", "\U0001f600" * 90, "x" * 5000, "=1+1", "'", "weekly", "concentrated"),
    *([], {}, [None], ["singing"], ["a"] * 40, {"a": 1}, [[]], "every-day", "enhanced", "yes"),
)
"""Values that have broken other people's programs."""


def bodies(schema: dict[str, Any], document: dict[str, Any], choose: random.Random) -> Any:
    """A body for a command: some fields sensible, some odd, some missing."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return bodies(document["components"]["schemas"][name], document, choose)
    if schema.get("type") != "object":
        return sensible(schema, choose)
    body = {}
    for name, about in schema.get("properties", {}).items():
        needed = name in schema.get("required", ())
        dice = choose.random()
        if dice < 0.12:
            body[name] = choose.choice(ODD)
        elif needed or dice < 0.5:
            body[name] = sensible(about, choose)
    return body


def sensible(schema: dict[str, Any], choose: random.Random) -> Any:
    """A value such as the schema asks for."""
    for option in schema.get("anyOf", ()):
        if option.get("type") != "null":
            return sensible(option, choose)
    if "enum" in schema:
        return choose.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "integer":
        return choose.choice([schema.get("minimum", 0), schema.get("maximum", 100), 60, 7000])
    if kind == "boolean":
        return choose.random() < 0.8
    if kind == "array":
        return [sensible(schema.get("items", {}), choose) for _ in range(choose.randint(0, 3))]
    if schema.get("format") == "date":
        return choose.choice(["2026-06-01", "2026-11-22", "2027-01-01", "2010-03-21"])
    if schema.get("format") == "uuid":
        return str(uuid4())
    if "[A-Z][0-9]{8}" in schema.get("pattern", ""):
        return choose.choice(["E05013795", "E05013794"])
    return choose.choice(["singing", "parks", "monday-morning", "greening"])


async def things(house: House) -> dict[str, list[str]]:
    """One of everything that an address may name."""
    one = await volunteer(house, LEILA)
    role = await opportunity(house, attendance="by-arrangement")
    placement = await placed(house, role, one)
    entry = await house.made(f"/placements/{placement}/hours", {"minutes": 60}, by=LEILA)
    group = {"name": "A group", "kind": "choir", "ward": PROFILE["ward"]}
    made = await house.made("/groups", group, by=COORDINATOR)
    return {
        "volunteer_id": [one],
        "opportunity_id": [role],
        "placement_id": [placement],
        "entry_id": [entry["entry_id"]],
        "group_id": [made["group_id"]],
        "space_id": [await space(house)],
    }


@pytest.mark.parametrize("seed", range(2))
async def test_no_request_is_answered_with_a_fault_of_ours(house: House, seed: int) -> None:
    choose = random.Random(seed)
    document = (await house.get("/openapi.json")).json()
    known = await things(house)
    seen: dict[int, int] = {}
    for path, operations in sorted(document["paths"].items()):
        if not path.startswith("/volunteers/api/"):
            continue
        for method, operation in operations.items():
            for _ in range(8):
                address = path
                for parameter in operation.get("parameters", ()):
                    if parameter["in"] == "path":
                        name = parameter["name"]
                        value = choose.choice([*known.get(name, []) * 4, str(uuid4())])
                        address = address.replace(f"{{{name}}}", value)
                short = address.removeprefix("/volunteers/api")
                actor = choose.choice([COORDINATOR, COORDINATOR, LEILA, MODERATOR])
                if method == "get":
                    answer = await house.get(f"{short}?{question(operation, choose)}", by=actor)
                else:
                    schema = operation["requestBody"]["content"]["application/json"]["schema"]
                    body = bodies(schema, document, choose)
                    answer = await house.post(short, body, by=actor)
                assert answer.status_code < 500, (method, address, answer.text)
                if answer.status_code >= 400:
                    problem = json.loads(answer.content)
                    assert set(problem) >= {"type", "title", "status", "detail"}
                seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
    assert set(seen) >= {200, 201, 403, 404, 409, 422}


def question(operation: dict[str, Any], choose: random.Random) -> str:
    """A query with odd values for some of the parameters."""
    wanted = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    odd = ["", "7", "x", "E05013795", "%00", "2026-06-01", "0001-01-01", "%F0%9F%98%80", "true"]
    return "&".join(f"{name}={choose.choice(odd)}" for name in wanted if choose.random() < 0.4)
