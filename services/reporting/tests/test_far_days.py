"""Days of another millennium, in a log that never forgets."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from reporting.testing import Bench, samples
from test_what_is_shown import JSON, PAGES

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_in_the_wrong_millennium_harms_no_page(
    bench: Bench, web: httpx.AsyncClient, day: str
) -> None:
    """No command takes such a day, but another producer may, and the log never forgets."""
    await bench.hear(*samples())
    far = [type(one).model_validate(one.to_data() | {"occurred_on": day}) for one in samples()]
    await bench.hear(*far)
    for path in PAGES:
        async with asyncio.timeout(10):
            assert (await web.get(path)).status_code == 200, path
    for path in JSON:
        async with asyncio.timeout(10):
            assert (await web.get(f"/reporting/api/{path}")).status_code == 200, path
