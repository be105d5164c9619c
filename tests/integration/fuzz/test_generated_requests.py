"""No request, whoever sends it, is answered with a fault of ours: 2,000 for each service.

``--long`` sends 100,000 to each (``make fuzz ARGS="--requests 100000"`` does the same outside of
pytest); ``CIVIC_FUZZ`` says how many otherwise.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import httpx
import pytest
import pytest_asyncio
from civic_contracts.topology import SERVICES
from civic_stack.stack import Stack
from fuzz.__main__ import play
from fuzz.generating import Form, Generator, Sent
from fuzz.running import faults_logged, fuzz, judged
from fuzz.values import MANY_DIGITS, MARK
from harness.header_guard import WANTED

DOSE = int(os.environ.get("CIVIC_FUZZ", "2000"))
FULL_DOSE = 100_000
# Every kind of answer that a service gives to what is sent to it was among them.
KINDS = {200, 401, 403, 404, 405, 415, 422}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_stack(pytestconfig: pytest.Config, run_folder: object) -> AsyncIterator[Stack]:
    """A stack of its own: what is sent to it stays in its figures."""
    name = f"{getattr(run_folder, 'name', 'tests')}/fuzz"
    async with Stack(pytestconfig.rootpath, name=name, durable=False) as stack:
        await play(stack)
        yield stack


@pytest.mark.stack
@pytest.mark.parametrize("service", SERVICES)
async def test_no_answer_is_a_fault_of_ours(
    own_stack: Stack, service: str, pytestconfig: pytest.Config
) -> None:
    dose = FULL_DOSE if pytestconfig.getoption("--long") else DOSE
    found = await fuzz(own_stack, service, dose, seed=1)
    assert found.faults_of_ours == 0, found.line(service)
    assert found.wrong == []
    assert faults_logged(own_stack.folder.path, service) == []
    wanted = KINDS if service != "reporting" else {200, 404, 405}
    assert found.statuses.keys() >= wanted, found.line(service)
    assert found.requests > 0.95 * dose


GOOD = {**{name: value[0] for name, value in WANTED.items()}} | {
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
}
PLANTED = [
    httpx.Response(500, headers=GOOD, json={"detail": "Traceback"}),
    httpx.Response(503, headers=GOOD),
    httpx.Response(200, headers=GOOD, html=f"<p>{MARK}</p>"),
    httpx.Response(200, headers=GOOD, text='Traceback (most recent call last):\n  File "/x"'),
    httpx.Response(400, headers=GOOD, json={"error": "no problem detail"}),
    httpx.Response(200, json={}),
    httpx.Response(
        404,
        headers={**GOOD, "content-type": "application/problem+json"},
        content=b'{"type":"x","title":"x","detail":"x","status":403}',
    ),
]


@pytest.mark.parametrize("planted", PLANTED, ids=range(len(PLANTED)))
def test_a_planted_fault_is_found(planted: httpx.Response) -> None:
    assert [*judged(Sent("GET", "/"), planted)] != []


def test_a_good_answer_has_no_fault() -> None:
    assert [*judged(Sent("GET", "/"), httpx.Response(200, headers=GOOD, json={}))] == []


def test_the_same_seed_sends_the_same() -> None:
    document = {"paths": {"/ideas/api/x": {"get": {}, "post": {"requestBody": {}}}}}

    def sent(seed: int) -> list[Sent]:
        generator = Generator("ideas", document, seed)
        return [generator.next("t") for _ in range(50)]

    assert sent(1) == sent(1)
    assert sent(1) != sent(2)


def test_forms_are_sent_with_more_than_can_be_read() -> None:
    generator = Generator("ideas", {"paths": {}}, 1)
    generator.forms = [
        Form("/p", "/p", {"on-year": [""], "sum-pounds": [""], "skills": ["singing", "sewing"]})
    ]
    sent = [parse_qsl(generator._form("t").body.decode()) for _ in range(2_000)]
    values = {(name, value) for fields in sent for name, value in fields}
    assert {(name, MANY_DIGITS) for name in ("on-year", "sum-pounds", "x-pounds")} <= values
    assert ("skills", "NOT ONE OF THEM") in values
    names = {name for name, _ in values}
    assert max(name.count(".") for name in names) >= 3_000
    assert any(len(part) > 4_300 for name in names for part in name.split(".") if part.isdigit())
