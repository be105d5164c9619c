"""Questions that are wrong in form or ask for what there is not."""

from __future__ import annotations

import httpx
import pytest

pytestmark = pytest.mark.stack


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("wards/E05999999", 404),
        ("wards/nowhere", 422),
        ("themes/no-such-theme", 404),
        ("themes/No%00Theme", 422),
        ("ideas/3f1c7a52-5b0e-4c1d-9a53-0f6f4b1d2e77", 404),
        ("ideas/not-an-id", 422),
        ("events?after=-1", 422),
        ("events?after=9223372036854775808", 422),
        ("events?limit=1001", 422),
        ("nothing", 404),
    ],
)
async def test_bad_input_is_a_problem(web: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await web.get(f"/reporting/api/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("path", "status"),
    [("wards/E05999999", 404), ("events?type=%00", 422), ("events?before=0", 422)],
)
async def test_bad_input_to_a_page_is_refused(
    web: httpx.AsyncClient, path: str, status: int
) -> None:
    assert (await web.get(f"/reporting/{path}")).status_code == status


async def test_nothing_can_be_changed_over_http(web: httpx.AsyncClient) -> None:
    document = (await web.get("/reporting/api/openapi.json")).json()
    methods = {method for path in document["paths"].values() for method in path}
    assert methods == {"get"}
